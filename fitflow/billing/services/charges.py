"""Paying with credits and getting them back, inside the transaction of what they pay for.

Every refusal comes before the first write.
"""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.billing import rules
from fitflow.billing.events import CreditCorrected, CreditRefunded, CreditUsed
from fitflow.billing.models import Posting
from fitflow.billing.refusals import AlreadyRefunded, NoEntitlement
from fitflow.billing.rules import Draw, Lot
from fitflow.billing.services.ledger import Movements, OwnedLot, lock_movements, lock_wallet, post, require_transaction
from fitflow.billing.services.lots import Reopen, reopen_lot
from fitflow.billing.settings import ROUNDING
from fitflow.core.actor import Actor
from fitflow.core.errors import Invalid

NOTHING = Decimal(0)


class Spent(NamedTuple):
    """What a lot paid."""

    lot_id: UUID
    amount: Decimal


def charge(
    actor: Actor, *, client_id: UUID, amount: Decimal, reference: str, kind: str, now: datetime, reason: str = ""
) -> list[Spent]:
    """Pays for a session of this kind: soonest-expiring credits first, over several lots if need be.

    Two statements, the event among them; a third look only before a refusal.
    """
    require_transaction()
    if amount <= 0:
        return []
    wallet = lock_wallet(actor, client_id)
    chosen = rules.choose_lots(wallet.lots, amount, kind=kind, now=now)
    if chosen is None:
        # What was granted or given back while we waited for the account is seen only by a new look.
        wallet = lock_wallet(actor, client_id)
        chosen = rules.choose_lots(wallet.lots, amount, kind=kind, now=now)
    if chosen is None or wallet.account_id is None:
        raise NoEntitlement.for_amount(actor, amount, rules.spendable(wallet.lots, kind=kind, now=now))
    post(
        actor,
        account_id=wallet.account_id,
        kind=Posting.Kind.CHARGE,
        reference=reference,
        draws=chosen,
        now=now,
        reason=reason,
        event=lambda posting_id: CreditUsed(client_id, posting_id, reference, amount),
    )
    return [Spent(choice.lot_id, choice.amount) for choice in chosen]


def refund(
    actor: Actor, *, reference: str, percent: int, now: datetime, reason: str = "", reopen: Reopen = Reopen.ONCE
) -> Decimal:
    """Gives a share of a charge back to its lots, rounded by `credits.rounding`; an expired lot reopens for a while.

    `reopen`: for how long that is.
    The credits that went back: none for 0 percent or what was free. Two statements with its event.
    """
    require_transaction()
    if not 0 <= percent <= 100:
        raise Invalid.field("percent", _("Choose a share from 0 to 100 percent."))
    moved = lock_movements(actor, reference) if percent else None
    if moved is None:
        return NOTHING
    if Posting.Kind.REFUND in moved.kinds:
        raise AlreadyRefunded(_("These credits were given back before."))
    amount = rules.refund_amount(moved.charged, percent, actor.setting(ROUNDING))
    return _give_back(actor, moved, Posting.Kind.REFUND, reference, min(amount, moved.kept), now, reason, reopen)


def waive(actor: Actor, *, reference: str, now: datetime, reason: str) -> Decimal:
    """Gives back whatever a charge still costs: staff decided to. The credits that went back."""
    require_transaction()
    moved = lock_movements(actor, reference)
    if moved is None or not moved.kept:
        return NOTHING
    if Posting.Kind.WAIVER in moved.kinds:
        raise AlreadyRefunded(_("These credits were given back before. Grant credits instead."))
    return _give_back(actor, moved, Posting.Kind.WAIVER, reference, moved.kept, now, reason, Reopen.AFRESH)


def reverse_refund(actor: Actor, *, reference: str, kind: str, now: datetime, reason: str) -> Decimal:
    """Takes again what was given back, because the record was corrected: from the same lots, else from others.

    Once for each reference. The credits taken; raises NoEntitlement when the client no longer has them.
    """
    require_transaction()
    moved = lock_movements(actor, reference)
    amount = moved.charged - moved.kept if moved else NOTHING
    if moved is None or not amount:
        return NOTHING
    if Posting.Kind.CORRECTION in moved.kinds:
        raise AlreadyRefunded(_("This was corrected before. Adjust the credits instead."))
    wallet = lock_wallet(actor, moved.client_id)
    draws = _take_again(actor, moved, wallet.lots, amount, kind, now)
    post(
        actor,
        account_id=moved.account_id,
        kind=Posting.Kind.CORRECTION,
        reference=reference,
        draws=draws,
        now=now,
        reason=reason,
        event=lambda posting_id: CreditCorrected(moved.client_id, posting_id, reference, amount),
    )
    return amount


def _give_back(
    actor: Actor,
    moved: Movements,
    kind: Posting.Kind,
    reference: str,
    amount: Decimal,
    now: datetime,
    reason: str,
    reopen: Reopen,
) -> Decimal:
    if not amount:
        return NOTHING
    draws = rules.allocate_refund(moved.returnable, amount)
    returned_to = {draw.lot_id for draw in draws}
    for part in moved.lots:
        if part.lot.id in returned_to and part.lot.has_expired(now):
            reopen_lot(actor, OwnedLot(moved.account_id, moved.client_id, part.lot), now, reopen)
    post(
        actor,
        account_id=moved.account_id,
        kind=kind,
        reference=reference,
        draws=draws,
        now=now,
        reason=reason,
        event=lambda posting_id: CreditRefunded(moved.client_id, posting_id, reference, kind.value, amount),
    )
    return amount


def _take_again(
    actor: Actor, moved: Movements, lots: tuple[Lot, ...], amount: Decimal, kind: str, now: datetime
) -> list[Draw]:
    """First from the lots that were given something back, as much as that, then as any charge would."""
    given = {part.lot.id: part.charged + part.net for part in moved.lots}
    first = {lot.id: min(given.get(lot.id, NOTHING), lot.remaining) for lot in lots if lot.can_pay(kind, now)}
    taken = {lot_id: part for lot_id, part in first.items() if part > 0}
    missing = amount - sum(taken.values())
    rest = [replace(lot, remaining=lot.remaining - taken.get(lot.id, NOTHING)) for lot in lots]
    others = rules.choose_lots(rest, missing, kind=kind, now=now)
    if others is None:
        raise NoEntitlement.for_amount(actor, amount, rules.spendable(lots, kind=kind, now=now))
    for choice in others:
        taken[choice.lot_id] = taken.get(choice.lot_id, NOTHING) + choice.amount
    return [Draw(lot_id, part) for lot_id, part in taken.items()]
