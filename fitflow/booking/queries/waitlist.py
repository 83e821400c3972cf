"""The queue of a session: all of it for staff, the own entry for a client."""

from typing import Any
from uuid import UUID

from fitflow.booking.models import WaitlistEntry
from fitflow.booking.queries.access import run_session, session_of
from fitflow.booking.rules.eligibility import Reason
from fitflow.core.actor import Actor
from fitflow.core.db import rows
from fitflow.core.errors import NotFound

LINE = """
SELECT w.id, w.client_id, c.name AS client_name, w.status, w.joined_at, w.skip_reason, h.expires_at,
  CASE WHEN w.status = 'waiting'
    THEN (row_number() OVER (PARTITION BY w.status ORDER BY w.ordinal))::int END AS position
FROM booking_waitlistentry w JOIN organizations_client c ON c.id = w.client_id
LEFT JOIN booking_spothold h ON h.id = w.hold_id
WHERE w.session_id = %s AND w.status IN ('waiting', 'offered') ORDER BY w.status = 'waiting', w.ordinal
"""


def waitlist_of(actor: Actor, session_id: UUID) -> list[dict[str, Any]]:
    """Whoever has an offer, then everybody who waits, in order. For whoever runs the session."""
    run_session(actor, session_id)
    return [entry_shape(row) for row in rows(LINE, [session_id])]


def own_entry(actor: Actor, session_id: UUID) -> dict[str, Any]:
    """The client's own entry, with its position."""
    session_of(actor, session_id)
    mine = [row for row in rows(LINE, [session_id]) if row["client_id"] == actor.client_id]
    if not mine:
        raise NotFound
    return entry_shape(mine[0])


def entry_shape(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "client": {"id": row["client_id"], "name": row["client_name"]},
        "status": row["status"],
        "position": row["position"],
        "joined_at": row["joined_at"],
        "offer_expires_at": row["expires_at"] if row["status"] == WaitlistEntry.Status.OFFERED else None,
        "skip_reason": row["skip_reason"],
        "skip_words": skip_words(row["skip_reason"]),
    }


def skip_words(reason: str) -> str:
    """Why a spot passed by, in a sentence; empty when it did not."""
    return str(Reason(reason).words) if reason else ""
