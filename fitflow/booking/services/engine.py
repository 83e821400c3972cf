"""The API's way to the hot step: one call, one transaction, no ORM (sql/hold_by_key.sql)."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from fitflow.booking.refusals import no_such_spot
from fitflow.booking.rules.agreed import Agreed, as_json
from fitflow.core.errors import Forbidden, NotFound
from fitflow.core.idempotency import KeyReused
from fitflow.core.plans import Kept
from fitflow.core.wake import wake_dispatchers
from fitflow.organizations.doors import refuse_at_door

CALL = Kept(
    "SELECT problem, status, body, replayed, retry_after, deliveries FROM hold_by_key(%s, %s, %s, %s, %s, %s, %s::int,"
    " %s::jsonb)"
)


@dataclass(frozen=True)
class HoldAnswer:
    """What the database answered and stored."""

    status: int
    body: str
    replayed: bool
    retry_after: int | None


def hold_by_key(
    user_id: UUID | None,
    key_version: int | None,
    slug: str | None,
    key: str,
    fingerprint: bytes,
    session_id: UUID,
    spot: int | None,
    expected: Agreed | None,
) -> HoldAnswer | None:
    """Door, key, claim and stored answer. None: people wait, nothing was written, the queue must be settled first."""
    with connection.cursor() as cursor:
        cursor.execute(CALL, [user_id, key_version, slug, key, fingerprint, session_id, spot, as_json(expected)])
        problem, status, body, replayed, retry_after, deliveries = cursor.fetchone()
    if problem == "people_wait":
        return None
    if problem == "no_such_spot":
        raise no_such_spot()
    if problem == "forbidden":
        raise Forbidden(_("Only clients hold places for themselves. Staff book for a client."))
    if problem:
        refuse_at_door(problem)
        raise NotFound
    if status == 422:
        raise KeyReused(str(KeyReused.words))
    if deliveries:
        wake_dispatchers()
    return HoldAnswer(status, body, replayed, retry_after)
