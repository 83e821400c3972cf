"""Who came. One tap each, correctable; what nobody marked is settled when the session ends (CON-24, CON-48)."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.billing.refusals import NoEntitlement
from fitflow.billing.services import reverse_refund
from fitflow.booking.events import BookingAttended, BookingNoShow, CapacityChanged, CheckinRecorded
from fitflow.booking.models import Attendance, Booking, Spot
from fitflow.booking.queries.access import booking_of, run_session
from fitflow.booking.refusals import AttendanceNotOpen, NotCancellable, WaivedCreditsSpent
from fitflow.booking.rules.attendance import OPENS_BEFORE, closing_status, is_absent_by_itself
from fitflow.booking.services.capacity import make_spots
from fitflow.booking.services.excusing import excuse_untold, no_longer_excused
from fitflow.booking.services.freeing import free_spots
from fitflow.booking.services.locks import lock_session
from fitflow.booking.services.waitlist import settle_waitlist
from fitflow.booking.settings import ATTENDANCE_GRACE, AUTO_NO_SHOW
from fitflow.core import events
from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction
from fitflow.core.errors import Invalid
from fitflow.core.timers import set_timer
from fitflow.schedule.models import Session

ABSENT_TIMER = "booking.absent"
CLEAR = "clear"


@in_transaction
def mark_attendance(actor: Actor, *, booking_id: UUID, status: str, now: datetime) -> Booking:
    """Marks present, late or no_show, or takes the mark back (`clear`). A no-show's spot goes to the queue.

    Who is marked present keeps a live booking until the session ends: it may still be moved or called off.
    """
    if status not in (*Attendance.Status.values, CLEAR):
        raise Invalid.field("status", _("Choose present, late or no-show."))
    seen = booking_of(actor, booking_id)
    run_session(actor, seen.session_id)
    session = lock_session(seen.session_id)
    booking: Booking = Booking.objects.select_for_update(no_key=True).get(pk=booking_id)
    if booking.status == Booking.Status.CANCELLED or session.status in (Session.Status.DRAFT, Session.Status.CANCELLED):
        raise NotCancellable(_("This booking is cancelled: nobody to mark."))
    if status == Attendance.Status.NO_SHOW and now < session.starts_at - OPENS_BEFORE:
        raise AttendanceNotOpen(_("Nobody is absent yet: absence can be marked from an hour before the start."))
    target = status_after(session, status)
    if booking.status == Booking.Status.NO_SHOW and target != booking.status:
        charge_again(actor, session, booking, now=now)
    set_mark(actor, booking, status, method=Attendance.Method.MANUAL, now=now)
    apply_mark(actor, session, booking, target, now=now)
    return booking


def status_after(session: Session, status: str) -> Booking.Status:
    """What a mark makes of a booking: absence at once, presence when the session is over."""
    if status != Attendance.Status.NO_SHOW and not session.is_over:
        return Booking.Status.CONFIRMED
    return Booking.Status(closing_status(None if status == CLEAR else status, anyone_marked=False, auto_no_show=False))


def charge_again(actor: Actor, session: Session, booking: Booking, *, now: datetime) -> None:
    """Who came after all pays for the class, though the absence had been forgiven; nothing to do where it was not.

    Refused, before anything is written, when the credits that were given back have been spent since: a class that
    nobody paid for would be explained nowhere. Staff give credits with a reason, then correct.
    """
    try:
        reverse_refund(
            actor, reference=booking.reference, kind=session.kind, now=now, reason=_("The attendance was corrected.")
        )
    except NoEntitlement as refusal:
        message = _(
            "The absence was waived and the credits given back have been spent since: this needs %(needed)s, and"
            " %(available)s can be used. Give credits first, then correct the mark."
        )
        amounts = {name: actor.formats.number(Decimal(refusal.details[name])) for name in ("needed", "available")}
        raise WaivedCreditsSpent(message % amounts, **refusal.details) from refusal


def set_mark(actor: Actor, booking: Booking, status: str, *, method: str, now: datetime) -> None:
    marks = Attendance.objects.filter(booking_id=booking.pk)
    if status == CLEAR:
        marks.delete()
    else:
        values = {"status": status, "method": method, "marked_at": now, "marked_by": actor.user_id}
        Attendance.objects.update_or_create(
            organization_id=booking.organization_id, booking_id=booking.pk, defaults=values
        )
    events.record(actor, CheckinRecorded(booking.pk, booking.session_id, booking.client_id, status, method), now=now)


def apply_mark(actor: Actor, session: Session, booking: Booking, target: Booking.Status, *, now: datetime) -> None:
    """What the mark makes of the booking and its spot."""
    before = booking.status
    if target != Booking.Status.NO_SHOW and before == Booking.Status.NO_SHOW:
        take_back_spot(actor, session, booking, now=now)
        no_longer_excused(actor, booking, now=now)
    booking.status = target
    booking.save(update_fields=["status", "number"])
    if target == Booking.Status.NO_SHOW and before != target:
        events.record(
            actor, BookingNoShow(booking.pk, session.pk, booking.client_id, Attendance.Method.MANUAL), now=now
        )
        if session.waitlist_entries.filter(status="waiting").exists():
            free_spots(booking_id=booking.pk)
            settle_waitlist(actor, session, now=now)
        excuse_untold(actor, session, [booking], now=now)  # Accounts are locked after spots.
    elif target == Booking.Status.COMPLETED and before != target:
        events.record(actor, BookingAttended(booking.pk, session.pk, booking.client_id), now=now)


def take_back_spot(actor: Actor, session: Session, booking: Booking, *, now: datetime) -> None:
    """Somebody marked absent came after all: their spot again, or a free one, or one more than planned."""
    spots = Spot.objects.filter(session_id=session.pk)
    if spots.filter(booking_id=booking.pk).exists():
        return
    free = [spot for spot in spots.order_by("number").select_for_update(no_key=True) if spot.client_id is None]
    own = next((spot for spot in free if spot.number == booking.number), free[0] if free else None)
    if own is None:
        before, session.capacity = session.capacity, session.capacity + 1
        session.save(update_fields=["capacity"])
        make_spots(session, session.capacity, session.capacity)
        booking.number = session.capacity
        reason = _("Somebody marked absent came after all.")
        events.record(actor, CapacityChanged(session.pk, before, session.capacity, reason), now=now)
    else:
        booking.number = own.number
    spots.filter(number=booking.number).update(
        client_id=booking.client_id, hold_id=booking.hold_id, booking_id=booking.pk, expires_at=None
    )


def watch_absentees(actor: Actor, session: Session) -> None:
    """When a session starts: looks for absentees at the end of the grace."""
    due_at = session.starts_at + actor.setting(ATTENDANCE_GRACE)
    set_timer(actor.organization_id, ABSENT_TIMER, session.pk, due_at=due_at)


@in_transaction
def mark_absentees(actor: Actor, *, session_id: UUID, now: datetime) -> int:
    """At the end of the grace whoever nobody marked is absent, where attendance is taken; their spots go to the queue.

    Staff may correct it like any other mark. Gives the number of absentees.
    """
    session = lock_session(session_id)
    if session.is_over:
        return 0
    marks = dict(Attendance.objects.filter(booking__session_id=session.pk).values_list("booking_id", "status"))
    no_show_at = session.starts_at + actor.setting(ATTENDANCE_GRACE)
    auto = actor.setting(AUTO_NO_SHOW)
    absent = [
        booking
        for booking in unsettled(session)
        if is_absent_by_itself(
            marks.get(booking.pk), anyone_marked=bool(marks), auto_no_show=auto, now=now, no_show_at=no_show_at
        )
    ]
    for booking in absent:
        set_mark(actor, booking, Attendance.Status.NO_SHOW, method=Attendance.Method.AUTO, now=now)
        settle_as(actor, booking, Booking.Status.NO_SHOW, now=now)
    if absent and session.waitlist_entries.filter(status="waiting").exists():
        for booking in absent:
            free_spots(booking_id=booking.pk)
        settle_waitlist(actor, session, now=now)
    excuse_untold(actor, session, absent, now=now)
    return len(absent)


def unsettled(session: Session) -> Iterable[Booking]:
    """Bookings of which nobody has said what became of them, locked."""
    rows = Booking.objects.filter(session_id=session.pk, status=Booking.Status.CONFIRMED)
    return rows.order_by("pk").select_for_update(no_key=True)


def settle_as(actor: Actor, booking: Booking, status: Booking.Status, *, now: datetime) -> None:
    """What became of a booking without anybody's mark."""
    booking.status = status
    booking.save(update_fields=["status"])
    about = (booking.pk, booking.session_id, booking.client_id)
    if status == Booking.Status.NO_SHOW:
        events.record(actor, BookingNoShow(*about, Attendance.Method.AUTO), now=now)
    else:
        events.record(actor, BookingAttended(*about), now=now)


@in_transaction
def close_attendance(actor: Actor, session: Session, *, now: datetime) -> None:
    """Settles every booking nobody marked, when the session ends. The caller holds the session's row."""
    marks = dict(Attendance.objects.filter(booking__session_id=session.pk).values_list("booking_id", "status"))
    auto = actor.setting(AUTO_NO_SHOW)
    absent: list[Booking] = []
    for booking in unsettled(session):
        status = closing_status(marks.get(booking.pk), anyone_marked=bool(marks), auto_no_show=auto)
        if status == Booking.Status.NO_SHOW:
            set_mark(actor, booking, Attendance.Status.NO_SHOW, method=Attendance.Method.AUTO, now=now)
            absent.append(booking)
        settle_as(actor, booking, Booking.Status(status), now=now)
    excuse_untold(actor, session, absent, now=now)
