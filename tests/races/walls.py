"""Walls of the Python code: what the processes of a crowd leave out while a race shows what they are for.

A hole also takes its time between looking and writing, so that the race is seen surely and not with luck.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from fitflow.billing.services import charges, ledger
from fitflow.booking.models import Spot
from fitflow.booking.services import bookings, capacity, joining, locks, sessions, waitlist
from fitflow.schedule.models import Resource, Session
from fitflow.schedule.services import resources

PAUSE = 0.3
Hole = tuple[Any, str, Any]
lock_rows = QuerySet.select_for_update


def unlocked(model: type, *, pause: float = 0.0) -> Callable[..., Any]:
    """Rows of this model are looked at, not locked."""

    def look(rows: Any, **options: Any) -> Any:
        if rows.model is not model:
            return lock_rows(rows, **options)
        len(rows)
        time.sleep(pause)
        return rows

    return look


def followed_by_a_pause(look: Callable[..., Any]) -> Callable[..., Any]:
    def looked(*arguments: Any, **named: Any) -> Any:
        found = look(*arguments, **named)
        time.sleep(PAUSE)
        return found

    return looked


def preceded_by_a_pause(write: Callable[..., Any]) -> Callable[..., Any]:
    def written(*arguments: Any, **named: Any) -> Any:
        time.sleep(PAUSE)
        return write(*arguments, **named)

    return written


def locked_as_asked(ids: Iterable[UUID]) -> list[Session]:
    """Sessions locked in the order asked instead of in id order."""
    found = []
    for session_id in ids:
        found.append(Session.objects.select_for_update(no_key=True).get(pk=session_id))
        time.sleep(PAUSE)
    return found


WALLS: dict[str, list[Hole]] = {
    "": [],
    "the lock on the session": [
        (QuerySet, "select_for_update", unlocked(Session)),
        (waitlist, "join_facts", followed_by_a_pause(joining.join_facts)),
        (capacity, "lock_session", followed_by_a_pause(locks.lock_session)),
    ],
    "the order of locks": [(bookings, "lock_sessions", locked_as_asked)],
    "the locks on places": [
        (QuerySet, "select_for_update", unlocked(Spot, pause=PAUSE)),
        (sessions, "end_holds", preceded_by_a_pause(sessions.end_holds)),
    ],
    "the lock on the account": [
        (ledger, "LOCK_LOTS", ledger.LOCK_LOTS.replace(" FOR NO KEY UPDATE OF a, l", "")),
        (charges, "lock_wallet", followed_by_a_pause(ledger.lock_wallet)),
    ],
    "the lock on the resource": [
        (QuerySet, "select_for_update", unlocked(Resource)),
        (resources, "claims_during", followed_by_a_pause(resources.claims_during)),
    ],
}


@contextmanager
def without(wall: str) -> Iterator[None]:
    """Leaves a wall out in this process, for all its threads."""
    standing = [(owner, name, getattr(owner, name)) for owner, name, _hole in WALLS[wall]]
    try:
        for owner, name, hole in WALLS[wall]:
            setattr(owner, name, hole)
        yield
    finally:
        for owner, name, value in standing:
            setattr(owner, name, value)
