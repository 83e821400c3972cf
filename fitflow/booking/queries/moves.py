"""What one act moved: a class, or a whole series of them, as the trainers concerned read about it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fitflow.booking.events import SessionMoved
from fitflow.core.actor import Actor
from fitflow.core.events import event_from
from fitflow.core.models import Event
from fitflow.organizations.queries.staff import locations_of, staff_rows
from fitflow.schedule.models import Session
from fitflow.schedule.queries.sessions import sessions_with_titles

#: An event is dated when its request arrived; the move itself happened a little later, after the locks.
AROUND = timedelta(minutes=5)


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


def events_of_act(actor: Actor, moved_at: datetime) -> Any:
    """What was recorded of one act, in order."""
    moves = Event.objects.visible_to(actor).filter(type=SessionMoved.type, payload__moved_at=moved_at.isoformat())
    return moves.filter(at__gt=moved_at - AROUND, at__lte=moved_at + AROUND).order_by("id")


def is_first_of_act(actor: Actor, event: SessionMoved) -> bool:
    """Whether this class was the first of its act: of hundreds, one looks at them all."""
    first = events_of_act(actor, event.moved_at).values_list("entity_id", flat=True).first()
    return bool(first == event.session_id)


def moved_together(actor: Actor, moved_at: datetime) -> list[MovedClass]:
    """Everything that was moved in one act, in order of time, without drafts: nobody else knows of those."""
    moves: list[tuple[SessionMoved, UUID | None]] = [
        (event_from(SessionMoved, event.payload), event.actor_id) for event in events_of_act(actor, moved_at)
    ]
    sessions = sessions_with_titles(actor, [move.session_id for move, _by in moves])
    trainers = dict(staff_rows(actor).values_list("pk", "name"))
    locations = dict(locations_of(actor).values_list("pk", "name"))
    found = [
        MovedClass(
            move.session_id,
            sessions[move.session_id].title,
            move.from_starts_at,
            move.to_starts_at,
            locations[move.to_location_id],
            move.from_trainer_id,
            move.to_trainer_id,
            trainers[move.from_trainer_id],
            trainers[move.to_trainer_id],
            move.from_starts_at != move.to_starts_at,
            by,
        )
        for move, by in moves
        if sessions[move.session_id].status != Session.Status.DRAFT
    ]
    return sorted(found, key=lambda one: (one.starts_at, one.session_id))
