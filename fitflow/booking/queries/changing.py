"""Moving a booking to another time: which there are, and what one would change. The same for members and for staff."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from fitflow.booking.models import Booking
from fitflow.booking.queries.access import run_session
from fitflow.booking.queries.bookings import judged
from fitflow.booking.queries.member import Payment, payment_of
from fitflow.booking.queries.public import Card, Terms, card_of, cards_of, terms_of
from fitflow.booking.queries.sessions import SessionFilter
from fitflow.booking.rules.cancellation import Standing, deadline_words, deadlines
from fitflow.booking.rules.shown import Shown
from fitflow.core.actor import Actor

#: A booking is moved to a session within so many days.
MOVE_AHEAD = timedelta(days=28)
MOST_CHOICES = 40


@dataclass(frozen=True)
class Move:
    """What changing to another session would bring: credits back, the new price, the new terms."""

    booking: Booking
    card: Card
    terms: Terms
    payment: Payment
    #: Cancelling already costs something, so the earlier start goes on deciding.
    is_late: bool

    @property
    def difference(self) -> Decimal:
        return self.payment.cost - self.booking.credits


def is_by_staff(actor: Actor, booking: Booking) -> bool:
    """Whether somebody moves what is another's: by the rules for staff, which know no notice and no late fee."""
    return booking.client_id != actor.client_id


def other_times(actor: Actor, booking: Booking, *, is_any: bool, now: datetime) -> list[Card]:
    """Sessions to come with a free spot, of the same class or of any; for staff those that they run."""
    by_staff = is_by_staff(actor, booking)
    wanted = SessionFilter(
        start=now,
        end=now + MOVE_AHEAD,
        class_type_id=None if is_any else booking.session.class_type_id,
        available=True,
        limit=MOST_CHOICES,
    )
    cards = cards_of(_seen_for(actor, booking), wanted, now=now, with_refusal=not by_staff)
    free = [card for card in cards if card.state is Shown.OPEN and card.row.id != booking.session_id]
    if not by_staff:
        return free
    return [card for card in free if actor.reaches(location_id=card.row.location_id, trainer_id=card.row.trainer_id)]


def move_of(actor: Actor, booking: Booking, session_id: UUID, *, now: datetime) -> Move:
    """What rescheduling a booking to this session would change. Nothing is changed."""
    by_staff, seen = is_by_staff(actor, booking), _seen_for(actor, booking)
    if by_staff:
        run_session(actor, session_id)
    card = card_of(seen, session_id, now=now, with_refusal=not by_staff)
    standing, decision = judged(actor, booking, booking.session, now)
    is_late = not by_staff and decision.is_late
    terms = terms_of(actor, session_id, now=now)
    if is_late:
        start = card.row.starts_at
        basis = min(standing.basis_at or standing.starts_at, start)
        steps = deadlines(terms.policy, Standing(start, basis_at=basis), now)
        terms = replace(terms, words=deadline_words(steps, start, actor.formats) if card.row.cost_credits else "")
    payment = payment_of(seen, card.row, now=now, returned=booking.credits)
    return Move(booking, card, terms, payment, is_late)


def _seen_for(actor: Actor, booking: Booking) -> Actor:
    """The schedule as the actor may see it, with the client's spots and wallet in it. Only ever to look."""
    return replace(actor, client_id=booking.client_id)
