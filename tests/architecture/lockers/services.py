"""Giving lockers."""

from datetime import datetime
from uuid import UUID

from fitflow.lockers.events import LockerGiven
from fitflow.lockers.models import Locker
from fitflow.lockers.refusals import NoSuchLocker
from fitflow.lockers.settings import HOW_MANY

from fitflow.core import events
from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction


@in_transaction
def give_locker(actor: Actor, *, client_id: UUID, number: int, now: datetime) -> Locker:
    """A client gets a locker."""
    if number > actor.setting(HOW_MANY):
        raise NoSuchLocker(str(NoSuchLocker.words))
    locker = Locker.objects.create(organization_id=actor.organization_id, client_id=client_id, number=number)
    events.record(actor, LockerGiven(client_id, number), now=now)
    return locker
