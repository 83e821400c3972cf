"""The door for whoever has signed in, outside any studio: the own account, choosing a studio, making one."""

from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any, cast

from allauth.core.internal.httpkit import get_client_ip
from django.contrib.auth.views import redirect_to_login
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from rest_framework.request import Request

from fitflow.accounts import queries
from fitflow.accounts.models import User
from fitflow.accounts.rules import TokenUser
from fitflow.core.actor import Role
from fitflow.core.clock import now
from fitflow.core.doors import View, declared
from fitflow.core.errors import Denial, Invalid, Unauthenticated
from fitflow.ui.forms import page_status

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
            return render(request, "ui/refused.html", context, status=page_status(refusal))

    return declared(opened, access=ANYBODY_SIGNED_IN)


def form_page(view: View) -> View:
    """allauth shows a form that it refuses under 200; every other form of ours comes back with 422, so these do too."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        context = getattr(response, "context_data", None) or {}
        if response.status_code == HTTPStatus.OK and any(_is_refused(value) for value in context.values()):
            response.status_code = 422
        return response

    return shown


def _is_refused(value: Any) -> bool:
    return isinstance(value, BaseForm) and value.is_bound and bool(value.errors)


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
