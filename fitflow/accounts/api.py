"""Signing in for programs. No Idempotency-Key here: what is answered must not be kept."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view, authentication_classes
from rest_framework.request import Request
from rest_framework.response import Response

from fitflow.accounts import queries, services
from fitflow.accounts.doors import AccountApiRequest, network_address, origin_of, signed_in
from fitflow.accounts.forms import api as forms
from fitflow.accounts.models import Happened
from fitflow.accounts.refusals import InvalidCredentials, InvalidToken, SecondFactorRequired, TooManyFailures
from fitflow.accounts.services.happened import note
from fitflow.accounts.words import Line, device_words
from fitflow.core.doors import public, refuses
from fitflow.core.paging import Part, read_limit
from fitflow.core.requests import ApiRequest
from fitflow.core.shapes import answer, answer_part

TAG = ["Sign in"]


@extend_schema(
    tags=TAG,
    auth=[],
    request=forms.TokenIn,
    responses=forms.TokensOut,
)
@refuses(InvalidCredentials, SecondFactorRequired, TooManyFailures)
@api_view(["POST"])
@authentication_classes([])
@public
def token(request: ApiRequest) -> Response:
    """Get a pair of tokens for an address and a password."""
    data = _checked(forms.TokenIn, request)
    device = data.pop("device") or device_words(request.META.get("HTTP_USER_AGENT", ""))
    address, origin = network_address(request._request), origin_of(request._request)
    user = services.sign_in_by_password(**data, address=address, browser=origin.browser, now=request.now)
    tokens = services.issue_tokens(user, device=device, origin=origin, now=request.now)
    return _secret(answer(forms.TokensOut, tokens))


@extend_schema(
    tags=TAG,
    auth=[],
    request=forms.RefreshIn,
    responses=forms.TokensOut,
)
@refuses(InvalidToken)
@api_view(["POST"])
@authentication_classes([])
@public
def refresh_token(request: ApiRequest) -> Response:
    """Get a new pair for a refresh token, which works once.

    Keep the new refresh token. One that is shown a second time ends all tokens of the program: somebody has a copy.
    """
    shown = _checked(forms.RefreshIn, request)
    tokens = services.refresh_tokens(**shown, origin=origin_of(request._request), now=request.now)
    return _secret(answer(forms.TokensOut, tokens))


@extend_schema(tags=TAG, auth=[], request=forms.RefreshIn, responses={204: None})
@api_view(["POST"])
@authentication_classes([])
@public
def end_token(request: ApiRequest) -> Response:
    """Sign this program out: its refresh token and all that came from it end.

    A token that is none, or over, is answered alike.
    """
    services.end_token(**_checked(forms.RefreshIn, request), origin=origin_of(request._request), now=request.now)
    return Response(status=204)


@extend_schema(tags=TAG, request=None, responses={204: None})
@api_view(["POST"])
@signed_in
def sign_out_everywhere(request: AccountApiRequest) -> Response:
    """End every token and every web session, this one too."""
    services.sign_out_everywhere(request.account)
    note(request.account.pk, Happened.OTHERS_ENDED, origin=origin_of(request._request), now=request.now)
    return Response(status=204)


@extend_schema(
    operation_id="auth_events",
    tags=TAG,
    parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
    responses=forms.HappenedListOut,
)
@api_view(["GET"])
@signed_in
def happened(request: AccountApiRequest) -> Response:
    """What happened with the account in the last year, the newest first."""
    limit = read_limit(request.GET.get("limit", ""))
    part = queries.happened_to(request.account, cursor=request.GET.get("cursor", ""), limit=limit)
    return answer_part(forms.HappenedListOut, request, Part([Line(event) for event in part.rows], part.next))


@extend_schema(tags=TAG, methods=["GET"], responses=forms.AccountOut)
@extend_schema(
    tags=TAG,
    methods=["PATCH"],
    request=forms.AccountIn,
    responses=forms.AccountOut,
)
@api_view(["GET", "PATCH"])
@signed_in
def profile(request: AccountApiRequest) -> Response:
    """Who is signed in, and how they want to be called."""
    user = request.account
    if request.method == "PATCH":
        current = {"name": user.name, "locale": user.locale}
        user = services.change_profile(user, **(current | _checked(forms.AccountIn, request)))
    return answer(forms.AccountOut, user)


def _secret(response: Response) -> Response:
    """Not to be kept on the way, nor by the program's own cache."""
    response["Cache-Control"] = "no-store"
    return response


def _checked(form: Any, request: Request) -> dict[str, Any]:
    incoming = form(data=request.data)
    incoming.is_valid(raise_exception=True)
    return dict(incoming.validated_data)
