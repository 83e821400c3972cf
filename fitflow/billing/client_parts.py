"""What credits add to a client's record: a tab, a button, a card, and a word before somebody is archived."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fitflow.billing.queries.balances import balances
from fitflow.billing.queries.wallets import wallet_of
from fitflow.core import money
from fitflow.core.actor import Actor
from fitflow.core.requests import PageRequest
from fitflow.organizations.client_parts import ClientColumn, ClientColumns, ClientLink, ClientPart, add_part
from fitflow.organizations.models import Client


def card(request: PageRequest, client: Client) -> str:
    """The balance with what expires first."""
    actor = request.actor
    wallet = wallet_of(actor, client.pk, now=request.now)
    context = {"wallet": wallet, "client": client, "slug": actor.organization.slug}
    return render_to_string("billing/client_card.html", context, request=request)


def profile(actor: Actor, client: Client, now: datetime) -> dict[str, Any]:
    return {"balance": str(money.credits(balances(actor, [client.pk], now=now)[client.pk]))}


def leaving(actor: Actor, client: Client, now: datetime) -> str:
    """What would be left behind."""
    balance = balances(actor, [client.pk], now=now)[client.pk]
    return _("%(credits)s credits are not used yet.") % {"credits": actor.formats.number(balance)} if balance else ""


def cells(actor: Actor, ids: Collection[UUID], now: datetime) -> dict[UUID, list[str]]:
    """What each can spend now."""
    found = balances(actor, ids, now=now)
    return {client_id: [actor.formats.number(balance)] for client_id, balance in found.items()}


add_part(
    ClientPart(
        key="credits",
        columns=ClientColumns((ClientColumn(gettext_lazy("Credits"), is_number=True),), cells),
        order=30,
        tab=ClientLink(gettext_lazy("Credits"), "billing:client-credits", icon="coins"),
        actions=(ClientLink(gettext_lazy("Give credits"), "billing:give", icon="plus", in_sheet=True),),
        card=card,
        profile=profile,
        leaving=leaving,
    )
)
