"""What a member or visitor reads beside a session: one state, decided once, the same on every page.

Whether one may book is not decided here: the rule (`rules/eligibility.py`) gives the reason, this gives it a place
among what else can be said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import Any

from fitflow.booking.rules.eligibility import Reason
from fitflow.booking.rules.offers import OfferSettings, offers_possible
from fitflow.booking.settings import WAITLIST_ON
from fitflow.core.zones import DAY, Period, add_months, day_bounds, local_date
from fitflow.schedule.rules.sessions import CANCELLED, COMPLETED, IN_PROGRESS


class Shown(StrEnum):
    """The state of a session for one person, the one that matters most first."""

    CANCELLED = "cancelled"
    OVER = "over"
    BOOKED = "booked"
    OFFER = "offer"
    HELD = "held"
    WAITING = "waiting"
    RUNNING = "running"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    REFUSED = "refused"
    FULL = "full"
    OPEN = "open"


@dataclass(frozen=True)
class Claims:
    """What one person has of a session."""

    has_booking: bool = False
    has_hold: bool = False
    is_offer: bool = False
    is_waiting: bool = False


@dataclass(frozen=True)
class Facts:
    """What decides: the session, its spots, the person's own claims, and what speaks against holding a spot."""

    status: str
    during: Period
    open_spots: int
    mine: Claims
    refusal: Reason | None


#: What is said instead of the reason where a page has more to say, such as from when on. A reason that is not named
#: here is shown in its own words. Whoever could not pay sees what is free, and beside it what it costs.
_SHOWN_AS: Mapping[Reason, Shown] = {
    Reason.NOT_YET_OPEN: Shown.NOT_YET,
    Reason.TOO_FAR_AHEAD: Shown.NOT_YET,
    Reason.CLOSED: Shown.CLOSED,
    Reason.TOO_LATE: Shown.CLOSED,
    Reason.NOT_FOUND: Shown.CLOSED,
}


def shown_state(facts: Facts, now: datetime) -> Shown:
    """What to say about the session at this moment."""
    if facts.status == CANCELLED:
        return Shown.CANCELLED
    if facts.status == COMPLETED or now >= facts.during.end:
        return Shown.OVER
    return own_state(facts.mine) or open_state(facts, now)


def own_state(mine: Claims) -> Shown | None:
    """What the person has of it."""
    if mine.has_booking:
        return Shown.BOOKED
    if mine.has_hold:
        return Shown.OFFER if mine.is_offer else Shown.HELD
    return Shown.WAITING if mine.is_waiting else None


def open_state(facts: Facts, now: datetime) -> Shown:
    """What is left for whoever has nothing of it yet."""
    if facts.status == IN_PROGRESS or now >= facts.during.start:
        return Shown.RUNNING
    if facts.refusal is not None and facts.refusal is not Reason.NO_ENTITLEMENT:
        return _SHOWN_AS.get(facts.refusal, Shown.REFUSED)
    return Shown.OPEN if facts.open_spots else Shown.FULL


def bookable_from(opens_at: datetime, starts_at: datetime, months_ahead: int, zone: tzinfo) -> datetime:
    """When clients may book a session: registration is open, and the day is near enough."""
    first_day = first_day_within(local_date(starts_at, zone), months_ahead)
    return max(opens_at, day_bounds(first_day, zone).start)


def first_day_within(on: date, months: int) -> date:
    """The first day from which `on` is at most so many calendar months ahead (31 May is 3 months from 1 March on)."""
    first = add_months(on, -months)
    while add_months(first, months) < on:
        first += DAY
    return first


def can_wait(settings: Mapping[str, Any], state: Shown, starts_at: datetime, now: datetime) -> bool:
    """Whether a full session has a queue to join now."""
    has_waitlist = WAITLIST_ON.of(settings)
    return state is Shown.FULL and has_waitlist and offers_possible(now, starts_at, OfferSettings.of(settings))
