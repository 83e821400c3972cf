"""Credits of the whole studio that run out soon."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from fitflow.core.actor import Actor
from fitflow.core.db import one_row

#: Credits that run out within so long are worth a word to their owners.
EXPIRES_SOON = timedelta(days=14)

EXPIRING = """
SELECT coalesce(sum(l.remaining), 0) AS credits, count(DISTINCT a.client_id)::int AS clients
FROM billing_creditlot l
JOIN billing_creditaccount a ON a.organization_id = l.organization_id AND a.id = l.account_id
WHERE l.organization_id = %(organization)s AND l.remaining > 0
  AND l.valid_until > %(now)s AND l.valid_until <= %(until)s
"""


@dataclass(frozen=True)
class Expiring:
    credits: Decimal
    clients: int
    until: datetime = field(repr=False)  # Moves on with the clock, and says nothing new.


def expiring_of(actor: Actor, now: datetime) -> Expiring | None:
    """Credits of the whole studio that run out soon."""
    if actor.is_scoped:
        return None
    until = now + EXPIRES_SOON
    row = one_row(EXPIRING, {"organization": actor.organization_id, "now": now, "until": until}) or {}
    return Expiring(row["credits"], row["clients"], until)
