"""Timed work as rows: set one, clear it, and the dispatcher runs it when it is due - late rather than never, once."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from fitflow.core.actor import Actor
from fitflow.core.models import Timer
from fitflow.core.names import WrittenNames
from fitflow.core.plans import Kept

#: How often a job is tried before it is laid with the dead letters; the pauses double from 5 s to an hour.
MAX_ATTEMPTS = 8
#: The queue of what asks for none of its own.
DEFAULT_GROUP = "default"
#: `function(actor, entity_id, key, now)`; it may return the next time it wants to run (a recurring timer).
TimerFunction = Callable[[Actor, UUID, str, datetime], datetime | None]


@dataclass(frozen=True)
class TimerKind:
    name: str
    run: TimerFunction
    group: str
    lease: timedelta | None
    attempts: int


_kinds: WrittenNames[TimerKind] = WrittenNames()


def on_timer(
    kind: str,
    *,
    group: str = DEFAULT_GROUP,
    lease: timedelta | None = None,
    attempts: int = MAX_ATTEMPTS,
    formerly: Sequence[str] = (),
) -> Callable[[TimerFunction], TimerFunction]:
    """Registers what a kind of timer does. With a lease it runs outside a transaction: for what waits on others.

    Timers that are set carry the kind: who renames it writes the old one into `formerly`.
    """

    def register(function: TimerFunction) -> TimerFunction:
        _kinds.add(kind, TimerKind(kind, function, group, lease, attempts), formerly=formerly)
        return function

    return register


def timer_kind(kind: str) -> TimerKind | None:
    return _kinds.get(kind)


def group_of(kind: str) -> str:
    """The queue group of timers of this kind."""
    found = timer_kind(kind)
    return found.group if found else DEFAULT_GROUP


def kinds_on_timers() -> list[tuple[str, str, str]]:
    """Each kind a timer may carry, what it is called today, and the queue group of that."""
    return [(was, today, kind.group) for was, today, kind in _kinds.on_rows()]


class Ring(NamedTuple):
    """When a timer of some entity is due; `key` tells several of one kind apart."""

    entity_id: UUID
    due_at: datetime
    key: str = ""


def set_timer(organization_id: UUID, kind: str, entity_id: UUID, *, due_at: datetime, key: str = "") -> None:
    """Sets or moves the timer; a timer that ran before runs again, and so does one that is just running.

    Moving one that is running waits for it: who holds a lock that it may want gives each time a key of its own.
    """
    set_all_timers(organization_id, kind, [Ring(entity_id, due_at, key)])


def set_timers(organization_id: UUID, kind: str, due: Mapping[UUID, datetime]) -> None:
    """Sets or moves one timer for each entity, in one statement."""
    set_all_timers(organization_id, kind, [Ring(entity_id, due_at) for entity_id, due_at in due.items()])


def set_all_timers(organization_id: UUID, kind: str, rings: Sequence[Ring]) -> None:
    """Sets or moves all of these, in one statement."""
    if not rings:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            Kept(
                'INSERT INTO core_timer (organization_id, kind, entity_id, key, "group", state, due_at, attempts,'
                " last_error)"
                " SELECT %s, %s, t.entity, t.key, %s, 'due', t.due, 0, ''"
                " FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[]) AS t (entity, key, due)"
                ' ON CONFLICT (kind, entity_id, key) DO UPDATE SET "group" = excluded."group",'
                " due_at = excluded.due_at, state = 'due', attempts = 0, last_error = ''"
            ),
            [
                organization_id, kind, group_of(kind), [ring.entity_id for ring in rings],
                [ring.key for ring in rings], [ring.due_at for ring in rings],
            ],
        )  # fmt: skip


def clear_timers(kind: str, entity_id: UUID, *, key: str | None = None) -> None:
    """Forgets the timers of this kind about this entity (or just the one with this key)."""
    timers = Timer.objects.filter(kind=kind, entity_id=entity_id)
    if key is not None:
        timers = timers.filter(key=key)
    timers.delete()


def clear_all_timers(kind: str, entity_ids: Collection[UUID]) -> None:
    """The same for many entities."""
    Timer.objects.filter(kind=kind, entity_id__in=entity_ids).delete()
