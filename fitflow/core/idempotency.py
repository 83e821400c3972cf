"""The same key gives the same answer for 24 hours (P7). One transaction: lock the key, look, work, store the answer.

There is no "running" row: the lock dies with its transaction, so nothing is stuck after a crash. Refusals that a repeat
should see again (402, 404, 409) are stored too; shape errors and missing rights are not.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from fitflow.core.errors import Busy, Denial, Refused
from fitflow.core.plans import Kept

STORED_REFUSALS = frozenset({402, 404, 409})
MAX_KEY_LENGTH = 200


class KeyReused(Refused):
    """The key was used for another request."""

    status, code = 422, "idempotency_key_reused"
    words = _("This key was used for another request. Use a new key for each attempt.")


class KeyRequired(Refused):
    """Writes through the API need an Idempotency-Key."""

    status, code = 400, "idempotency_key_required"


@dataclass(frozen=True)
class Answer:
    """What was, or will be, said: an HTTP status and the body's text (for a redirect, its address)."""

    status: int
    body: str
    replayed: bool = False
    #: It only said what would happen: asked again, it is worked out again, from what is true by then.
    changed_nothing: bool = False

    @property
    def is_stored(self) -> bool:
        return not self.changed_nothing and (200 <= self.status < 400 or self.status in STORED_REFUSALS)


@dataclass(frozen=True)
class Key:
    """One attempt of one principal in one studio."""

    organization_id: UUID
    principal: str
    key: str
    fingerprint: bytes


@dataclass(frozen=True)
class Found:
    """What `open_key` found under a key that it locked. No status: nothing yet."""

    status: int | None
    body: str | None
    replayed: bool

    def answer(self) -> Answer | None:
        """The answer given before. Raises KeyReused when the key was used for another request."""
        if self.status is None:
            return None
        if not self.replayed:
            raise KeyReused(str(KeyReused.words))
        return Answer(self.status, self.body or "", replayed=True)


def fingerprint(method: str, path: str, body: Mapping[str, Any] | list[Any] | None) -> bytes:
    """SHA-256 of what is asked: method, path and the body in canonical form (sorted keys)."""
    canonical = json.dumps(body or {}, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(f"{method} {path}\n{canonical}".encode()).digest()


def answer_once(
    key: Key, work: Callable[[], Answer], refuse: Callable[[Denial], Answer], *, found: Found | None = None
) -> Answer:
    """Runs `work` unless this key was answered before. `refuse` words a denial as an answer.

    A service's own transaction is a savepoint in here: what it refuses leaves nothing behind; the answer is committed.
    `found`: the key was opened before, in the transaction that is open, and this was there.
    """
    with transaction.atomic(savepoint=found is None):
        stored = found.answer() if found else stored_answer(key)
        if stored is not None:
            return stored
        try:
            answer = work()
        except Denial as denial:
            answer = refuse(denial)
            if not answer.is_stored or isinstance(denial, Busy):  # Free a moment later: worth another attempt.
                raise
        if answer.is_stored:
            store(key, answer)
        return answer


def stored_answer(key: Key) -> Answer | None:
    """The answer given before, after waiting for whoever is just giving it. Raises KeyReused for another request."""
    with connection.cursor() as cursor:
        cursor.execute(
            Kept("SELECT status, body, replayed FROM open_key(%s, %s, %s, %s)"),
            [key.organization_id, key.principal, key.key, key.fingerprint],
        )
        return Found(*cursor.fetchone()).answer()


def store(key: Key, answer: Answer) -> None:
    """Writes the answer beside its effect."""
    with connection.cursor() as cursor:
        cursor.execute(
            Kept("SELECT store_answer(%s, %s, %s, %s, %s, %s)"),
            [key.organization_id, key.principal, key.key, key.fingerprint, answer.status, answer.body],
        )


FORGET = """DELETE FROM core_idempotencykey WHERE (organization_id, principal, key) IN (
  SELECT organization_id, principal, key FROM core_idempotencykey
  WHERE organization_id = %s AND created_at < %s ORDER BY created_at LIMIT %s)"""


def forget_answers(organization_id: UUID, *, before: datetime, most: int) -> int:
    """Removes the oldest of the studio's answers given before a moment: so many at most, and says how many."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [organization_id, before, most])
        return int(cursor.rowcount)
