"""Moves and marks of attendance that can be taken back before anybody is told (`core.undo`)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.booking.models import Attendance, Booking, MovedSession, SpotHold, WaitlistEntry
from fitflow.booking.queries.access import booking_of, run_session
from fitflow.booking.services.attendance import CLEAR, mark_attendance
from fitflow.booking.services.freeing import free_spots
from fitflow.booking.services.locks import lock_session, lock_spots
from fitflow.booking.services.moving import SessionMove, count_change
from fitflow.booking.services.roster import mark_rest_present
from fitflow.booking.services.sessions import follow_move, move_session
from fitflow.core import clock
from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction
from fitflow.core.undo import CannotUndo, Done, hold_back
from fitflow.schedule.models import Session
from fitflow.schedule.services.resources import lock_resources, move_claims

MOVED, MARKED, MARKED_REST = "session.moved", "attendance.marked", "attendance.marked_rest"
MOMENTS = ("starts_at", "ends_at", "opens_at", "closes_at", "late_cancel_at", "moved_at")
IDS = ("trainer_id", "location_id")


@in_transaction
def move_undoably(
    actor: Actor, move: SessionMove, *, session_id: UUID, override_reason: str, agreed: bool, now: datetime
) -> tuple[Session, Done | None]:
    """A move of which people hear a little later. None: it took marks of attendance along, and stays."""
    before = run_session(actor, session_id)
    told: dict[str, Any] = {name: _text(getattr(before, name)) for name in (*MOMENTS, *IDS)}
    marks = Attendance.objects.filter(booking__session_id=session_id)
    marked = marks.count()
    moved = move_session(actor, move, session_id=session_id, override_reason=override_reason, agreed=agreed, now=now)
    if moved.sequence != before.sequence + 1 or marks.count() != marked:
        return moved, None
    told |= {"detached": before.detached, "sequence": moved.sequence}
    return moved, Done(MOVED, session_id, told, now, hold_back(actor, now=now))


def _text(value: datetime | UUID | None) -> str | None:
    return value.isoformat() if isinstance(value, datetime) else str(value) if value else None


@in_transaction
def take_back_move(actor: Actor, done: Done, now: datetime) -> None:
    """Everything about the session as it was, its bookings and their calendar entries with it."""
    told = done.told
    at = {name: datetime.fromisoformat(told[name]) if told[name] else None for name in MOMENTS}
    ids = {name: UUID(told[name]) for name in IDS}
    seen = run_session(actor, done.entity_id)
    resources = lock_resources(actor, {seen.trainer_id, ids["trainer_id"]}, of_sessions=[done.entity_id])
    session = lock_session(done.entity_id)
    lock_spots([session.pk])
    if session.sequence != told["sequence"]:
        raise CannotUndo(_("It was changed again since: this was not undone."))
    if session.sequence_at:
        MovedSession.objects.filter(session_id=session.pk, moved_at=session.sequence_at).delete()
    for name, value in {**at, **ids, "detached": told["detached"]}.items():
        setattr(session, name, value)
    if session.status == Session.Status.PUBLISHED:
        if session.starts_at <= now:
            raise CannotUndo(_("It would have begun by now: this was not undone."))
        move_claims(resources, [session], override_reason="")
    count_change(session, clock.engine_now())
    session.save()
    follow_move(session)


@in_transaction
def mark_undoably(actor: Actor, *, booking_id: UUID, status: str, now: datetime) -> Done:
    """One mark; a place that it gave to the next in line is offered to them a little later."""
    session_id = booking_of(actor, booking_id).session_id
    before = Attendance.objects.filter(booking_id=booking_id).values_list("status", flat=True).first()
    offers = _offers(session_id)
    mark_attendance(actor, booking_id=booking_id, status=status, now=now)
    made = _offers(session_id) - offers
    entries = WaitlistEntry.objects.filter(hold_id__in=made, status=WaitlistEntry.Status.OFFERED)
    waiting = hold_back(actor, now=now, entities=entries.values_list("pk", flat=True))
    told = {"before": before or CLEAR, "after": status, "offers": [str(hold_id) for hold_id in made]}
    return Done(MARKED, booking_id, told, now, waiting)


def _offers(session_id: UUID) -> set[UUID]:
    live = SpotHold.objects.filter(session_id=session_id, kind=SpotHold.Kind.PRIORITY, status=SpotHold.Status.ACTIVE)
    return set(live.values_list("pk", flat=True))


@in_transaction
def take_back_mark(actor: Actor, done: Done, now: datetime) -> None:
    """The mark that was there before, and the offers it had led to are withdrawn."""
    session_id = booking_of(actor, done.entity_id).session_id
    run_session(actor, session_id)
    lock_session(session_id)
    mark = Attendance.objects.filter(booking_id=done.entity_id).first()
    is_same = mark is None if done.told["after"] == CLEAR else mark is not None and mark.marked_at == done.at
    if not is_same:
        raise CannotUndo(_("It was marked again since: this was not undone."))
    for hold_id in done.told["offers"]:
        _withdraw_offer(UUID(hold_id))
    mark_attendance(actor, booking_id=done.entity_id, status=done.told["before"], now=now)


def _withdraw_offer(hold_id: UUID) -> None:
    """Whoever had it has not heard of it, and waits in their old position."""
    if not free_spots(hold_id=hold_id):
        raise CannotUndo(_("The place has been taken by the next in line: this was not undone."))
    SpotHold.objects.filter(pk=hold_id).update(status=SpotHold.Status.WITHDRAWN)
    WaitlistEntry.objects.filter(hold_id=hold_id, status=WaitlistEntry.Status.OFFERED).update(
        status=WaitlistEntry.Status.WAITING, hold_id=None
    )


@in_transaction
def mark_rest_undoably(actor: Actor, *, session_id: UUID, now: datetime) -> tuple[int, Done | None]:
    """Everybody without a mark is present; their number."""
    marked = mark_rest_present(actor, session_id=session_id, now=now)
    waiting = hold_back(actor, now=now)
    return marked, Done(MARKED_REST, session_id, {"count": marked}, now, waiting) if marked else None


@in_transaction
def take_back_rest(actor: Actor, done: Done, now: datetime) -> None:
    """Who was marked by that act has no mark again; all of them, or nobody."""
    run_session(actor, done.entity_id)
    lock_session(done.entity_id)
    marks = Attendance.objects.filter(
        booking__session_id=done.entity_id, marked_at=done.at, marked_by=actor.user_id, status="present"
    )
    found = list(marks.exclude(booking__status=Booking.Status.CANCELLED).values_list("booking_id", flat=True))
    if len(found) != done.told["count"]:
        raise CannotUndo(_("Somebody was marked again or left since: this was not undone."))
    for booking_id in sorted(found):
        mark_attendance(actor, booking_id=booking_id, status=CLEAR, now=now)


def told_of(done: Done | None, actor: Actor) -> str:
    """What the button carries; nothing where there is nothing to take back."""
    return done.token(actor) if done else ""
