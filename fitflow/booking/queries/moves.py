"""What one act moved: a class, or a whole series of them, as the trainers concerned read about it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fitflow.booking.events import SessionMoved
from fitflow.booking.models import MovedSession
from fitflow.core.actor import Actor
from fitflow.schedule.models import Session


@dataclass(frozen=True)
class MovedClass:
    """One published class that was moved, in names. `by_user_id`: whose login did it, None for the system."""

    session_id: UUID
    title: str
    from_starts_at: datetime
    starts_at: datetime
    location: str
    from_trainer_id: UUID
    trainer_id: UUID
    from_trainer: str
    trainer: str
    is_retimed: bool
    by_user_id: UUID | None

    @property
    def is_handed_over(self) -> bool:
        return self.from_trainer_id != self.trainer_id


def move_of(actor: Actor, event: SessionMoved) -> MovedSession:
    """The row of the move that an event tells of."""
    moves = MovedSession.objects.visible_to(actor)
    return moves.filter(session_id=event.session_id, moved_at=event.moved_at).earliest("id")


def moved_together(actor: Actor, act_id: UUID) -> list[MovedClass]:
    """What was moved in one act, in order of time, without what nobody knows of: drafts, and what is withdrawn."""
    moves = (
        MovedSession.objects.visible_to(actor)
        .filter(act_id=act_id)
        .exclude(session__status=Session.Status.DRAFT)
        .exclude(session__status=Session.Status.CANCELLED, session__cancel_reason="")
        .select_related("session__class_type", "from_trainer", "to_trainer", "to_location")
    )
    return [
        MovedClass(
            move.session_id,
            move.session.title,
            move.from_starts_at,
            move.to_starts_at,
            move.to_location.name,
            move.from_trainer_id,
            move.to_trainer_id,
            move.from_trainer.name,
            move.to_trainer.name,
            move.from_starts_at != move.to_starts_at,
            move.moved_by,
        )
        for move in moves.order_by("to_starts_at", "session_id")
    ]
