"""How long an offer to somebody in the queue stands (docs/design.md section 5, CON-09, WAIT-02, WAIT-03).

Three lines meet, and this is which one wins. An offer stands for 30 minutes in which quiet hours do not count. It is
cut at 2 hours before the start, even at night: somebody else must still be able to come. That cut, and every offer
made later, leaves at least 5 minutes. Last of all, nothing stands beyond 15 minutes after the start. So an offer made
at 23:00 for 06:30 stands until 04:30, and one made two hours and one minute before the start stands for 5 minutes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any, Self

from fitflow.booking.settings import LATE_OFFER_DURATION, LATE_WINDOW, OFFER_DURATION, PROMOTE_UNTIL
from fitflow.core.zones import QuietHours, waking_deadline
from fitflow.notify.settings import QUIET_HOURS


@dataclass(frozen=True)
class OfferSettings:
    """The four lengths of the waiting list and the quiet hours."""

    hold_duration: timedelta = timedelta(minutes=30)
    late_window: timedelta = timedelta(hours=2)
    late_hold_duration: timedelta = timedelta(minutes=5)
    promote_until: timedelta = timedelta(minutes=15)
    quiet_hours: QuietHours | None = None

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """Read from a studio's resolved settings."""
        return cls(
            hold_duration=OFFER_DURATION.of(settings),
            late_window=LATE_WINDOW.of(settings),
            late_hold_duration=LATE_OFFER_DURATION.of(settings),
            promote_until=PROMOTE_UNTIL.of(settings),
            quiet_hours=QUIET_HOURS.of(settings),
        )


def waitlist_closes_at(starts_at: datetime, settings: OfferSettings) -> datetime:
    """When the queue of a session closes: no offer is made from then on, and none stands beyond it."""
    return starts_at + settings.promote_until


def offers_possible(now: datetime, starts_at: datetime, settings: OfferSettings) -> bool:
    """Whether a spot that comes free now may still be offered."""
    return now < waitlist_closes_at(starts_at, settings)


def offer_deadline(made_at: datetime, starts_at: datetime, zone: tzinfo, settings: OfferSettings) -> datetime:
    """Until when an offer made now stands; fixed when it is made. Only where `offers_possible`."""
    unhurried = waking_deadline(made_at, settings.hold_duration, zone, settings.quiet_hours)
    in_time = min(unhurried, starts_at - settings.late_window)
    at_least = made_at + settings.late_hold_duration
    return min(max(in_time, at_least), waitlist_closes_at(starts_at, settings))
