"""What the desk does about bookings without credits: take the money, let it go, give it back, and undo a mistake."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.booking.events import BookingSettled, PaymentReturned, SettlementUndone, SettlementWaived
from fitflow.booking.models import Booking
from fitflow.booking.queries.access import booking_of, run_session
from fitflow.booking.refusals import NothingToSettle
from fitflow.booking.rules.settling import LONGEST_NOTE, UNDONE, is_to_pay_back, settlement_words
from fitflow.core import events
from fitflow.core.actor import Actor, Role
from fitflow.core.db import in_transaction
from fitflow.core.errors import Forbidden, Invalid
from fitflow.core.texts import read_note

#: What the acts here write.
SETTLING = ("settlement", "settled_by", "settled_note", "settled_at", "settled_actor")


@in_transaction
def settle_booking(actor: Actor, *, booking_id: UUID, by: str, note: str = "", now: datetime) -> Booking:
    """The desk took the money: how, and what was paid in words. Whoever runs the session may."""
    if by not in Booking.PaidBy.values:
        raise Invalid.field("by", _("Choose cash, card or other."))
    note = _line(note, "note")
    booking = _locked(actor, booking_id, lambda found: found.settlement == Booking.Settlement.DUE)
    _write(actor, booking, Booking.Settlement.PAID, by=by, note=note, now=now)
    events.record(actor, BookingSettled(*_about(booking), by), now=now)
    return booking


@in_transaction
def waive_settlement(actor: Actor, *, booking_id: UUID, reason: str, now: datetime) -> Booking:
    """Nothing is to be paid after all: a manager decides it, with a reason that everybody can read later."""
    reason = _line(reason, "reason")
    if not reason:
        raise Invalid.field("reason", _("Say why, so that everybody can understand it later."))
    booking_of(actor, booking_id)
    if not actor.can(Role.MANAGER):
        raise Forbidden(_("Ask a manager to let it go."))
    booking = _locked(actor, booking_id, lambda found: found.settlement == Booking.Settlement.DUE)
    _write(actor, booking, Booking.Settlement.WAIVED, note=reason, now=now)
    events.record(actor, SettlementWaived(*_about(booking)), now=now)
    return booking


@in_transaction
def return_payment(actor: Actor, *, booking_id: UUID, now: datetime) -> Booking:
    """The desk gave the money back for a booking that was paid and then cancelled in time."""
    booking = _locked(actor, booking_id, lambda found: is_to_pay_back(found.settlement, found.refund_percent))
    booking.settlement = Booking.Settlement.RETURNED
    booking.save(update_fields=["settlement"])
    events.record(actor, PaymentReturned(*_about(booking)), now=now)
    return booking


@in_transaction
def undo_settlement(actor: Actor, *, booking_id: UUID, now: datetime) -> Booking:
    """Takes back what was settled, waived or paid back by mistake: it is open again."""
    booking = _locked(actor, booking_id, lambda found: found.settlement in UNDONE)
    was = booking.settlement
    if was == Booking.Settlement.RETURNED:
        booking.settlement = UNDONE[was]
        booking.save(update_fields=["settlement"])
    else:
        # Cancelled in time, it is let off like any other that was never paid.
        is_let_off = booking.refund_percent == 100
        _write(actor, booking, Booking.Settlement.DROPPED if is_let_off else Booking.Settlement(UNDONE[was]))
    events.record(actor, SettlementUndone(*_about(booking), was), now=now)
    return booking


def let_off(actor: Actor, booking: Booking, *, reason: str, now: datetime) -> None:
    """The same as waiving, by the product itself; the caller holds the booking's row."""
    if booking.settlement == Booking.Settlement.DUE:
        _write(actor, booking, Booking.Settlement.WAIVED, note=reason, now=now)
        events.record(actor, SettlementWaived(*_about(booking)), now=now)


def demand_again(actor: Actor, booking: Booking, *, now: datetime) -> None:
    """What was let off is due again; the caller holds the booking's row."""
    if booking.settlement == Booking.Settlement.WAIVED:
        _write(actor, booking, Booking.Settlement.DUE)
        events.record(actor, SettlementUndone(*_about(booking), Booking.Settlement.WAIVED), now=now)


def carry_settlement(*, from_id: UUID, to_id: UUID) -> None:
    """A booking that was moved to another session takes along what was settled for it; the old one is let off.

    The caller has both sessions' rows. Where the new booking was paid in credits, the money stays to be given back.
    """
    old, new = (Booking.objects.select_for_update(no_key=True).get(pk=pk) for pk in (from_id, to_id))
    if old.settlement not in (Booking.Settlement.PAID, Booking.Settlement.WAIVED) or not new.settlement:
        return
    for name in SETTLING:
        setattr(new, name, getattr(old, name))
    new.save(update_fields=SETTLING)
    old.settlement, old.settled_by, old.settled_note = Booking.Settlement.DROPPED, "", ""
    old.settled_at = old.settled_actor = None
    old.save(update_fields=SETTLING)


def _locked(actor: Actor, booking_id: UUID, is_right: Callable[[Booking], bool]) -> Booking:
    """The booking under its lock, in the state that the act asks for."""
    run_session(actor, booking_of(actor, booking_id).session_id)
    booking: Booking = Booking.objects.select_for_update(no_key=True).get(pk=booking_id)
    if not is_right(booking):
        words = settlement_words(
            booking.settlement, by=booking.settled_by, note=booking.settled_note, refund_percent=booking.refund_percent
        )
        raise NothingToSettle(words or _("This booking is not to be settled at the desk."), state=booking.settlement)
    return booking


def _write(
    actor: Actor,
    booking: Booking,
    settlement: Booking.Settlement,
    *,
    by: str = "",
    note: str = "",
    now: datetime | None = None,
) -> None:
    """`now` is None where nothing is settled any more."""
    booking.settlement, booking.settled_by, booking.settled_note = settlement, by, note
    booking.settled_at, booking.settled_actor = now, actor.user_id if now else None
    booking.save(update_fields=SETTLING)


def _about(booking: Booking) -> tuple[UUID, UUID, UUID]:
    return booking.pk, booking.session_id, booking.client_id


def _line(text: str, field: str) -> str:
    """One readable line that fits its column."""
    return read_note(text, field=field, longest=LONGEST_NOTE)
