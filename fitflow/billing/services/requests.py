"""Asking for credits, and the desk's answer."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.billing.events import CreditsAnswered, CreditsAsked
from fitflow.billing.models import CreditRequest
from fitflow.billing.refusals import AskedTooOften, RequestAnswered
from fitflow.billing.services.lots import grant
from fitflow.core import events
from fitflow.core.actor import Actor, Role
from fitflow.core.db import in_transaction, lock_advisory
from fitflow.core.errors import Forbidden
from fitflow.organizations.queries.clients import client_of

#: So often a client may ask in so long.
MOST, WITHIN = 3, timedelta(days=1)
#: What one press at the desk gives.
USUAL_AMOUNT = Decimal(10)
REFERENCE_LENGTH = 80


@in_transaction
def ask_for_credits(actor: Actor, *, reference: str = "", now: datetime) -> CreditRequest:
    """Puts a request before the desk. While one is open, asking again gives the same one."""
    if actor.client_id is None:
        raise Forbidden(_("Only clients ask for credits."))
    lock_advisory("credit-request", actor.client_id)
    mine = CreditRequest.objects.visible_to(actor).filter(client_id=actor.client_id)
    waiting = mine.filter(status=CreditRequest.Status.OPEN).first()
    if waiting is not None:
        return waiting
    lately = list(mine.filter(asked_at__gt=now - WITHIN).order_by("-asked_at")[:MOST])
    if len(lately) == MOST:
        wait = lately[-1].asked_at + WITHIN - now
        message = _("You have asked several times today. Please talk to the studio.")
        raise AskedTooOften(message, retry_after=max(1, int(wait.total_seconds())))
    asked = CreditRequest.objects.create(
        organization_id=actor.organization_id,
        client_id=actor.client_id,
        reference=reference[:REFERENCE_LENGTH],
        asked_at=now,
    )
    events.record(actor, CreditsAsked(asked.pk, asked.client_id), now=now)
    return asked


@in_transaction
def give_asked(
    actor: Actor, *, request_id: UUID, amount: Decimal = USUAL_AMOUNT, reason: str = "", now: datetime
) -> CreditRequest:
    """Gives what was asked for; the client is told."""
    asked = _locked(actor, request_id)
    moved = grant(
        actor, client_id=asked.client_id, amount=amount, reason=reason.strip() or _("You asked for them"), now=now
    )
    return _answer(actor, asked, CreditRequest.Status.GIVEN, amount, moved.lot_id, now)


@in_transaction
def decline_asked(actor: Actor, *, request_id: UUID, now: datetime) -> CreditRequest:
    """Not now. The client may ask again, and is not written to."""
    return _answer(actor, _locked(actor, request_id), CreditRequest.Status.DECLINED, Decimal(0), None, now)


def _locked(actor: Actor, request_id: UUID) -> CreditRequest:
    """An open request of a client within reach, under its lock."""
    if not actor.can(Role.MANAGER):
        raise Forbidden
    found: CreditRequest = CreditRequest.objects.visible_to(actor).one(pk=request_id)
    client_of(actor, found.client_id)
    asked: CreditRequest = CreditRequest.objects.select_for_update(no_key=True).get(pk=found.pk)
    if asked.status != CreditRequest.Status.OPEN:
        raise RequestAnswered(_("Somebody has answered this request already."))
    return asked


def _answer(
    actor: Actor,
    asked: CreditRequest,
    status: CreditRequest.Status,
    amount: Decimal,
    lot_id: UUID | None,
    now: datetime,
) -> CreditRequest:
    asked.status, asked.lot_id = status, lot_id
    asked.answered_at, asked.answered_by = now, actor.user_id
    asked.save(update_fields=["status", "lot", "answered_at", "answered_by"])
    events.record(actor, CreditsAnswered(asked.pk, asked.client_id, amount), now=now)
    return asked
