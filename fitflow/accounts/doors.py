"""The door for whoever has signed in, outside any studio: the own account, choosing a studio, making one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from rest_framework.request import Request

from fitflow.accounts import queries
from fitflow.accounts.authentication import TokenUser
from fitflow.accounts.models import User
from fitflow.core.actor import Role
from fitflow.core.clock import now
from fitflow.core.errors import Denial, Invalid, Unauthenticated

View = Callable[..., Any]
ANYBODY_SIGNED_IN = frozenset({Role.OWNER, Role.ADMIN, Role.MANAGER, Role.TRAINER, Role.CLIENT})


def signed_in(view: View) -> View:
    """Declares that whoever has signed in may pass, whatever the role. Gives `request.account` and `request.now`."""

    @wraps(view)
    def opened(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        request.now = now()
        if isinstance(request, Request):
            request.account = account_of(request)  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)  # type: ignore[no-any-return]
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        request.account = request.user
        try:
            return view(request, *args, **kwargs)  # type: ignore[no-any-return]
        except (Denial, Invalid) as refusal:
            context = {"refusal": refusal, "message": str(refusal)}
            return render(request, "ui/refused.html", context, status=refusal.status)

    opened.access = ANYBODY_SIGNED_IN  # type: ignore[attr-defined]
    return opened


def account_of(request: Request) -> User:
    """The login behind an API request. A token is compared with the key version here, as the studio's door does."""
    user: Any = request.user
    if isinstance(user, TokenUser):
        user = queries.bearer_user(user.pk, user.token_version)
        if user is None:
            raise Unauthenticated(_("This token is no longer valid. Sign in again."))
    if user is None:
        raise Unauthenticated(_("Sign in first."))
    return user  # type: ignore[no-any-return]


def network_address(request: HttpRequest) -> str:
    """Where a request comes from, as far as the proxies in front are trusted."""
    return get_client_ip(request) or ""
