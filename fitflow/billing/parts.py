"""What credits add to pages of others: a client's tab, button and card, what archiving leaves, a promise."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fitflow.billing.demo import credits_of_members
from fitflow.billing.forms import BalanceOut, QuickForm
from fitflow.billing.models import Posting
from fitflow.billing.queries.balances import balances
from fitflow.billing.queries.expiring import expiring_of
from fitflow.billing.queries.movements import posting_by_hand
from fitflow.billing.queries.requests import asked_of
from fitflow.billing.queries.wallets import wallet_of
from fitflow.billing.services.requests import USUAL_AMOUNT
from fitflow.billing.services.undoing import GIVEN, take_back_grant
from fitflow.core.actor import Actor, Role
from fitflow.core.errors import NotFound
from fitflow.core.hooks import ApiSection, DemoScene
from fitflow.core.offers import offer
from fitflow.core.promises import Audit, Promise
from fitflow.core.requests import PageRequest
from fitflow.core.undo import Undoable
from fitflow.organizations.hooks import ClientColumn, ClientColumns, ClientLink, ClientPart
from fitflow.organizations.models import Client
from fitflow.ui.hooks import DeskEntry, HomeColumn, HomePart, HomePiece, MemberEntry


def card(request: PageRequest, client: Client) -> str:
    """The balance with what expires first."""
    actor = request.actor
    wallet = wallet_of(actor, client.pk, now=request.now)
    context = {
        "wallet": wallet,
        "client": client,
        "slug": actor.organization.slug,
        "quick": QuickForm(),
        "just": _just_moved(request, client),
    }
    return render_to_string("billing/client_card.html", context, request=request)


def _just_moved(request: PageRequest, client: Client) -> Posting | None:
    """What one click has just given or taken; an address that was made up names nothing."""
    try:
        return posting_by_hand(request.actor, client.pk, UUID(request.GET.get("moved", "")))
    except (ValueError, NotFound):
        return None


def profile(actor: Actor, client: Client, now: datetime) -> dict[str, Any]:
    return {"balance": balances(actor, [client.pk], now=now)[client.pk]}


def leaving(actor: Actor, client: Client, now: datetime) -> str:
    """What would be left behind."""
    balance = balances(actor, [client.pk], now=now)[client.pk]
    text = gettext("%(credits)s credits are not used yet.")
    return text % {"credits": actor.formats.number(balance)} if balance else ""


def cells(actor: Actor, ids: Collection[UUID], now: datetime) -> dict[UUID, list[str]]:
    """What each can spend now."""
    found = balances(actor, ids, now=now)
    return {client_id: [actor.formats.number(balance)] for client_id, balance in found.items()}


def running_out(actor: Actor, now: datetime) -> Mapping[str, Any] | None:
    """What expires soon in the whole studio."""
    found = expiring_of(actor, now)
    return {"expiring": found} if found else None


def asked(actor: Actor, now: datetime) -> Mapping[str, Any] | None:
    """Who waits for credits, with the answers beside them."""
    found = asked_of(actor, now=now)
    return {"asked": found, "usual": USUAL_AMOUNT} if found else None


offer(
    Undoable(GIVEN, _("giving credits"), take_back_grant),
    ClientPart(
        "credits",
        columns=ClientColumns((ClientColumn(_("Credits"), is_number=True),), cells),
        order=30,
        tab=ClientLink(_("Credits"), "billing:client-credits", icon="coins"),
        actions=(ClientLink(_("Give credits"), "billing:give", icon="plus", in_sheet=True),),
        card=card,
        profile=profile,
        profile_shape=BalanceOut,
        leaving=leaving,
    ),
    DeskEntry("credits", _("Credits"), "billing:movements", "coins", role=Role.MANAGER, order=40),
    HomePart("credits", running_out, (HomePiece(HomeColumn.TILE, "billing/home/expiring.html", 50),)),
    HomePart("asked", asked, (HomePiece(HomeColumn.NOTICE, "billing/home/asked.html", 20),)),
    MemberEntry("wallet", _("Wallet"), "billing:wallet", "wallet", order=30),
    DemoScene("credits", credits_of_members, order=20),
    ApiSection("Credits", order=60),
    Audit(
        "audit_billing",
        (
            Promise(
                _("Every credit is accounted for."),
                frozenset({"lot_is_the_sum_of_its_entries", "day_is_the_sum_of_its_entries"}),
            ),
        ),
    ),
)
