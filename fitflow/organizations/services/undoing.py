"""Takes back what somebody has just done, before anybody is told (`core.undo`)."""

from datetime import datetime

from django.utils.translation import gettext as _

from fitflow.core import events
from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction
from fitflow.core.offers import find_offer
from fitflow.core.undo import TooLate, Undoable, read_token, tell_nobody, withdraw
from fitflow.organizations.events import ActUndone


@in_transaction
def take_back(actor: Actor, *, token: str, now: datetime) -> None:
    """The act and its undoing stay in the trail; neither is told. Refused as a whole where something has come since."""
    done = read_token(actor, token)
    kind = find_offer(Undoable, done.kind)
    if kind is None:
        raise TooLate(_("This can no longer be undone."))
    withdraw(actor, done, now=now)
    kind.take_back(actor, done, now)
    tell_nobody(actor, now=now)
    events.record(actor, ActUndone(done.entity_id, done.kind), now=now)
