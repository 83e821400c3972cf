"""Giving credits, taking them away, and what time does to them."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.billing import rules
from fitflow.billing.events import CreditAdjusted, CreditExpired, CreditExpiring, CreditGranted
from fitflow.billing.models import CreditAccount, CreditLot, Posting
from fitflow.billing.queries.movements import ADJUSTMENT
from fitflow.billing.refusals import NotEnoughCredits
from fitflow.billing.rules import Draw
from fitflow.billing.services.ledger import OwnedLot, lock_lot, lock_wallet, post
from fitflow.billing.settings import REFUND_GRACE, VALIDITY
from fitflow.core import events
from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction, lock_advisory
from fitflow.core.errors import Invalid
from fitflow.core.ids import new_id
from fitflow.core.timers import set_timer
from fitflow.organizations.queries.clients import client_of, same_person
from fitflow.organizations.rules.access import require_manager
from fitflow.organizations.settings import WELCOME_CREDITS

EXPIRY, WARNING = "billing.lot_expiry", "billing.lot_expiring"
WARNED_BEFORE = timedelta(days=7)
AT_ONCE = timedelta(minutes=1)
MOST = Decimal("9999.99")
REASON_LENGTH, LABEL_LENGTH = 300, 120


class Moved(NamedTuple):
    """A posting by staff: what it moved, and the lot when it is about one."""

    posting_id: UUID
    amount: Decimal
    lot_id: UUID | None


def ensure_account(actor: Actor, client_id: UUID) -> UUID:
    """The client's account; made when it is first needed."""
    account = CreditAccount(organization_id=actor.organization_id, client_id=client_id)
    CreditAccount.objects.bulk_create([account], ignore_conflicts=True)
    return CreditAccount.objects.filter(organization_id=actor.organization_id).one(client_id=client_id).pk


@in_transaction
def grant(
    actor: Actor,
    *,
    client_id: UUID,
    amount: Decimal,
    reason: str,
    now: datetime,
    valid_until: datetime | None = None,
    origin: CreditLot.Origin = CreditLot.Origin.GRANT,
    kinds: tuple[str, ...] = (),
    reference: str = "",
) -> Moved:
    """Gives a client a new lot of credits, valid as `credits.validity` says unless told otherwise.

    A reference of the giver's own (`welcome:<client>`) makes it happen once.
    """
    require_manager(actor)
    _check(amount, reason)
    client_of(actor, client_id)
    if valid_until is None:
        valid_until = rules.validity_end(now, actor.setting(VALIDITY), actor.zone)
    elif valid_until <= now:
        raise Invalid.field("valid_until", _("Choose a day that is not over yet."))
    account_id = ensure_account(actor, client_id)
    # What was said when credits were given is how their owner tells them apart.
    label = reason.strip()[:LABEL_LENGTH] if origin == CreditLot.Origin.GRANT else ""
    lot = CreditLot.objects.create(
        organization_id=actor.organization_id, account_id=account_id, origin=origin, label=label, quantity=amount,
        valid_from=now, valid_until=valid_until, kinds=list(kinds), created_at=now,
    )  # fmt: skip
    posting_id = post(
        actor, account_id=account_id, kind=Posting.Kind.GRANT, reference=reference or f"lot:{lot.pk}",
        draws=[Draw(lot.pk, amount)], now=now, reason=reason,
    )  # fmt: skip
    _set_timers(actor, lot.pk, valid_until, now)
    events.record(actor, CreditGranted(client_id, lot.pk, amount, str(origin), valid_until, reason), now=now)
    return Moved(posting_id, amount, lot.pk)


@in_transaction
def adjust(
    actor: Actor,
    *,
    client_id: UUID,
    amount: Decimal,
    reason: str,
    now: datetime,
    lot_id: UUID | None = None,
    valid_until: datetime | None = None,
) -> Moved:
    """Gives credits (a new lot), or takes them when the amount is negative: soonest-expiring first, or of one lot."""
    if amount >= 0:
        return grant(actor, client_id=client_id, amount=amount, reason=reason, valid_until=valid_until, now=now)
    wanted = -amount
    require_manager(actor)
    _check(wanted, reason)
    client_of(actor, client_id)
    wallet = lock_wallet(actor, client_id)
    lots = [lot for lot in wallet.lots if lot_id is None or lot.id == lot_id]
    chosen = rules.choose_lots((replace(lot, kinds=frozenset()) for lot in lots), wanted, kind="", now=now)
    if chosen is None or wallet.account_id is None:
        available = sum((lot.remaining for lot in lots if not lot.has_expired(now)), Decimal(0))
        message = _("Only %(available)s credits are left to take away.") % {
            "available": actor.formats.number(available)
        }
        raise NotEnoughCredits(message, needed=str(wanted), available=str(available))
    posting_id = post(
        actor, account_id=wallet.account_id, kind=Posting.Kind.CORRECTION, reference=f"{ADJUSTMENT}{new_id()}",
        draws=chosen, now=now, reason=reason,
    )  # fmt: skip
    events.record(actor, CreditAdjusted(client_id, posting_id, amount, reason), now=now)
    return Moved(posting_id, amount, chosen[0].lot_id if len(chosen) == 1 else None)


@in_transaction
def welcome(actor: Actor, *, client_id: UUID, now: datetime) -> Moved | None:
    """Gives a new client `clients.welcome_credits`; None when there are none or the person had them before.

    A person is known by their address without its sub-address, and by their telephone, whatever the record.
    """
    amount = actor.setting(WELCOME_CREDITS)
    if not amount:
        return None
    lock_advisory("welcome", actor.organization_id)
    reference = f"welcome:{client_id}"
    references = [reference, *(f"welcome:{one}" for one in same_person(actor, client_id))]
    given = Posting.objects.filter(
        organization_id=actor.organization_id, kind=Posting.Kind.GRANT, reference__in=references
    )
    if given.exists():
        return None
    origin, reason = CreditLot.Origin.WELCOME, _("Welcome to %(studio)s") % {"studio": actor.organization.name}
    return grant(actor, client_id=client_id, amount=amount, reason=reason, origin=origin, reference=reference, now=now)


@in_transaction
def expire_lot(actor: Actor, *, lot_id: UUID, now: datetime) -> Decimal:
    """Takes what is left of a lot whose time is over; nothing when it was reopened or used up. The credits lost."""
    found = lock_lot(actor, lot_id)
    if found is None or not found.lot.has_expired(now) or not found.lot.remaining:
        return Decimal(0)
    _post_expiry(actor, found, now)
    return found.lot.remaining


@in_transaction
def warn_of_expiry(actor: Actor, *, lot_id: UUID, now: datetime) -> None:
    """Records that a lot's credits will expire soon, once for each end of its validity."""
    found = lock_lot(actor, lot_id)
    if found is None or found.lot.valid_until is None or not found.lot.remaining:
        return
    if now < found.lot.valid_until <= now + WARNED_BEFORE:
        event = CreditExpiring(found.client_id, lot_id, found.lot.remaining, found.lot.valid_until)
        events.record(actor, event, now=now)


class Reopen(StrEnum):
    """For how long an expired lot can be used again when credits come back to it.

    ONCE: the studio's grace, the first time; whoever books and cancels with it again gains no more. AFRESH: the grace
    anew, because the studio took something away or forgave. BRIEFLY: only to be spent again in the same act.
    """

    ONCE = "once"
    AFRESH = "afresh"
    BRIEFLY = "briefly"


def reopen_lot(actor: Actor, owned: OwnedLot, now: datetime, reopen: Reopen) -> None:
    """Makes an expired lot usable again. What was left in it stays expired."""
    if owned.lot.remaining:  # The worker has not come by yet.
        _post_expiry(actor, owned, now)
    lots = CreditLot.objects.filter(organization_id=actor.organization_id, pk=owned.lot.id)
    if reopen is Reopen.BRIEFLY:
        lots.update(valid_until=now + AT_ONCE)
        _set_timers(actor, owned.lot.id, now + AT_ONCE, now)
        return
    is_over = reopen is Reopen.ONCE and lots.filter(reopened_at__isnull=False).exists()
    grace = timedelta() if is_over else actor.setting(REFUND_GRACE)
    # Without a grace the credits come back and expire at once, by a timer: both are in the ledger.
    until = rules.reopened_until(owned.lot.valid_until, now=now, grace=grace, zone=actor.zone) if grace else now
    lots.update(valid_until=until, reopened_at=now)
    _set_timers(actor, owned.lot.id, until, now)


def _check(amount: Decimal, reason: str) -> None:
    errors: dict[str, list[str]] = {}
    if not amount.is_finite() or amount != amount.quantize(Decimal("0.01")) or not 0 < amount <= MOST:
        errors["amount"] = [_("Choose an amount up to %(most)s with at most two decimals, not 0.") % {"most": MOST}]
    if not reason.strip():
        errors["reason"] = [_("Say why: the client sees it in their wallet.")]
    elif len(reason) > REASON_LENGTH:
        errors["reason"] = [_("Use at most %(count)s characters.") % {"count": REASON_LENGTH}]
    if errors:
        raise Invalid(errors)


def _post_expiry(actor: Actor, owned: OwnedLot, now: datetime) -> None:
    lot = owned.lot
    # A reopened lot expires again, without a grace even at the same moment: each time is a posting of its own.
    reference = f"lot:{lot.id}@{new_id()}"
    draws = [Draw(lot.id, lot.remaining)]
    post(actor, account_id=owned.account_id, kind=Posting.Kind.EXPIRY, reference=reference, draws=draws, now=now)
    events.record(actor, CreditExpired(owned.client_id, lot.id, lot.remaining), now=now)


def _set_timers(actor: Actor, lot_id: UUID, valid_until: datetime | None, now: datetime) -> None:
    """Each end of a lot has timers of its own: moving one that is just running could wait for it in a circle."""
    if valid_until is None:
        return
    key = valid_until.isoformat()
    set_timer(actor.organization_id, EXPIRY, lot_id, due_at=valid_until, key=key)
    if valid_until - WARNED_BEFORE > now:
        set_timer(actor.organization_id, WARNING, lot_id, due_at=valid_until - WARNED_BEFORE, key=key)
