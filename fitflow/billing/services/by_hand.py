"""Taking back what staff have just given or taken by hand: a slip of the finger leaves both lines in the ledger."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.billing.events import CreditRefunded
from fitflow.billing.models import Posting
from fitflow.billing.queries.movements import posting_by_hand
from fitflow.billing.refusals import AlreadyRefunded, NotEnoughCredits
from fitflow.billing.services.ledger import lock_movements, post
from fitflow.billing.services.lots import Moved, adjust
from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction
from fitflow.core.errors import NotFound
from fitflow.organizations.queries.clients import client_of
from fitflow.organizations.rules.access import require_manager


@in_transaction
def undo_by_hand(actor: Actor, *, client_id: UUID, posting_id: UUID, now: datetime) -> Moved:
    """Gives back what was taken, to the lots it came from; takes away what was given, if it is still there. Once."""
    require_manager(actor)
    client_of(actor, client_id)
    posting = posting_by_hand(actor, client_id, posting_id)
    if posting.kind == Posting.Kind.CORRECTION:
        return _give_back(actor, posting, now=now)
    (entry,) = posting.entries.all()
    if entry.lot.remaining < entry.amount:
        facts = {"available": actor.formats.number(entry.lot.remaining)}
        message = _("Only %(available)s of them are left: the rest is used, or was taken back before.") % facts
        raise NotEnoughCredits(message, needed=str(entry.amount), available=str(entry.lot.remaining))
    reason = _("Undone: %(reason)s") % {"reason": posting.reason[:250]}
    return adjust(actor, client_id=client_id, amount=-entry.amount, reason=reason, lot_id=entry.lot_id, now=now)


def _give_back(actor: Actor, posting: Posting, *, now: datetime) -> Moved:
    """The other half of taking away: to the same lots, with the ends they have."""
    moved = lock_movements(actor, posting.reference)
    if moved is None:
        raise NotFound
    if not moved.returnable:
        raise AlreadyRefunded(_("This was undone before."))
    if any(part.lot.has_expired(now) for part in moved.lots):
        raise AlreadyRefunded(_("These credits have expired meanwhile. Give new ones."))
    kind, reference, amount = Posting.Kind.REFUND, posting.reference, moved.kept
    reason = _("Undone: %(reason)s") % {"reason": posting.reason[:250]}
    posting_id = post(
        actor, account_id=moved.account_id, kind=kind, reference=reference, draws=moved.returnable, now=now,
        reason=reason,
        event=lambda made: CreditRefunded(moved.client_id, made, reference, kind.value, amount),
    )  # fmt: skip
    return Moved(posting_id, amount, None)
