"""Credits for programs: what somebody has, what moved, and giving or taking by staff."""

from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.billing import forms, services
from fitflow.billing.queries.balances import balances
from fitflow.billing.queries.movements import movement_list
from fitflow.billing.queries.wallets import wallet_of
from fitflow.billing.refusals import AlreadyRefunded, NotEnoughCredits
from fitflow.core.actor import Role
from fitflow.core.doors import idempotent, refuses
from fitflow.core.errors import Invalid
from fitflow.core.paging import Part, read_limit
from fitflow.core.requests import ApiRequest
from fitflow.core.shapes import Together, answer, answer_part, read
from fitflow.organizations.doors import allow
from fitflow.organizations.queries.clients import client_of

TAG = ["Credits"]
CLIENT = OpenApiParameter("client_id", UUID, description="For staff; a client sees the own credits.")


@extend_schema(operation_id="credits", tags=TAG, parameters=[CLIENT], responses=forms.WalletOut)
@api_view(["GET"])
@allow(Role.CLIENT, Role.MANAGER)
def wallet(request: ApiRequest) -> Response:
    """Valid credits in the order in which they are used, and their sum."""
    actor = request.actor
    wanted = forms.read_client(request.GET) or actor.client_id
    if wanted is None:
        raise Invalid.field("client_id", _("Say whose credits you want to see."))
    client = client_of(actor, wanted)
    return answer(forms.WalletOut, wallet_of(actor, client.pk, now=request.now))


@extend_schema(
    operation_id="credits_transactions",
    tags=TAG,
    parameters=[
        CLIENT,
        *(OpenApiParameter(name, str) for name in ("kind", "from", "to", "q", "cursor")),
        OpenApiParameter("limit", int),
    ],
    responses=forms.TransactionsOut,
)
@api_view(["GET"])
@allow(Role.CLIENT, Role.MANAGER)
def transactions(request: ApiRequest) -> Response:
    """What moved, newest first: own movements, or everybody's for staff. A movement over two lots makes two rows."""
    actor = request.actor
    wanted = forms.read_filter(actor, request.GET)
    if wanted.client_id:
        client_of(actor, wanted.client_id)
    limit = read_limit(request.GET.get("limit", ""))
    part = movement_list(actor, wanted, cursor=request.GET.get("cursor", ""), limit=limit)
    rows = [Together(entry, movement) for movement in part.rows for entry in movement.entries]
    return answer_part(forms.TransactionsOut, request, Part(rows, part.next))


@extend_schema(
    operation_id="admin_client_credits", tags=TAG, request=forms.CreditsIn, responses={201: forms.ChangedOut}
)
@refuses(NotEnoughCredits)
@api_view(["POST"])
@allow(Role.MANAGER)
@idempotent
def change(request: ApiRequest, client_id: UUID) -> Response:
    """Gives credits, or takes them away when the amount is negative."""
    actor = request.actor
    now = request.now
    asked = read(forms.CreditsIn, request.data)
    valid_until = forms.read_end(actor, asked["valid_until"])
    if valid_until and asked["amount"] < 0:
        raise Invalid.field("valid_until", _("Only credits that are given have an end."))
    moved = services.adjust(
        actor,
        client_id=client_id,
        amount=asked["amount"],
        reason=asked["reason"],
        valid_until=valid_until,
        now=now,
    )
    told = {
        "kind": "grant" if moved.amount > 0 else "correction",
        "client": client_id,
        "reason": asked["reason"],
        "balance": balances(actor, [client_id], now=now)[client_id],
        "created_at": now,
    }
    return answer(forms.ChangedOut, Together(told, moved), status=201)


@extend_schema(
    operation_id="admin_client_credits_undo", tags=TAG, request=forms.UndoIn, responses={201: forms.ChangedOut}
)
@refuses(NotEnoughCredits, AlreadyRefunded)
@api_view(["POST"])
@allow(Role.MANAGER)
@idempotent
def undo(request: ApiRequest, client_id: UUID) -> Response:
    """Takes back what staff have given by hand, or gives back what they took, to the same lots. Once."""
    actor, now = request.actor, request.now
    asked = read(forms.UndoIn, request.data)
    moved = services.undo_by_hand(actor, client_id=client_id, posting_id=asked["posting"], now=now)
    told = {
        "kind": "refund" if moved.amount > 0 else "correction",
        "client": client_id,
        "reason": "",
        "balance": balances(actor, [client_id], now=now)[client_id],
        "created_at": now,
    }
    return answer(forms.ChangedOut, Together(told, moved), status=201)
