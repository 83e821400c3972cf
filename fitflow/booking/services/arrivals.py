"""Somebody who is signed in takes the first step into a studio."""

from datetime import datetime

from fitflow.billing.services import welcome
from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction
from fitflow.organizations.queries.clients import own_record
from fitflow.organizations.services.client_logins import join_studio


@in_transaction
def arrive(actor: Actor, *, now: datetime) -> Actor:
    """The actor as a client of the studio; a new one has the welcome credits at once, for the first booking."""
    if actor.client_id is not None:
        return actor
    joined = join_studio(actor, now=now)
    client = own_record(joined)
    if client.created_at == now:  # Made by this very call; others got theirs when they were added.
        welcome(Actor.system(actor.organization), client_id=client.pk, now=now)
    return joined
