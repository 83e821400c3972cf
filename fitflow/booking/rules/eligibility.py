"""Who may claim a spot: one rule for holding, confirming, offering and joining the waitlist (BOOK-17, CON-20, CON-25).

Holding is decided by the SQL function `hold_refusal` (sql/eligibility.sql), because the claim is one call of the
database. This is the same rule as a pure function: offers, confirming and joining ask it, and pages take their words
from it. `tests/test_hold_rule.py` proves that both agree. A new reason is decided in these two files and in no other;
one with a code of its own also has its class in `refusals.py`.

The facts are read by the caller; nothing is looked up here. The acts differ in what they ask: a hold is a promise, so a
registration that closes while it lives does not break it; an overlap is decided when the claim becomes a booking;
joining the waitlist asks all that holding asks, except for a free spot and the payment. Whoever waits may still be
without credits, and is passed over with that reason when a spot comes free.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fitflow.booking.settings import CLASS_NOTICE
from fitflow.core.zones import Period
from fitflow.organizations.typed_settings.kinds import Duration
from fitflow.schedule.rules.sessions import DRAFT, IN_PROGRESS, PUBLISHED

NOT_FOUND, CONFLICT, PAYMENT_REQUIRED = 404, 409, 402
#: The latest a client may book before the start, by kind of session.
NOTICE: Mapping[str, Duration] = {"class": CLASS_NOTICE}


class Act(StrEnum):
    HOLD = "hold"
    CONFIRM = "confirm"
    OFFER = "offer"
    JOIN = "join"


class Entitlement(StrEnum):
    """What would pay for a spot. The SQL function `entitlement` finds it for a client, a session and a moment."""

    FREE = "free"
    CREDITS = "credits"
    AT_STUDIO = "at_studio"


class Reason(StrEnum):
    """Why not. Also what a skip in the queue is written down with."""

    NOT_FOUND = "not_found"
    CLIENT_INACTIVE = "client_inactive"
    NOT_BOOKABLE = "not_bookable"
    NOT_YET_OPEN = "not_yet_open"
    CLOSED = "closed"
    TOO_LATE = "too_late"
    TOO_FAR_AHEAD = "too_far_ahead"
    ALREADY_BOOKED = "already_booked"
    ALREADY_HELD = "already_held"
    OVERLAPPING = "overlapping_booking"
    NO_ENTITLEMENT = "no_entitlement"

    @property
    def code(self) -> str:
        """The stable code of the API: everything about the time of registration is `not_open`."""
        return "not_open" if self in _NOT_OPEN else self.value

    @property
    def status(self) -> int:
        return _STATUS.get(self, CONFLICT)

    @property
    def words(self) -> Promise:
        """One sentence to the client."""
        return _WORDS[self]


_NOT_OPEN = {Reason.NOT_BOOKABLE, Reason.NOT_YET_OPEN, Reason.CLOSED, Reason.TOO_LATE, Reason.TOO_FAR_AHEAD}
_STATUS: Mapping[Reason, int] = {Reason.NOT_FOUND: NOT_FOUND, Reason.NO_ENTITLEMENT: PAYMENT_REQUIRED}
_WORDS: Mapping[Reason, Promise] = {
    Reason.NOT_FOUND: _("There is no such session."),
    Reason.CLIENT_INACTIVE: _("This membership record is not active. Please ask the studio."),
    Reason.NOT_BOOKABLE: _("This session cannot be booked."),
    Reason.NOT_YET_OPEN: _("Registration has not opened yet."),
    Reason.CLOSED: _("Registration is closed."),
    Reason.TOO_LATE: _("It starts too soon to be booked online. Please ask the studio."),
    Reason.TOO_FAR_AHEAD: _("This is too far ahead to be booked."),
    Reason.ALREADY_BOOKED: _("You have a place in this session."),
    Reason.ALREADY_HELD: _("A place is being held for you in this session."),
    Reason.OVERLAPPING: _("You have another booking at that time."),
    Reason.NO_ENTITLEMENT: _("You have no credits that could pay for this session."),
}


@dataclass(frozen=True)
class Facts:
    """What is known about a client, a session and a moment.

    `is_on`: the studio offers sessions of this kind. `entitlement`: what would pay, None when nothing could.
    `overlaps`: another live booking at that time. `bookable_until`: end of the booking window, None where it is not
    asked.
    """

    act: Act
    now: datetime
    status: str
    starts_at: datetime
    registration: Period
    client_may_book: bool
    entitlement: Entitlement | None
    is_on: bool = True
    has_booking: bool = False
    has_hold: bool = False
    overlaps: bool = False
    min_notice: timedelta = timedelta()
    bookable_until: datetime | None = None
    by_staff: bool = False


def ineligibility(facts: Facts) -> Reason | None:
    """The first reason why the client may not do this now; None when nothing speaks against it."""
    return next((reason for check in _CHECKS[facts.act] if (reason := check(facts))), None)


def notice_of(settings: Mapping[str, Any], kind: str) -> timedelta:
    """The latest a client may book before the start; kinds that know no notice have none."""
    return NOTICE[kind].of(settings) if kind in NOTICE else timedelta()


def what_pays(price: Decimal, spendable: Decimal, *, at_studio: bool) -> Entitlement | None:
    """What would pay this price; `spendable` are the credits valid now for this kind of session.

    `at_studio`: whoever has too few credits settles at the desk.
    """
    if price == 0:
        return Entitlement.FREE
    if spendable >= price:
        return Entitlement.CREDITS
    return Entitlement.AT_STUDIO if at_studio else None


def _offered(facts: Facts) -> Reason | None:
    """Drafts, and kinds that are switched off, are there for staff only."""
    is_there = facts.by_staff or facts.is_on and facts.status != DRAFT
    return None if is_there else Reason.NOT_FOUND


def _client(facts: Facts) -> Reason | None:
    return None if facts.client_may_book else Reason.CLIENT_INACTIVE


def _bookable(facts: Facts) -> Reason | None:
    """New claims need a published session; staff, and promises made before, reach into one that runs."""
    running = facts.status == IN_PROGRESS and (facts.by_staff or facts.act in (Act.CONFIRM, Act.OFFER))
    return None if facts.status == PUBLISHED or running else Reason.NOT_BOOKABLE


def _registration(facts: Facts) -> Reason | None:
    """The window is [opens, closes); notice is inclusive: exactly so long before is allowed. None of it binds staff."""
    if facts.by_staff:
        return None
    if facts.now < facts.registration.start:
        return Reason.NOT_YET_OPEN
    if facts.now >= facts.registration.end:
        return Reason.CLOSED
    if facts.starts_at - facts.now < facts.min_notice:
        return Reason.TOO_LATE
    if facts.bookable_until is not None and facts.starts_at >= facts.bookable_until:
        return Reason.TOO_FAR_AHEAD
    return None


def _no_booking(facts: Facts) -> Reason | None:
    return Reason.ALREADY_BOOKED if facts.has_booking else None


def _no_hold(facts: Facts) -> Reason | None:
    return Reason.ALREADY_HELD if facts.has_hold else None


def _no_overlap(facts: Facts) -> Reason | None:
    return Reason.OVERLAPPING if facts.overlaps else None


def _entitled(facts: Facts) -> Reason | None:
    return Reason.NO_ENTITLEMENT if facts.entitlement is None else None


def _entitled_or_staff(facts: Facts) -> Reason | None:
    """Staff hold without a look at what the client has: confirming decides."""
    return None if facts.by_staff else _entitled(facts)


#: What holding asks besides the payment, in the order of `hold_facts`. (The claim gives a live hold again.)
_HOLDING = (_offered, _client, _no_booking, _no_hold, _bookable, _registration)
_CHECKS: Mapping[Act, tuple[Callable[[Facts], Reason | None], ...]] = {
    Act.HOLD: (*_HOLDING, _entitled_or_staff),
    Act.CONFIRM: (_no_booking, _bookable, _client, _no_overlap, _entitled),
    Act.OFFER: (_no_booking, _no_hold, _bookable, _client, _no_overlap, _entitled),
    Act.JOIN: _HOLDING,
}
