"""Credits that were given by mistake are taken back before anything follows from them (`core.undo`)."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.billing.services.ledger import lock_lot
from fitflow.billing.services.lots import adjust, grant
from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction
from fitflow.core.undo import CannotUndo, Done, hold_back

GIVEN = "credits.given"


@in_transaction
def grant_undoably(
    actor: Actor, *, client_id: UUID, amount: Decimal, reason: str, valid_until: datetime | None, now: datetime
) -> Done:
    """Whoever waits for credits to book with is offered a place a little later."""
    given = grant(actor, client_id=client_id, amount=amount, reason=reason, valid_until=valid_until, now=now)
    waiting = hold_back(actor, now=now)
    return Done(GIVEN, client_id, {"lot": str(given.lot_id), "amount": str(amount)}, now, waiting)


@in_transaction
def take_back_grant(actor: Actor, done: Done, now: datetime) -> None:
    """All of it, with an entry of its own. Refused once some of it is used."""
    lot_id, amount = UUID(done.told["lot"]), Decimal(done.told["amount"])
    owned = lock_lot(actor, lot_id)
    if owned is None or owned.lot.remaining != amount:
        raise CannotUndo(_("Some of these credits have been used since: this was not undone."))
    adjust(actor, client_id=done.entity_id, amount=-amount, reason=_("Undone"), lot_id=lot_id, now=now)
