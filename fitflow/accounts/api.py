"""Signing in for programs. No Idempotency-Key here: a repeat does no harm."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view, authentication_classes
from rest_framework.request import Request
from rest_framework.response import Response

from fitflow.accounts import services
from fitflow.accounts.doors import AccountApiRequest, network_address, signed_in
from fitflow.accounts.forms import api as forms
from fitflow.accounts.refusals import InvalidCredentials, InvalidToken, SecondFactorRequired, TooManyFailures
from fitflow.core.doors import public, refuses
from fitflow.core.requests import ApiRequest
from fitflow.core.shapes import answer

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
    address = network_address(request._request)
    user = services.sign_in_by_password(**data, address=address, now=request.now)
    tokens = services.issue_tokens(user)
    return answer(forms.TokensOut, tokens)


@extend_schema(
    tags=TAG,
    auth=[],
    request=forms.RefreshIn,
    responses=forms.AccessOut,
)
@refuses(InvalidToken)
@api_view(["POST"])
@authentication_classes([])
@public
def refresh_token(request: ApiRequest) -> Response:
    """Get a new access token for a refresh token."""
    access = services.refresh_access(**_checked(forms.RefreshIn, request))
    return answer(forms.AccessOut, {"access": access})


@extend_schema(tags=TAG, request=None, responses={204: None})
@api_view(["POST"])
@signed_in
def sign_out_everywhere(request: AccountApiRequest) -> Response:
    """End every token and every web session, this one too."""
    services.sign_out_everywhere(request.account)
    return Response(status=204)


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


def _checked(form: Any, request: Request) -> dict[str, Any]:
    incoming = form(data=request.data)
    incoming.is_valid(raise_exception=True)
    return dict(incoming.validated_data)
