"""The life of a session: its states, when clients may register, and what counts as moving it (GLO, CLS-07, CON-25)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from fitflow.core.zones import Period
from fitflow.organizations.typed_settings.kinds import Flag
from fitflow.schedule.models import Session
from fitflow.schedule.settings import AT_STUDIO, CALENDAR_ON, CLASSES_ON, PAYMENT

DRAFT, PUBLISHED, IN_PROGRESS = Session.Status.DRAFT, Session.Status.PUBLISHED, Session.Status.IN_PROGRESS
COMPLETED, CANCELLED = Session.Status.COMPLETED, Session.Status.CANCELLED
#: A move of at most this much, at the same location, is no reason to leave for free.
MOVE_TOLERANCE = timedelta(minutes=15)

_NEXT: Mapping[str, frozenset[str]] = {
    DRAFT: frozenset({PUBLISHED, CANCELLED}),
    PUBLISHED: frozenset({IN_PROGRESS, CANCELLED}),
    IN_PROGRESS: frozenset({COMPLETED, CANCELLED}),
    COMPLETED: frozenset(),
    CANCELLED: frozenset(),
}


#: Kinds of session that have a switch of their own; the others are under the calendar.
_SWITCHES: Mapping[str, Flag] = {Session.Kind.CLASS: CLASSES_ON}


def is_kind_on(settings: Mapping[str, Any], kind: str) -> bool:
    """Whether the studio offers sessions of this kind."""
    return _SWITCHES.get(kind, CALENDAR_ON).of(settings)


def price_of(own: Decimal | None, of_type: Decimal | None, of_studio: Decimal) -> Decimal:
    """What a session costs: its own price, else that of its class type, else that of the studio."""
    if own is not None:
        return own
    return of_studio if of_type is None else of_type


def is_paid_at_studio(settings: Mapping[str, Any]) -> bool:
    """Whether people may book without credits and settle at the desk. The same as in sql/sessions.sql."""
    return PAYMENT.of(settings) == AT_STUDIO


def can_become(status: str, target: str) -> bool:
    """Whether a session may go from one state to another in one step."""
    return target in _NEXT[status]


def due_statuses(status: str, during: Period, now: datetime) -> list[str]:
    """The states a published session should have passed through by now, in order; a late timer catches up with both."""
    steps = [(PUBLISHED, IN_PROGRESS, during.start), (IN_PROGRESS, COMPLETED, during.end)]
    due: list[str] = []
    for before, after, at in steps:
        if status == before and now >= at:
            due.append(after)
            status = after
    return due


def registration_window(
    starts_at: datetime, *, published_at: datetime, opens_before: timedelta | None, closes_before: timedelta
) -> Period:
    """When clients may register: from publishing, or from so long before the start, until so long before the start.

    The window is [opens, closes): at the closing instant it is closed. It is empty, never backwards.
    """
    opens = published_at if opens_before is None else max(published_at, starts_at - opens_before)
    return Period(opens, max(opens, starts_at - closes_before))


def late_cancel_at(starts_at: datetime, cutoff: timedelta | None) -> datetime | None:
    """The last instant at which the cut-off policy gives everything back; None leaves it to the policy."""
    return None if cutoff is None else starts_at - cutoff


def is_moved_away(before: datetime, after: datetime, *, elsewhere: bool) -> bool:
    """Whether a move lets those who booked before leave for free: by more than 15 minutes, or to another location."""
    return elsewhere or abs(after - before) > MOVE_TOLERANCE
