"""What billing does about what happened elsewhere."""

from datetime import datetime

from fitflow.billing import services
from fitflow.core.actor import Actor
from fitflow.core.events import consumes
from fitflow.organizations.events import ClientAdded, ClientJoined

IMPORTED = "import"


@consumes(ClientJoined, ClientAdded)
def give_welcome_credits(actor: Actor, event: ClientJoined | ClientAdded, now: datetime) -> None:
    """New clients get the studio's welcome credits; imported ones bring what they had from elsewhere."""
    if isinstance(event, ClientAdded) and event.origin == IMPORTED:
        return
    services.welcome(actor, client_id=event.client_id, now=now)
