"""What happens to a booking after it was made: cancelled, moved to another session, forgiven."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.billing.rules import refund_amount
from fitflow.billing.services import Reopen, refund, waive
from fitflow.billing.settings import ROUNDING
from fitflow.booking.events import BookingCancelled, BookingRescheduled, PenaltyWaived
from fitflow.booking.models import Attendance, Booking
from fitflow.booking.queries.access import booking_of, run_session
from fitflow.booking.queries.bookings import has_arrived, judged, refuse_cancelling
from fitflow.booking.refusals import AlreadyBooked, NotCancellable, TermsChanged, terms_changed
from fitflow.booking.rules.agreed import Agreed, as_json
from fitflow.booking.rules.cancellation import Decision, Standing, Why, deadlines
from fitflow.booking.rules.outcome import MOVED_REASON
from fitflow.booking.rules.settling import after_cancelling
from fitflow.booking.services.capacity import take_extra_away
from fitflow.booking.services.freeing import free_spots
from fitflow.booking.services.holds import Confirmed, book_spot
from fitflow.booking.services.locks import lock_clients, lock_sessions
from fitflow.booking.services.settling import carry_settlement
from fitflow.booking.services.waitlist import settle_waitlist
from fitflow.core import events
from fitflow.core.actor import Actor, Role
from fitflow.core.db import in_transaction, one_row
from fitflow.core.errors import Invalid
from fitflow.schedule.models import Session

#: What of the facts matters to whoever gives a spot back; for the money there is `expected_refund`.
WHAT_IT_IS = ("starts_at", "ends_at", "trainer", "location")
#: What cancelling writes.
CANCELLING = (
    "status", "cancelled_at", "cancel_reason", "cancelled_by_studio", "refund_percent", "refund_why",
    "refund_counted_from", "credits_refunded", "sequence", "settlement",
    "is_untold",
)  # fmt: skip


@dataclass(frozen=True)
class Cancelled:
    """What giving a spot back brought."""

    booking_id: UUID
    session_id: UUID
    decision: Decision
    credits: Decimal
    credits_refunded: Decimal
    #: How often its calendar entry has changed.
    sequence: int
    #: What is left to settle at the desk, if it was to be settled there.
    settlement: str = ""


@in_transaction
def cancel_booking(
    actor: Actor,
    *,
    booking_id: UUID,
    expected: Agreed | None = None,
    expected_refund: Decimal | None = None,
    expected_percent: int | None = None,
    reason: str = "",
    full_refund: bool = False,
    now: datetime,
) -> Cancelled:
    """Gives the spot back, refunds by the accepted policy, offers the spot to the next in line.

    `expected`: what whoever cancels was shown of the class, `expected_refund`: the credits they were told come back,
    `expected_percent`: the same as a share, for a booking that is settled at the desk. If it is another class by now,
    or less, nothing is done.
    Staff may cancel for a client; with `full_refund` it is the studio's own cancellation and everything comes back.
    """
    booking = booking_of(actor, booking_id)
    by_studio = booking.client_id != actor.client_id
    if by_studio:
        run_session(actor, booking.session_id)
    session = lock_sessions([booking.session_id])[0]
    refuse_changed(session, expected)
    cancelled = give_back(
        actor, session, booking_id, expected_refund=expected_refund, expected_percent=expected_percent,
        by_studio=by_studio, full_refund=full_refund and by_studio, reason=reason, now=now,
        reopen=Reopen.AFRESH if full_refund and by_studio else Reopen.ONCE,
    )  # fmt: skip
    settle_waitlist(actor, session, now=now)
    return cancelled


def give_back(
    actor: Actor,
    session: Session,
    booking_id: UUID,
    *,
    expected_refund: Decimal | None = None,
    expected_percent: int | None = None,
    by_studio: bool,
    full_refund: bool,
    reopen: Reopen = Reopen.ONCE,
    reason: str,
    now: datetime,
) -> Cancelled:
    """Cancels one booking. The caller holds the session's row and settles the queue afterwards."""
    booking = Booking.objects.select_for_update(no_key=True).get(pk=booking_id)
    if session.status != Session.Status.CANCELLED:  # Called off: everybody, whoever is marked already, too.
        refuse_cancelling(booking, session, by_studio=by_studio, now=now)
    _standing, decision = judged(actor, booking, session, now, by_organizer=full_refund)
    refuse_less(actor, booking, decision, expected_refund, expected_percent)
    if free_spots(booking_id=booking.pk) and booking.is_extra and session.status != Session.Status.CANCELLED:
        take_extra_away(actor, session, now=now)
    Attendance.objects.filter(booking_id=booking.pk).delete()
    refunded, percent = Decimal(0), decision.percent
    if booking.credits:
        said = "" if reason == MOVED_REASON else reason  # The member reads it in their wallet.
        refunded = refund(actor, reference=booking.reference, percent=percent, now=now, reason=said, reopen=reopen)
    booking.status, booking.cancelled_at, booking.cancel_reason = Booking.Status.CANCELLED, now, reason
    booking.refund_percent, booking.credits_refunded = decision.percent, refunded
    booking.refund_why = decision.why.value
    booking.refund_counted_from = booking.fee_basis_at or session.starts_at
    booking.settlement = after_cancelling(booking.settlement, decision.percent)
    booking.cancelled_by_studio, booking.is_untold = by_studio, decision.why is Why.UNTOLD
    booking.sequence += 1
    booking.save(update_fields=CANCELLING)
    why = reason if reason == MOVED_REASON else decision.why.value
    event = BookingCancelled(booking.pk, session.pk, booking.client_id, decision.percent, refunded, why, by_studio)
    events.record(actor, event, now=now)
    return Cancelled(booking.pk, session.pk, decision, booking.credits, refunded, booking.sequence, booking.settlement)


def forgive(actor: Actor, booking: Booking, *, now: datetime, reason: str) -> None:
    """A class that never took place costs nobody anything: what a late cancellation had kept goes back."""
    returned = waive(actor, reference=booking.reference, now=now, reason=reason) if booking.credits else Decimal(0)
    if returned:
        events.record(actor, PenaltyWaived(booking.pk, booking.client_id, returned, reason), now=now)


def refuse_changed(session: Session, expected: Agreed | None) -> None:
    """Whoever reads "Thursday" does not give Monday away. The caller holds the session's row."""
    if not expected:
        return
    facts = one_row(
        "SELECT changed_facts(%s::jsonb, f) AS changed, f::json AS now FROM facts_of_session(%s) f",
        [as_json({name: value for name, value in expected.items() if name in WHAT_IT_IS}), session.pk],
    )
    if facts and facts["changed"]:
        raise terms_changed(facts["changed"], expected, facts["now"])


def refuse_less(
    actor: Actor, booking: Booking, decision: Decision, expected: Decimal | None, expected_percent: int | None
) -> None:
    """A deadline passed between reading and pressing: nobody loses a credit, or owes money, without having read it."""
    back = refund_amount(booking.credits, decision.percent, actor.setting(ROUNDING))
    is_less = expected is not None and back < expected
    if is_less or expected_percent is not None and decision.percent < expected_percent:
        message = _("A deadline has just passed: less comes back now. Look again before you cancel.")
        terms = {"credits_refunded": back, "refund_percent": decision.percent, "why": decision.why.value}
        raise TermsChanged(message, **terms)


@in_transaction
def reschedule_booking(
    actor: Actor, *, booking_id: UUID, to_session_id: UUID, expected: Agreed | None = None, now: datetime
) -> Confirmed:
    """Moves a booking to another session, both or neither (POL-05). Credits follow: all back, then the new price.

    Moved when cancelling would already have cost something, the earlier start keeps deciding (CON-15).
    """
    booking = booking_of(actor, booking_id)
    if booking.client_id != actor.client_id:
        run_session(actor, booking.session_id)
    if booking.session_id == to_session_id:
        raise AlreadyBooked(_("This is the class you have: choose another one."))
    lock_clients([booking.client_id])
    old, new = lock_sessions([booking.session_id, to_session_id])
    if booking.status != Booking.Status.CONFIRMED or now >= old.starts_at:
        raise NotCancellable(_("This booking can no longer be moved."))
    by_studio = booking.client_id != actor.client_id
    if not by_studio and has_arrived(booking):
        raise NotCancellable(_("You have been marked as here. Please talk to the studio."))
    is_late = not by_studio and judged(actor, booking, old, now)[1].is_late
    left = give_back(
        actor, old, booking.pk, now=now, by_studio=True, full_refund=True, reopen=Reopen.BRIEFLY, reason=MOVED_REASON
    )
    confirmed = book_spot(actor, session_id=new.pk, client_id=booking.client_id, expected=expected, now=now)
    basis = min(booking.fee_basis_at or old.starts_at, new.starts_at) if is_late else None
    Booking.objects.filter(pk=confirmed.booking_id).update(
        rescheduled_from_id=booking.pk, fee_basis_at=basis, sequence=left.sequence
    )
    if booking.settlement:
        carry_settlement(from_id=booking.pk, to_id=confirmed.booking_id)
    settle_waitlist(actor, old, now=now)
    event = BookingRescheduled(confirmed.booking_id, booking.pk, new.pk, old.pk, booking.client_id)
    events.record(actor, event, now=now)
    if basis is None:
        return confirmed
    return replace(confirmed, deadlines=deadlines(confirmed.policy, Standing(new.starts_at, basis_at=basis), now))


@in_transaction
def waive_penalty(actor: Actor, *, booking_id: UUID, reason: str, now: datetime) -> Decimal:
    """Staff give back what a late cancellation or a no-show had cost (POL-11)."""
    booking = booking_of(actor, booking_id)
    run_session(actor, booking.session_id)
    if not actor.can(Role.MANAGER):
        raise Invalid.field("booking", _("Ask a manager to waive a penalty."))
    if not reason.strip():
        raise Invalid.field("reason", _("Say why, so that everybody can understand it later."))
    lock_sessions([booking.session_id])
    booking.refresh_from_db()  # A mark that was just corrected leaves nothing to waive.
    if booking.status not in (Booking.Status.CANCELLED, Booking.Status.NO_SHOW):
        raise NotCancellable(_("There is no penalty on this booking."))
    returned = waive(actor, reference=booking.reference, now=now, reason=reason)
    events.record(actor, PenaltyWaived(booking.pk, booking.client_id, returned, reason), now=now)
    return returned
