"""Locks by name, in the order of docs/design.md section 5.

Client (advisory) > resource > session > spot > hold > account > lot > entry.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from fitflow.booking.models import Spot
from fitflow.core.db import lock_advisory
from fitflow.core.errors import NotFound
from fitflow.schedule.models import Session
from fitflow.schedule.services.sessions import locked_sessions

#: The same space as in the SQL of `claim_spot` and `confirm_facts`.
CLIENT_SPACE = 2


def lock_clients(client_ids: Iterable[UUID]) -> None:
    """One claim at a time per client, whoever acts for them; several in id order."""
    for client_id in sorted(client_ids):
        lock_advisory(client_id, space=CLIENT_SPACE)


def lock_session(session_id: UUID) -> Session:
    """The session's row: whoever touches the queue, the capacity or the times holds it."""
    return lock_sessions([session_id])[0]


def lock_sessions(session_ids: Iterable[UUID]) -> list[Session]:
    """Several sessions, locked in id order, given in the order asked. One that is not there is NotFound."""
    wanted = list(session_ids)
    found = locked_sessions(wanted)
    if any(session_id not in found for session_id in wanted):
        raise NotFound
    return [found[session_id] for session_id in wanted]


def lock_spots(session_ids: Collection[UUID]) -> None:
    """Every spot of locked sessions: a confirm under way is waited for, a later one reads what is new."""
    spots = Spot.objects.filter(session_id__in=session_ids).order_by("session_id", "number")
    list(spots.select_for_update(no_key=True).values_list("number", flat=True))


def lock_sessions_and_spots(session_ids: Collection[UUID]) -> list[Session]:
    """Several sessions with all their spots, in one order for everybody."""
    locked = lock_sessions(sorted(session_ids))
    lock_spots(session_ids)
    return locked
