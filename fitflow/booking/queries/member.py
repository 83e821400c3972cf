"""What is a member's own: bookings, held spots and offers, waiting, what a spot takes from the wallet, habits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from fitflow.billing.queries import wallet_of
from fitflow.billing.rules import Lot, choose_lots, spendable
from fitflow.booking.models import Booking, SpotHold, WaitlistEntry
from fitflow.booking.queries.access import hold_of
from fitflow.booking.queries.bookings import own_bookings, standing_of
from fitflow.booking.queries.public import Card, card_of, cards_by_id
from fitflow.booking.queries.sessions import SessionRow
from fitflow.booking.queries.waitlist import skip_words
from fitflow.booking.rules.cancellation import deadlines, next_deadline_words
from fitflow.booking.rules.eligibility import Entitlement, what_pays
from fitflow.booking.rules.shown import Shown
from fitflow.core import clock
from fitflow.core.actor import Actor
from fitflow.core.db import rows
from fitflow.core.errors import NotFound
from fitflow.core.paging import Part, part_of
from fitflow.schedule.rules.policies import Policy
from fitflow.schedule.rules.sessions import is_paid_at_studio
from fitflow.schedule.settings import CLASSES_ON

NOTHING = Decimal(0)
#: More than anybody books; a list that long has lost its reader.
MOST_UPCOMING = 200
#: Habits are learned from so long ago, and suggested for so long ahead.
HABIT_SINCE, HABIT_AHEAD = timedelta(weeks=8), timedelta(days=14)

PENDING = """
SELECT h.session_id FROM booking_spothold h
WHERE h.client_id = %(client)s AND h.status = 'active' AND h.expires_at > engine_now()
UNION
SELECT w.session_id FROM booking_waitlistentry w WHERE w.client_id = %(client)s AND w.status IN ('waiting', 'offered')
"""

HABITS = """
WITH habit AS (
  SELECT s.class_type_id, extract(isodow FROM s.starts_at AT TIME ZONE %(zone)s::text) AS weekday,
    (s.starts_at AT TIME ZONE %(zone)s::text)::time AS clock, count(*) AS times
  FROM booking_booking b JOIN schedule_session s ON s.id = b.session_id
  WHERE b.client_id = %(client)s AND b.status IN ('confirmed', 'completed')
    AND b.starts_at >= %(since)s AND b.starts_at < %(now)s AND s.class_type_id IS NOT NULL
  GROUP BY 1, 2, 3)
SELECT s.id FROM habit h JOIN schedule_session s ON s.class_type_id = h.class_type_id
WHERE s.organization_id = %(organization)s AND s.status = 'published' AND s.starts_at > %(now)s
  AND s.starts_at < %(until)s AND extract(isodow FROM s.starts_at AT TIME ZONE %(zone)s::text) = h.weekday
  AND (s.starts_at AT TIME ZONE %(zone)s::text)::time = h.clock
ORDER BY h.times DESC, s.starts_at LIMIT 12
"""


@dataclass(frozen=True)
class Spent:
    """A part of the price: from which lot, and why from this one."""

    title: str
    amount: Decimal
    why: str


@dataclass(frozen=True)
class Payment:
    """What a spot takes from the wallet. `is_enough`: whether something would pay for it now.

    `is_at_studio`: the credits do not suffice, and it is settled at the desk; the wallet stays as it is.
    """

    cost: Decimal
    before: Decimal
    parts: tuple[Spent, ...]
    is_enough: bool
    is_at_studio: bool

    @property
    def after(self) -> Decimal:
        return self.before if self.is_at_studio else self.before - self.cost


@dataclass(frozen=True)
class HeldSpot:
    """A hold as its page shows it. `at` is the engine's clock: the countdown runs against it."""

    hold: SpotHold
    card: Card
    at: datetime

    @property
    def is_live(self) -> bool:
        return self.card.row.my_hold_id == self.hold.pk

    @property
    def is_offer(self) -> bool:
        return self.hold.kind == SpotHold.Kind.PRIORITY


@dataclass(frozen=True)
class Pending:
    """A session in which something waits for the member: a held spot, an offer, an entry of the waitlist."""

    card: Card
    #: Why the last free spot passed by, in a sentence.
    why_skipped: str


@dataclass(frozen=True)
class Upcoming:
    """An own booking that is to come, and until when it can be cancelled for nothing."""

    booking: Booking
    terms: str


def payment_of(actor: Actor, row: SessionRow, *, now: datetime, returned: Decimal = NOTHING) -> Payment:
    """What a spot in this session would take from the own wallet now, `returned` credits being back in it."""
    if actor.client_id is None:
        raise NotFound
    wallet = wallet_of(actor, actor.client_id, now=now)
    known = {found.lot.pk: found for found in wallet.lots}
    lots = [
        Lot(found.lot.pk, found.lot.remaining, found.lot.valid_from, found.lot.valid_until, frozenset(found.lot.kinds))
        for found in wallet.lots
    ]
    missing = max(NOTHING, row.cost_credits - returned)
    chosen = (choose_lots(lots, missing, kind=row.kind, now=now) if missing else None) or ()
    parts = tuple(Spent(known[one.lot_id].title, one.amount, known[one.lot_id].why) for one in chosen)
    pays = what_pays(
        missing, spendable(lots, kind=row.kind, now=now), at_studio=is_paid_at_studio(actor.organization.settings)
    )
    is_at_studio = pays is Entitlement.AT_STUDIO
    return Payment(
        row.cost_credits, wallet.balance + returned, () if is_at_studio else parts, pays is not None, is_at_studio
    )


def held_spot(actor: Actor, hold_id: UUID, *, now: datetime) -> HeldSpot:
    """The own hold with its session, dead or alive."""
    hold = hold_of(actor, hold_id)
    if hold.client_id != actor.client_id:
        raise NotFound
    return HeldSpot(hold, card_of(actor, hold.session_id, now=now), clock.engine_now())


def pending_of(actor: Actor, *, now: datetime) -> list[Pending]:
    """Offers first, then held spots, then the queues one stands in; each in order of start."""
    found = rows(PENDING, {"client": actor.client_id})
    cards = cards_by_id(actor, [row["session_id"] for row in found], now=now)
    order = [Shown.OFFER, Shown.HELD, Shown.WAITING]
    waiting = [Pending(card, skip_words(card.row.my_skip_reason or "")) for card in cards if card.state in order]
    return sorted(waiting, key=lambda one: order.index(one.card.state))


def upcoming_of(actor: Actor, *, now: datetime) -> list[Upcoming]:
    """Own bookings that are not over, the next one first."""
    coming = own_bookings(actor).filter(status=Booking.Status.CONFIRMED, ends_at__gt=now)
    return [
        Upcoming(booking, _terms_left(actor, booking, now))
        for booking in coming.order_by("starts_at", "id")[:MOST_UPCOMING]
    ]


def _terms_left(actor: Actor, booking: Booking, now: datetime) -> str:
    """Until when cancelling costs nothing, or how much; nothing to say of what was free or has begun."""
    if not (booking.credits or booking.settlement) or now >= booking.starts_at:
        return ""
    steps = deadlines(Policy.from_json(booking.policy), standing_of(booking, booking.session), now)
    return next_deadline_words(steps, booking.starts_at, actor.formats)


def past_of(actor: Actor, *, now: datetime, cursor: str = "", limit: int = 20) -> Part[Booking]:
    """Own bookings that are over or were cancelled, the latest first."""
    over = own_bookings(actor).exclude(status=Booking.Status.CONFIRMED, ends_at__gt=now)
    return part_of(over, "-starts_at", "-id", cursor=cursor, limit=limit)


def own_booking(actor: Actor, booking_id: UUID) -> Booking:
    booking: Booking = own_bookings(actor).one(pk=booking_id)
    return booking


def moved_on(actor: Actor, booking: Booking) -> Booking | None:
    """Where a booking went that was moved to another class: the last step, whatever became of that."""
    found, following = None, own_bookings(actor).filter(rescheduled_from_id=booking.pk).first()
    while following is not None:
        found, following = following, own_bookings(actor).filter(rescheduled_from_id=following.pk).first()
    return found


def overlapping_of(actor: Actor, row: SessionRow) -> Booking | None:
    """The own booking that is in the way of another session."""
    found: Booking | None = (
        own_bookings(actor)
        .filter(status=Booking.Status.CONFIRMED, starts_at__lt=row.ends_at, ends_at__gt=row.starts_at)
        .exclude(session_id=row.id)
        .order_by("starts_at")
        .first()
    )
    return found


def usual_sessions(actor: Actor, *, now: datetime, count: int = 3) -> list[Card]:
    """The next dates of what the member goes to: same class, same weekday, same time, with a free spot."""
    if not actor.setting(CLASSES_ON):
        return []
    values: dict[str, Any] = {
        "client": actor.client_id,
        "organization": actor.organization_id,
        "zone": actor.organization.timezone,
        "now": now,
        "since": now - HABIT_SINCE,
        "until": now + HABIT_AHEAD,
    }
    ids = [row["id"] for row in rows(HABITS, values)]
    cards = {card.row.id: card for card in cards_by_id(actor, ids, now=now)}
    free = [cards[one] for one in ids if one in cards and cards[one].state is Shown.OPEN]
    return sorted(free[:count], key=lambda card: card.row.starts_at)


def own_wait(actor: Actor, entry_id: UUID) -> WaitlistEntry:
    """The own entry of a waitlist, whatever became of it; if they have joined again since, the entry of today."""
    mine = WaitlistEntry.objects.visible_to(actor).filter(client_id=actor.client_id)
    entry: WaitlistEntry = mine.one(pk=entry_id)
    live = [WaitlistEntry.Status.WAITING, WaitlistEntry.Status.OFFERED]
    today: WaitlistEntry | None = mine.filter(session_id=entry.session_id, status__in=live).first()
    return today or entry
