"""Undelivered is unpunished: nobody loses credits over what they could learn from a message only, if none arrived.

Two things are told by messages alone: that the studio moved the session, and that it booked somebody who did not do so
themselves. Everything else people have seen on the page where they did it.
"""

from enum import StrEnum
from uuid import UUID

from fitflow.notify.rules import Arrival


class News(StrEnum):
    """What somebody has to be told, by the template of the message that says it."""

    MOVED = "booking/moved"
    BOOKED = "booking/confirmed"
    RESCHEDULED = "booking/rescheduled"


def decisive_news(*, was_moved: bool, booked_by: UUID | None, login: UUID | None, is_rescheduled: bool) -> News | None:
    """What this client knows from a message only. `login`: theirs; None where they have none."""
    if was_moved:
        return News.MOVED
    if booked_by is None or booked_by == login:
        return None
    return News.RESCHEDULED if is_rescheduled else News.BOOKED


def is_told(news: News, arrival: Arrival) -> bool:
    """Whether they could know. Who can be written to nowhere is booked by word of mouth, but not moved by it."""
    return arrival is Arrival.ARRIVED or arrival is Arrival.NOWHERE and news is not News.MOVED
