"""Asking for credits by program, and the desk's answer."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.billing import forms
from fitflow.billing.queries.requests import open_requests
from fitflow.billing.refusals import AskedTooOften, RequestAnswered
from fitflow.billing.services.requests import ask_for_credits, decline_asked, give_asked
from fitflow.core.actor import Role
from fitflow.core.doors import idempotent, refuses
from fitflow.core.paging import read_limit
from fitflow.core.requests import ApiRequest
from fitflow.core.shapes import answer, answer_part, read
from fitflow.organizations.doors import allow

TAG = ["Credits"]
PAGING = [OpenApiParameter("cursor", str), OpenApiParameter("limit", int)]


@extend_schema(operation_id="credits_ask", tags=TAG, request=forms.AskIn, responses={201: forms.CreditRequestOut})
@refuses(AskedTooOften)
@api_view(["POST"])
@allow(Role.CLIENT)
@idempotent
def ask(request: ApiRequest) -> Response:
    """Asks the studio for credits. While a request is open, asking again gives the same one."""
    asked = read(forms.AskIn, request.data)
    reference = f"session:{asked['session']}" if asked["session"] else ""
    found = ask_for_credits(request.actor, reference=reference, now=request.now)
    return answer(forms.CreditRequestOut, found, status=201)


@extend_schema(operation_id="admin_credit_requests", tags=TAG, parameters=PAGING, responses=forms.CreditRequestsOut)
@api_view(["GET"])
@allow(Role.MANAGER)
def open_ones(request: ApiRequest) -> Response:
    """Requests that wait for an answer, the oldest first."""
    limit = read_limit(request.GET.get("limit", ""))
    part = open_requests(request.actor, cursor=request.GET.get("cursor", ""), limit=limit)
    return answer_part(forms.CreditRequestsOut, request, part)


@extend_schema(
    operation_id="admin_credit_requests_give", tags=TAG, request=forms.GiveAskedIn, responses=forms.CreditRequestOut
)
@refuses(RequestAnswered)
@api_view(["POST"])
@allow(Role.MANAGER)
@idempotent
def give(request: ApiRequest, request_id: UUID) -> Response:
    """Gives credits, and tells the client."""
    given = read(forms.GiveAskedIn, request.data)
    found = give_asked(request.actor, request_id=request_id, now=request.now, **given)
    return answer(forms.CreditRequestOut, found)


@extend_schema(operation_id="admin_credit_requests_decline", tags=TAG, request=None, responses=forms.CreditRequestOut)
@refuses(RequestAnswered)
@api_view(["POST"])
@allow(Role.MANAGER)
@idempotent
def decline(request: ApiRequest, request_id: UUID) -> Response:
    """Not now; the client may ask again."""
    return answer(forms.CreditRequestOut, decline_asked(request.actor, request_id=request_id, now=request.now))
