"""Credits for tests and the demo studio, through the services. The caller has the tenant set."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from fitflow.billing.models import CreditLot
from fitflow.billing.services import grant
from fitflow.core.actor import Actor, Studio


def make_credits(
    studio: Studio,
    *,
    client_id: UUID | None,
    amount: Decimal | int | str = 10,
    now: datetime,
    valid_until: datetime | None = None,
    kinds: tuple[str, ...] = (),
    reason: str = "Ten classes",
) -> CreditLot:
    """A lot of credits for a client, granted now."""
    assert client_id is not None
    moved = grant(
        Actor.system(studio), client_id=client_id, amount=Decimal(amount), reason=reason, valid_until=valid_until,
        kinds=kinds, now=now,
    )  # fmt: skip
    assert moved.lot_id is not None
    return CreditLot.objects.get(pk=moved.lot_id)
