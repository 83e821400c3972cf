"""What a member or visitor reads beside a session: one state, decided once, the same on every page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from fitflow.booking.rules.offers import OfferSettings, offers_possible
from fitflow.booking.settings import CLASS_NOTICE, WAITLIST_ON
from fitflow.core.zones import DAY, Period, add_months, day_bounds, local_date
from fitflow.organizations.typed_settings.kinds import Duration
from fitflow.schedule.rules.sessions import CANCELLED, COMPLETED, PUBLISHED

#: The latest a client may book before the start, by kind of session.
NOTICE: Mapping[str, Duration] = {"class": CLASS_NOTICE}


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
    """What decides: the session, its registration window, its places, the person's own claims."""

    status: str
    during: Period
    registration: Period
    open_spots: int
    mine: Claims
    notice: timedelta
    months_ahead: int
    zone: tzinfo


def notice_of(settings: Mapping[str, Any], kind: str) -> timedelta:
    """The latest a client may book before the start; kinds that know no notice have none."""
    return NOTICE[kind].of(settings) if kind in NOTICE else timedelta()


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
    if facts.status != PUBLISHED or now >= facts.during.start:
        return Shown.RUNNING
    if now < bookable_from(facts):
        return Shown.NOT_YET
    if now >= facts.registration.end or now > facts.during.start - facts.notice:
        return Shown.CLOSED
    return Shown.OPEN if facts.open_spots else Shown.FULL


def bookable_from(facts: Facts) -> datetime:
    """When clients may book it: registration is open, and the day is near enough."""
    first_day = first_day_within(local_date(facts.during.start, facts.zone), facts.months_ahead)
    return max(facts.registration.start, day_bounds(first_day, facts.zone).start)


def first_day_within(on: date, months: int) -> date:
    """The first day from which `on` is at most so many calendar months ahead (31 May is 3 months from 1 March on)."""
    first = add_months(on, -months)
    while add_months(first, months) < on:
        first += DAY
    return first


def can_wait(settings: Mapping[str, Any], state: Shown, starts_at: datetime, now: datetime) -> bool:
    """Whether a full session has a queue to join now."""
    has_queues = WAITLIST_ON.of(settings)
    return state is Shown.FULL and has_queues and offers_possible(now, starts_at, OfferSettings.of(settings))
