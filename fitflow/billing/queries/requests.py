"""Requests for credits: what waits for the desk, and how one's own stands."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from fitflow.billing.hooks import Subject
from fitflow.billing.models import CreditRequest
from fitflow.billing.queries.balances import balances
from fitflow.billing.queries.subjects import subjects_of
from fitflow.core.actor import Actor
from fitflow.core.paging import Part, part_of
from fitflow.organizations.queries.clients import clients_of

SHOWN = 20


@dataclass(frozen=True)
class Asked:
    """A request as the desk reads it: who, for what, and what they have."""

    request: CreditRequest
    balance: Decimal
    subject: Subject | None


def open_requests(actor: Actor, *, cursor: str = "", limit: int = SHOWN) -> Part[CreditRequest]:
    """What waits for an answer, the oldest first, of clients within reach."""
    waiting = CreditRequest.objects.visible_to(actor).filter(
        status=CreditRequest.Status.OPEN, client_id__in=clients_of(actor).values("pk")
    )
    return part_of(waiting.select_related("client"), "asked_at", "id", cursor=cursor, limit=limit)


def asked_of(actor: Actor, *, now: datetime) -> list[Asked]:
    """The same with what the desk wants to know, for its first page."""
    waiting = open_requests(actor).rows
    have = balances(actor, [one.client_id for one in waiting], now=now) if waiting else {}
    about = subjects_of(actor, [one.reference for one in waiting if one.reference])
    return [Asked(one, have[one.client_id], about.get(one.reference)) for one in waiting]


def own_open_request(actor: Actor) -> CreditRequest | None:
    """The own request that waits for an answer."""
    if actor.client_id is None:
        return None
    mine = CreditRequest.objects.visible_to(actor).filter(client_id=actor.client_id)
    found: CreditRequest | None = mine.filter(status=CreditRequest.Status.OPEN).first()
    return found
