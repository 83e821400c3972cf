"""Event doors of booking: a new studio gets its upkeep; whoever was passed over is looked at again when things change."""

from datetime import datetime

from fitflow.billing.events import CreditAdjusted, CreditGranted, CreditRefunded
from fitflow.booking.events import BookingCancelled
from fitflow.booking.services.upkeep import settle_for_client, start_upkeep
from fitflow.core.actor import Actor
from fitflow.core.events import consumes
from fitflow.organizations.events import OrganizationCreated


@consumes(OrganizationCreated)
def begin_upkeep(actor: Actor, event: OrganizationCreated, now: datetime) -> None:
    start_upkeep(actor, now=now)


@consumes(CreditGranted, CreditRefunded, CreditAdjusted, BookingCancelled)
def look_again(
    actor: Actor, event: CreditGranted | CreditRefunded | CreditAdjusted | BookingCancelled, now: datetime
) -> None:
    settle_for_client(actor, client_id=event.client_id, now=now)
