"""The door for whoever has signed in, outside any studio: the own account, choosing a studio, making one."""

from datetime import datetime, timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from rest_framework.request import Request

from fitflow.accounts import queries
from fitflow.accounts.models import User
from fitflow.accounts.rules import Origin, TokenUser, origin_of_address
from fitflow.core.actor import Role
from fitflow.core.clock import now
from fitflow.core.doors import View, declared
from fitflow.core.errors import Denial, Invalid, Unauthenticated
from fitflow.ui.forms import page_status
from fitflow.ui.htmx import see_other

#: So long after signing in, or after proving it again, nobody is asked whether it is them.
PROOF_LASTS = timedelta(minutes=5)
#: A form that was opened in that time may be sent for so long: setting up an app takes a while.
FORM_LASTS = timedelta(minutes=10)
#: Where the session keeps which forms were opened, and when.
FORMS_OPENED = "accounts_forms_opened"
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
            context = {"refusal": refusal, "message": refusal.message}
            return render(request, "ui/refused.html", context, status=page_status(refusal))

    return declared(opened, access=ANYBODY_SIGNED_IN)


def proved(view: View) -> View:
    """`signed_in`, and just signed in or proved once more: a stolen session alone changes nothing about an account."""
    return signed_in(proof_first(view))


def proof_first(view: View, *, back: str = "") -> View:
    """Asks whoever is signed in whether it is them.

    Whoever has not shown it lately is led to the proof and back to the page, or to the page named `back` from a
    button. What was sent is not kept and done later: a thief could leave it in the session for the owner to prove.
    """

    @wraps(view)
    def asked(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        reads = request.method in {"GET", "HEAD"}
        if has_fresh_proof(request):
            if reads:
                opened = request.session.get(FORMS_OPENED, {})
                request.session[FORMS_OPENED] = opened | {request.path: request.now.timestamp()}
            return view(request, *args, **kwargs)
        if not reads and _was_opened_lately(request):
            return view(request, *args, **kwargs)
        if not reads:
            messages.info(request, _("First show that it is you, then press the button once more."))
        onward = urlencode({REDIRECT_FIELD_NAME: reverse(back) if back else request.get_full_path()})
        ways = get_adapter().get_reauthentication_methods(request.account)
        return see_other(request, f"{ways[0]['url']}?{onward}")

    return asked


def has_fresh_proof(request: Any) -> bool:
    """Whether who is signed in has shown lately that it is them: with the second step if they have one."""
    records = get_authentication_records(request, request.account)
    if queries.second_factor(request.account):
        records = [record for record in records if record["method"] == "mfa"]
    return any(record["at"] > (request.now - PROOF_LASTS).timestamp() for record in records)


def _was_opened_lately(request: Any) -> bool:
    opened: float = request.session.get(FORMS_OPENED, {}).get(request.path, 0)
    return bool(opened > (request.now - FORM_LASTS).timestamp())


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


def address_of(environ: dict[str, Any]) -> str:
    """Where a request comes from, told by its environment alone; behind a proxy, what the proxy says."""
    said: str = environ.get("HTTP_X_FORWARDED_FOR", "") if settings.ALLAUTH_TRUSTED_PROXY_COUNT else ""
    return said.rpartition(",")[2].strip() or environ.get("REMOTE_ADDR", "")


def origin_of(request: Any) -> Origin:
    """Where something came from, for the list of what happened with a login."""
    return origin_of_address(network_address(request), request.META.get("HTTP_USER_AGENT", ""))


def network_address(request: HttpRequest) -> str:
    """Where a request comes from, as far as the proxies in front are trusted."""
    return get_client_ip(request) or ""
