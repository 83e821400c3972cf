"""The ledger's own words: lock an account with its lots, and post. Hand-written SQL: a charge is two statements.

Every movement locks the account first, so two of them never run at once. The lots are read in the locking statement
itself: a row that somebody moved while we waited is read again by PostgreSQL, so what we see is what we hold.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from fitflow.billing.models import Posting
from fitflow.billing.rules import FOREVER, Draw, Lot
from fitflow.core.actor import Actor
from fitflow.core.db import NoTransaction, after_commit, one_row, rows
from fitflow.core.events import DomainEvent, record_values
from fitflow.core.ids import new_id
from fitflow.core.plans import Kept
from fitflow.core.wake import wake_dispatchers

LOCK_LOTS = Kept("""
SELECT a.id AS account_id, l.id, l.remaining, l.valid_from, l.valid_until, l.kinds
FROM billing_creditaccount a JOIN billing_creditlot l ON l.account_id = a.id
WHERE a.organization_id = %s AND a.client_id = %s AND l.remaining > 0
ORDER BY l.id FOR NO KEY UPDATE OF a, l""")

LOCK_MOVEMENTS = Kept("""
SELECT a.id AS account_id, a.client_id, p.kind, e.amount, l.id AS lot_id, l.remaining, l.valid_from, l.valid_until
FROM billing_posting p JOIN billing_creditaccount a ON a.id = p.account_id
JOIN billing_ledgerentry e ON e.posting_id = p.id JOIN billing_creditlot l ON l.id = e.lot_id
WHERE p.organization_id = %s AND p.kind IN ('charge', 'refund', 'waiver', 'correction') AND p.reference = %s
ORDER BY l.id FOR NO KEY UPDATE OF a, l""")

LOCK_LOT = """
SELECT a.id AS account_id, a.client_id, l.id, l.remaining, l.valid_from, l.valid_until
FROM billing_creditlot l JOIN billing_creditaccount a ON a.id = l.account_id
WHERE l.organization_id = %s AND l.id = %s FOR NO KEY UPDATE OF a, l"""

POSTING = """
WITH posting AS (
  INSERT INTO billing_posting (id, organization_id, account_id, kind, reference, reason, actor_id, at)
  VALUES (%s, %s, %s, %s, %s, %s, %s, %s))"""
ENTRIES = """
INSERT INTO billing_ledgerentry (id, organization_id, posting_id, lot_id, amount)
SELECT id, %s, %s, lot_id, amount FROM unnest(%s::uuid[], %s::uuid[], %s::numeric[]) AS e (id, lot_id, amount)"""
POST = Kept(f"{POSTING} {ENTRIES}")
#: The same with its event, still one trip to the database.
POST_AND_RECORD = Kept(f"{POSTING}, entries AS ({ENTRIES}) SELECT record_event(%s, %s, %s, %s, %s, %s::jsonb)")


@dataclass(frozen=True)
class Wallet:
    """A locked account with the lots that have something left."""

    account_id: UUID | None
    lots: tuple[Lot, ...]


@dataclass(frozen=True)
class OwnedLot:
    """A locked lot and whose it is."""

    account_id: UUID
    client_id: UUID
    lot: Lot


@dataclass
class LotMoves:
    """What a reference has moved in one lot, and the lot as it is now."""

    lot: Lot
    charged: Decimal = Decimal(0)
    net: Decimal = Decimal(0)


@dataclass(frozen=True)
class Movements:
    """Everything a reference has moved, lot by lot in the order in which a charge takes them; locked."""

    account_id: UUID
    client_id: UUID
    kinds: frozenset[str]
    lots: tuple[LotMoves, ...]

    @property
    def charged(self) -> Decimal:
        return sum((moved.charged for moved in self.lots), Decimal(0))

    @property
    def kept(self) -> Decimal:
        """What the reference still costs."""
        return -sum((moved.net for moved in self.lots), Decimal(0))

    @property
    def returnable(self) -> list[Draw]:
        """What each lot could get back."""
        return [Draw(moved.lot.id, -moved.net) for moved in self.lots if moved.net < 0]


def require_transaction() -> None:
    """Credits move in the transaction of what they pay for: no savepoint of our own on the hot path."""
    if not connection.in_atomic_block:
        raise NoTransaction("credits move inside a transaction")


def lock_wallet(actor: Actor, client_id: UUID) -> Wallet:
    """Locks the client's account, then its lots in the order of their ids."""
    found = rows(LOCK_LOTS, [actor.organization_id, client_id])
    account_id = found[0]["account_id"] if found else None
    return Wallet(account_id, tuple(_lot(row, orjson.loads(row["kinds"])) for row in found))


def lock_movements(actor: Actor, reference: str) -> Movements | None:
    """Locks what a reference was charged to and sums it up; None when it was never charged."""
    found = rows(LOCK_MOVEMENTS, [actor.organization_id, reference])
    by_lot: dict[UUID, LotMoves] = {}
    for row in found:
        moved = by_lot.setdefault(row["lot_id"], LotMoves(_lot(row | {"id": row["lot_id"]})))
        moved.net += row["amount"]
        if row["kind"] == Posting.Kind.CHARGE:
            moved.charged -= row["amount"]
    if not found:
        return None
    ordered = sorted(
        by_lot.values(), key=lambda moved: (moved.lot.valid_until or FOREVER, moved.lot.valid_from, moved.lot.id)
    )
    kinds = frozenset(row["kind"] for row in found)
    return Movements(found[0]["account_id"], found[0]["client_id"], kinds, tuple(ordered))


def lock_lot(actor: Actor, lot_id: UUID) -> OwnedLot | None:
    """Locks a lot's account, then the lot."""
    row = one_row(LOCK_LOT, [actor.organization_id, lot_id])
    return OwnedLot(row["account_id"], row["client_id"], _lot(row)) if row else None


def post(
    actor: Actor,
    *,
    account_id: UUID,
    kind: Posting.Kind,
    reference: str,
    draws: Sequence[Draw],
    now: datetime,
    reason: str = "",
    event: Callable[[UUID], DomainEvent] | None = None,
) -> UUID:
    """Writes one posting with an entry for each lot; the entries move the lots (trigger). Amounts are signed here.

    `event` makes what there is to tell from the posting's id; it is recorded in the same statement.
    """
    posting_id = new_id()
    sign = -1 if kind in (Posting.Kind.CHARGE, Posting.Kind.EXPIRY, Posting.Kind.CORRECTION) else 1
    values: list[Any] = [
        posting_id, actor.organization_id, account_id, kind.value, reference, reason, actor.user_id, now,
        actor.organization_id, posting_id,
        [new_id() for _draw in draws], [draw.lot_id for draw in draws], [sign * draw.amount for draw in draws],
    ]  # fmt: skip
    with connection.cursor() as cursor:
        if event is None:
            cursor.execute(POST, values)
            return posting_id
        cursor.execute(POST_AND_RECORD, [*values, *record_values(actor, event(posting_id), now=now)])
        deliveries: int = cursor.fetchone()[0]
    if deliveries:
        after_commit(wake_dispatchers)
    return posting_id


def _lot(row: dict[str, Any], kinds: Sequence[str] = ()) -> Lot:
    return Lot(row["id"], row["remaining"], row["valid_from"], row["valid_until"], frozenset(kinds))
