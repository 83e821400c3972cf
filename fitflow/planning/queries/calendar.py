"""The calendar of the desk, and what moving a session in it would do to people: shown first, then done."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fitflow.booking.queries.access import check_goal, run_session
from fitflow.booking.queries.crowds import MoveEffect, effect_of_move
from fitflow.booking.queries.sessions import SessionFilter, SessionRow, sessions_on_schedule
from fitflow.core.actor import Actor
from fitflow.core.zones import Period, check_reach
from fitflow.organizations.models import Location, Staff
from fitflow.organizations.queries.staff import open_locations, trainers_of
from fitflow.schedule.models import Session

#: As many sessions as a calendar draws at once; beyond that it says so.
MOST_SESSIONS = 500


@dataclass(frozen=True)
class CalendarPart:
    """The sessions of a stretch of the calendar. `is_cut`: there are more than are shown."""

    sessions: tuple[SessionRow, ...]
    is_cut: bool


@dataclass(frozen=True)
class Wanted:
    """Where a session is to go; None keeps what it has."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    trainer_id: UUID | None = None
    location_id: UUID | None = None


@dataclass(frozen=True)
class MovePreview:
    """Where a session would go, and what that does to people and calendars."""

    session: Session
    starts_at: datetime
    ends_at: datetime
    trainer_id: UUID
    location_id: UUID
    effect: MoveEffect


def calendar_part(
    actor: Actor,
    period: Period,
    *,
    trainer_id: UUID | None = None,
    location_id: UUID | None = None,
    most: int = MOST_SESSIONS,
) -> CalendarPart:
    """What the calendar shows of a period: one query."""
    wanted = SessionFilter(
        start=period.start, end=period.end, trainer_id=trainer_id, location_id=location_id, limit=most + 1
    )
    found = sessions_on_schedule(actor, wanted)
    return CalendarPart(tuple(found[:most]), len(found) > most)


def calendar_trainers(actor: Actor) -> list[Staff]:
    """Whose columns the calendar has."""
    found = trainers_of(actor)
    if actor.scope_trainers and not actor.scope_locations:
        found = found.filter(pk__in=actor.scope_trainers)
    return list(found)


def calendar_locations(actor: Actor) -> list[Location]:
    """What the calendar can be narrowed to: open locations within reach."""
    found = open_locations(actor).order_by("name")
    if actor.scope_locations and not actor.scope_trainers:
        found = found.filter(pk__in=actor.scope_locations)
    return list(found)


def move_preview(actor: Actor, session_id: UUID, wanted: Wanted) -> MovePreview:
    """What moving a session would do. Nothing is changed."""
    session = run_session(actor, session_id)
    check_reach(starts_at=wanted.starts_at, ends_at=wanted.ends_at)
    check_goal(actor, session, trainer_id=wanted.trainer_id, location_id=wanted.location_id)
    starts_at = wanted.starts_at or session.starts_at
    ends_at = wanted.ends_at or session.ends_at + (starts_at - session.starts_at)
    trainer_id = wanted.trainer_id or session.trainer_id
    location_id = wanted.location_id or session.location_id
    effect = effect_of_move(
        session, starts_at=starts_at, ends_at=ends_at, trainer_id=trainer_id, location_id=location_id
    )
    return MovePreview(session, starts_at, ends_at, trainer_id, location_id, effect)
