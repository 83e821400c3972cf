"""Which lots pay, which get back, and until when credits are good.

docs/design.md section 7; CRED-02, CRED-07, CRED-08.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.billing.models import CreditLot, Posting
from fitflow.core.formats import Formats
from fitflow.core.money import CREDIT
from fitflow.core.zones import day_bounds, end_of_months, local_date

ALL, WHOLE = 100, Decimal(1)
FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Lot:
    """A pool of credits, valid [valid_from, valid_until); no end is for ever, no kinds serve every kind of session."""

    id: UUID
    remaining: Decimal
    valid_from: datetime
    valid_until: datetime | None = None
    kinds: frozenset[str] = frozenset()

    def can_pay(self, kind: str, now: datetime) -> bool:
        """Whether it may be spent now on this kind of session; when the session takes place does not matter."""
        valid = self.valid_from <= now and (self.valid_until is None or now < self.valid_until)
        return valid and self.remaining > 0 and (not self.kinds or kind in self.kinds)

    def has_expired(self, now: datetime) -> bool:
        """Whether its last moment is over."""
        return self.valid_until is not None and self.valid_until <= now


class WhyLot(StrEnum):
    """Why this lot was chosen: the answer to the member's question."""

    ONLY_ONE = "only_one"
    EXPIRES_FIRST = "expires_first"
    EXPIRES_NEXT = "expires_next"
    NEVER_EXPIRES = "never_expires"


@dataclass(frozen=True)
class Draw:
    """How much a lot gives, or gets back."""

    lot_id: UUID
    amount: Decimal


@dataclass(frozen=True)
class Choice(Draw):
    """A draw with the reason for which its lot was chosen."""

    why: WhyLot


def spendable(lots: Iterable[Lot], *, kind: str, now: datetime) -> Decimal:
    """What the lots could pay now for this kind of session."""
    return sum((lot.remaining for lot in lots if lot.can_pay(kind, now)), Decimal(0))


def choose_lots(lots: Iterable[Lot], amount: Decimal, *, kind: str, now: datetime) -> tuple[Choice, ...] | None:
    """How much each lot pays: the soonest-expiring first, over several if need be; None when all are too few."""
    eligible = sorted((lot for lot in lots if lot.can_pay(kind, now)), key=expiry_order)
    chosen: list[Choice] = []
    missing = amount
    for lot in eligible:
        if missing <= 0:
            break
        part = min(lot.remaining, missing)
        chosen.append(Choice(lot.id, part, _why(lot, is_first=not chosen, is_alone=len(eligible) == 1)))
        missing -= part
    return None if missing > 0 else tuple(chosen)


def refund_amount(charged: Decimal, percent: int, rounding: str = "exact") -> Decimal:
    """The credits that go back: to the cent, or to whole credits as `credits.rounding` says; never above the charge."""
    share = charged * percent / ALL
    if rounding == "up":
        share = share.quantize(WHOLE, ROUND_CEILING)
    elif rounding == "down" and percent < ALL:
        share = share.quantize(WHOLE, ROUND_FLOOR)
    return min(charged, share).quantize(CREDIT, ROUND_HALF_UP)


def allocate_refund(given: Sequence[Draw], amount: Decimal) -> tuple[Draw, ...]:
    """How much each lot gets back of what it gave, the last one drawn first.

    The last one drawn lives longest, so the client keeps the credits for as long as possible. `given` is what each lot
    gave less what it got back before, in the order of the charge; no lot gets more than that.
    """
    back: list[Draw] = []
    left = amount
    for draw in reversed(given):
        part = min(draw.amount, left)
        if part > 0:
            back.append(Draw(draw.lot_id, part))
            left -= part
    if left > 0:
        raise ValueError(f"A refund of {amount} is more than was charged.")
    return tuple(back)


def expiry_order(lot: Lot) -> tuple[datetime, datetime, Decimal, UUID]:
    """Soonest end first, no end last; among equals the oldest, then the smallest, so that lots get used up."""
    return lot.valid_until or FOREVER, lot.valid_from, lot.remaining, lot.id


def validity_end(granted_at: datetime, months: int | None, zone: tzinfo) -> datetime | None:
    """The end of the studio day so many calendar months later (CON-46, `credits.validity`); None is for ever."""
    return None if months is None else end_of_months(granted_at, months, zone)


def reopened_until(valid_until: datetime | None, *, now: datetime, grace: timedelta, zone: tzinfo) -> datetime | None:
    """The validity of a lot that gets credits back: an expired one reopens for `credits.refund_grace`, to a day's end.

    A lot still valid keeps its end, so that booking and cancelling prolongs nothing.
    """
    if valid_until is None or now < valid_until or not grace:
        return valid_until
    return day_bounds(local_date(now + grace, zone), zone).end


def why_words(why: WhyLot, valid_until: datetime | None, formats: Formats) -> str:
    """Why this lot, in a sentence; its last day is the day before its validity ends."""
    words = {
        WhyLot.ONLY_ONE: _("Your only credits that can pay for it."),
        WhyLot.EXPIRES_FIRST: _("Your first credits to expire, last day %(date)s."),
        WhyLot.EXPIRES_NEXT: _("The next to expire, last day %(date)s, as the first were not enough."),
        WhyLot.NEVER_EXPIRES: _("Never expire, so they are used last."),
    }[why]
    if valid_until is None:
        return words
    return words % {"date": formats.day(last_day(valid_until, formats.zone), "date")}


def last_day(valid_until: datetime, zone: tzinfo) -> date:
    """The last studio day on which something valid until then can be used."""
    return local_date(valid_until - timedelta.resolution, zone)


def _why(lot: Lot, *, is_first: bool, is_alone: bool) -> WhyLot:
    if is_alone:
        return WhyLot.ONLY_ONE
    if lot.valid_until is None:
        return WhyLot.NEVER_EXPIRES
    return WhyLot.EXPIRES_FIRST if is_first else WhyLot.EXPIRES_NEXT


def origin_words(origin: str) -> str:
    """Where a lot came from."""
    words: Mapping[str, str] = {
        CreditLot.Origin.WELCOME: _("Welcome credits"),
        CreditLot.Origin.PURCHASE: _("Bought credits"),
    }
    return words.get(origin, _("Credits from the studio"))


def kind_words(kind: str) -> str:
    """What credits may be limited to."""
    words = {"class": _("classes"), "personal": _("personal training"), "check_in": _("video check-ins")}
    return words.get(kind, kind)


def posting_kinds() -> list[tuple[str, str]]:
    """Every kind of movement with its name in lists and filters."""
    return [
        (Posting.Kind.GRANT.value, _("Given")),
        (Posting.Kind.CHARGE.value, _("Used")),
        (Posting.Kind.REFUND.value, _("Refunded")),
        (Posting.Kind.WAIVER.value, _("Waived")),
        (Posting.Kind.CORRECTION.value, _("Corrected")),
        (Posting.Kind.EXPIRY.value, _("Expired")),
    ]


def movement_words(kind: str, *, origin: str = "", is_adjustment: bool = False) -> str:
    """What happened, in a few words to the client."""
    if kind == Posting.Kind.GRANT:
        return origin_words(origin)
    if is_adjustment:
        return _("Taken away by the studio")
    words: Mapping[str, str] = {
        Posting.Kind.CHARGE: _("Booked"),
        Posting.Kind.REFUND: _("Cancelled, credits back"),
        Posting.Kind.WAIVER: _("Given back by the studio"),
        Posting.Kind.CORRECTION: _("Charged again after a correction"),
        Posting.Kind.EXPIRY: _("Expired"),
    }
    return words[kind]
