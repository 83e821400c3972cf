"""What moving a session means for its row and for whoever is in it: one of them, or hundreds."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from fitflow.booking.events import SessionMoved
from fitflow.booking.models import Attendance, Booking, MovedSession
from fitflow.booking.queries.crowds import effect_of_move
from fitflow.booking.refusals import AskFirst
from fitflow.booking.rules.desk import move_words
from fitflow.core import events
from fitflow.core.actor import Actor
from fitflow.core.ids import new_id
from fitflow.schedule.models import Session
from fitflow.schedule.rules.sessions import is_moved_away
from fitflow.schedule.services.resources import named


@dataclass(frozen=True)
class SessionMove:
    """Where a session goes; None keeps what it has. A new start without an end keeps the length."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    trainer_id: UUID | None = None
    location_id: UUID | None = None


def shift_row(session: Session, move: SessionMove) -> None:
    """Gives the row its new times, trainer and location; the registration window moves along."""
    starts_at = move.starts_at or session.starts_at
    shift = starts_at - session.starts_at
    session.ends_at = move.ends_at or session.ends_at + shift
    session.starts_at = starts_at
    session.closes_at = max(session.opens_at, session.closes_at + shift)
    session.late_cancel_at = session.late_cancel_at + shift if session.late_cancel_at else None
    session.trainer_id = move.trainer_id or session.trainer_id
    session.location_id = move.location_id or session.location_id


def ask_first(old: Session, session: Session) -> None:
    """Refuses a move that people hear of, with what it does to them. Conflicts ask for themselves: for a reason."""
    effect = effect_of_move(
        old, starts_at=session.starts_at, ends_at=session.ends_at,
        trainer_id=session.trainer_id, location_id=session.location_id,
    )  # fmt: skip
    if not effect.is_told:
        return
    numbers = {name: getattr(effect, name) for name in ("bookings", "waiting", "overlapping", "is_free_exit")}
    raise AskFirst(" ".join(move_words(**numbers)), **numbers, conflicts=[named(one) for one in effect.conflicts])


def note_move(old: Session, session: Session, at: datetime) -> SessionMoved:
    """Counts the move, and says what there is to tell; after a real one, whoever booked before may leave for free.

    `at`: the engine clock's moment with the session and its spots locked, so that "before" is who read the old time.
    """
    is_free_exit = is_moved_away(old.starts_at, session.starts_at, elsewhere=session.location_id != old.location_id)
    if is_free_exit:
        session.moved_at = at
    count_change(session, at)
    return SessionMoved(
        session.pk,
        old.starts_at,
        session.starts_at,
        old.location_id,
        session.location_id,
        old.trainer_id,
        session.trainer_id,
        is_free_exit,
        at,
    )


def record_moves(actor: Actor, moves: Sequence[SessionMoved], *, now: datetime) -> None:
    """Keeps what one act moved, and records it."""
    act_id = new_id()
    MovedSession.objects.bulk_create(
        [
            MovedSession(
                organization_id=actor.organization_id, act_id=act_id, number=number, session_id=move.session_id,
                moved_at=move.moved_at, moved_by=actor.user_id, from_starts_at=move.from_starts_at,
                to_starts_at=move.to_starts_at, from_trainer_id=move.from_trainer_id,
                to_trainer_id=move.to_trainer_id, to_location_id=move.to_location_id,
            )
            for number, move in enumerate(moves, 1)
        ]
    )  # fmt: skip
    events.record_all(actor, moves, now=now)


def count_change(session: Session, at: datetime) -> None:
    """Makes calendar programs that have the session show its new version. The caller saves the row."""
    session.sequence += 1
    session.sequence_at = at


def forget_marks(session_ids: Collection[UUID]) -> None:
    """Who had come to the old time has not come to the new one. An absence, whose spot went on, stays."""
    Attendance.objects.filter(booking__session_id__in=session_ids, booking__status=Booking.Status.CONFIRMED).delete()


def follow_moves(session_ids: Sequence[UUID]) -> None:
    """The bookings' copies of the times follow their sessions, and the calendar entries of those that are live."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE booking_booking b SET starts_at = s.starts_at, ends_at = s.ends_at,"
            " sequence = b.sequence + (b.status <> 'cancelled')::int"
            " FROM schedule_session s WHERE s.id = b.session_id AND b.session_id = ANY(%s)",
            [list(session_ids)],
        )
