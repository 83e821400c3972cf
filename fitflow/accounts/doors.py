"""The door for whoever has signed in, outside any studio: the own account, choosing a studio, making one."""

from datetime import datetime
from functools import wraps
from typing import Any, cast

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
from fitflow.core.doors import View, declared
from fitflow.core.errors import Denial, Invalid, Unauthenticated

ANYBODY_SIGNED_IN = frozenset({Role.OWNER, Role.ADMIN, Role.MANAGER, Role.TRAINER, Role.CLIENT})


class AccountRequest(HttpRequest):
    """A page's request behind `@signed_in`."""

    account: User
    now: datetime


class AccountApiRequest(Request):
    """An API request behind `@signed_in`."""

    account: User
    now: datetime


def signed_in(view: View) -> View:
    """Declares that whoever has signed in may pass, whatever the role. Gives `request.account` and `request.now`."""

    @wraps(view)
    def opened(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        request.now = now()
        if isinstance(request, Request):
            cast(AccountApiRequest, request).account = account_of(request)
            return view(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        request.account = request.user
        try:
            return view(request, *args, **kwargs)
        except (Denial, Invalid) as refusal:
            context = {"refusal": refusal, "message": str(refusal)}
            return render(request, "ui/refused.html", context, status=refusal.status)

    return declared(opened, access=ANYBODY_SIGNED_IN)


def account_of(request: Request) -> User:
    """The login behind an API request. A token is compared with the key version here, as the studio's door does."""
    known: Any = request.user
    if known is None:
        raise Unauthenticated(_("Sign in first."))
    user: User | None = known
    if isinstance(known, TokenUser):
        user = queries.bearer_user(known.pk, known.token_version)
    if user is None:
        raise Unauthenticated(_("This token is no longer valid. Sign in again."))
    return user


def network_address(request: HttpRequest) -> str:
    """Where a request comes from, as far as the proxies in front are trusted."""
    return get_client_ip(request) or ""
