"""What credits somebody has, and what they could pay."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from fitflow.billing.models import CreditLot
from fitflow.core.actor import Actor
from fitflow.core.db import rows

NOTHING = Decimal(0)


def could_pay(actor: Actor, *, client_id: UUID, kind: str, cost: Decimal, now: datetime) -> bool:
    """Whether the client's credits would pay for a session of this kind now. Nothing is locked: a charge decides."""
    return cost <= 0 or spendable_of(actor, [client_id], kind=kind, now=now).get(client_id, NOTHING) >= cost


def spendable_of(actor: Actor, client_ids: Collection[UUID], *, kind: str, now: datetime) -> dict[UUID, Decimal]:
    """What each client could spend on a session of this kind now; who has nothing is left out. One statement."""
    found = rows(
        "SELECT a.client_id, sum(l.remaining) AS credits"
        " FROM billing_creditaccount a JOIN billing_creditlot l ON l.account_id = a.id"
        " WHERE a.organization_id = %s AND a.client_id = ANY(%s) AND l.remaining > 0"
        " AND l.valid_from <= %s AND (l.valid_until IS NULL OR l.valid_until > %s)"
        " AND (l.kinds = '[]'::jsonb OR jsonb_exists(l.kinds, %s)) GROUP BY a.client_id",
        [actor.organization_id, list(client_ids), now, now, kind],
    )
    return {row["client_id"]: row["credits"] for row in found}


def balances(actor: Actor, client_ids: Collection[UUID], *, now: datetime) -> dict[UUID, Decimal]:
    """Every client's valid credits, of whatever kind; zero for who has none."""
    lots = CreditLot.objects.filter(organization_id=actor.organization_id, account__client_id__in=client_ids).spendable(
        now
    )
    found = dict(lots.values_list("account__client_id").annotate(credits=Sum("remaining")))
    return {client_id: found.get(client_id, NOTHING) for client_id in client_ids}
