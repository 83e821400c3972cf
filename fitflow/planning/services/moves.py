"""Many sessions in a few statements: what `move_session` and `set_capacity` do for one."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fitflow.booking.events import CapacityChanged
from fitflow.booking.queries.crowds import crowds
from fitflow.booking.services.capacity import make_all_spots, remove_spots, set_capacity
from fitflow.booking.services.locks import lock_sessions_and_spots, lock_spots
from fitflow.booking.services.moving import (
    SessionMove,
    follow_moves,
    forget_marks,
    note_move,
    record_moves,
    shift_row,
)
from fitflow.booking.services.session_checks import check_runs, check_times
from fitflow.booking.services.sessions import END_TIMER, START_TIMER
from fitflow.core import clock, events
from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction
from fitflow.core.timers import set_timers
from fitflow.schedule.models import Resource, Session
from fitflow.schedule.rules.sessions import PUBLISHED
from fitflow.schedule.services.resources import move_claims
from fitflow.schedule.services.series import resize_rows, save_moved


@dataclass(frozen=True)
class Move:
    """A session, locked and as it is in the database, and where it goes."""

    session: Session
    to: SessionMove


@in_transaction
def move_many(
    actor: Actor,
    moves: Sequence[Move],
    resources: Mapping[UUID, Resource],
    *,
    override_reason: str = "",
    keep_in_series: bool = True,
    now: datetime,
) -> None:
    """Moves open, locked sessions on the locked resources of everybody concerned.

    `override_reason`: why they may be there although the trainer is busy. Without it what is in the way is refused.
    """
    lock_spots([move.session.pk for move in moves])
    told, at = [], clock.engine_now()
    for move in moves:
        session, old = move.session, copy(move.session)
        check_runs(actor, session)
        shift_row(session, move.to)
        check_runs(actor, session)
        check_times(session.starts_at, session.ends_at)
        session.detached = session.detached or not keep_in_series and session.series_id is not None
        told.append(note_move(old, session, at))
    sessions = [move.session for move in moves]
    open_now = [session for session in sessions if session.status == PUBLISHED]
    move_claims(resources, open_now, override_reason=override_reason)
    save_moved(sessions)
    follow_moves([session.pk for session in sessions])
    forget_marks([one.session_id for one in told if one.is_free_exit])
    set_timers(actor.organization_id, START_TIMER, {session.pk: session.starts_at for session in open_now})
    set_timers(actor.organization_id, END_TIMER, {session.pk: session.ends_at for session in open_now})
    record_moves(actor, told, now=now)


@in_transaction
def resize_many(actor: Actor, session_ids: Sequence[UUID], capacity: int, *, now: datetime) -> None:
    """Another number of spots for many locked sessions: at once where nobody is, one by one where the queue moves."""
    locked = lock_sessions_and_spots(session_ids)
    known = crowds(session_ids)
    empty = [one for one in locked if known[one.pk].is_nobody and one.capacity != capacity]
    ids = [one.pk for one in empty]
    remove_spots(ids, above=capacity)
    resize_rows(ids, capacity)
    make_all_spots(ids)
    events.record_all(actor, [CapacityChanged(one.pk, one.capacity, capacity, "") for one in empty], now=now)
    for one in locked:
        if one.pk not in ids:
            set_capacity(actor, session_id=one.pk, capacity=capacity, now=now)
