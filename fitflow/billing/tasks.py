"""What time does to credits."""

from datetime import datetime
from uuid import UUID

from fitflow.billing import services
from fitflow.billing.services.lots import EXPIRY, WARNING
from fitflow.core.actor import Actor
from fitflow.core.timers import on_timer


@on_timer(EXPIRY)
def expire_lot(actor: Actor, lot_id: UUID, _key: str, now: datetime) -> None:
    services.expire_lot(actor, lot_id=lot_id, now=now)


@on_timer(WARNING)
def warn_of_expiry(actor: Actor, lot_id: UUID, _key: str, now: datetime) -> None:
    services.warn_of_expiry(actor, lot_id=lot_id, now=now)
