"""One's own account: name, devices, what happened."""

from functools import partial
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fitflow.accounts import queries, services
from fitflow.accounts.adapters import sessions
from fitflow.accounts.doors import AccountRequest, origin_of, proof_first, signed_in
from fitflow.accounts.forms.pages import Profile
from fitflow.accounts.models import Happened
from fitflow.accounts.words import Line, device_words
from fitflow.core.paging import next_url
from fitflow.ui.forms import answers, submit
from fitflow.ui.htmx import see_other


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def profile(request: AccountRequest) -> HttpResponse:
    user = request.account
    form = Profile(answers(request), initial={"name": user.name, "locale": user.locale})
    came = submit(request, form, lambda data: services.change_profile(user, **data))
    if came.is_done:
        messages.success(request, _("Saved"))
        response = see_other(request, reverse("accounts:account"))
        sessions.set_language(response, user.locale)
        return response
    return render(request, "accounts/account.html", {"form": form}, status=came.status)


#: Buttons of the page of devices: whoever has to prove it first comes back to the page.
_proof_first = partial(proof_first, back="accounts:devices")


@require_safe
@signed_in
def devices(request: AccountRequest) -> HttpResponse:
    """Where somebody is signed in."""
    found = queries.sessions_of(request.account, now=request.now)
    current = request.session.session_key
    shown = sorted((_device(item, current) for item in found), key=lambda item: not item["is_current"])
    programs = queries.programs_of(request.account, now=request.now)
    return render(request, "accounts/devices.html", {"devices": shown, "programs": programs})


@require_POST
@signed_in
@_proof_first
def end_device(request: AccountRequest, session_id: int) -> HttpResponse:
    services.end_session(request.account, session_id=session_id, origin=origin_of(request), now=request.now)
    messages.success(request, _("That device is signed out."))
    return see_other(request, reverse("accounts:devices"))


@require_POST
@signed_in
@_proof_first
def end_program(request: AccountRequest, family: UUID) -> HttpResponse:
    services.end_program(request.account, family=family, origin=origin_of(request), now=request.now)
    messages.success(request, _("That program is signed out."))
    return see_other(request, reverse("accounts:devices"))


@require_POST
@signed_in
@_proof_first
def sign_out_elsewhere(request: AccountRequest) -> HttpResponse:
    sessions.end_the_others(request)
    get_adapter().note(request.account, Happened.OTHERS_ENDED)
    messages.success(request, _("Every other device and program is signed out."))
    return see_other(request, reverse("accounts:devices"))


@require_safe
@signed_in
def happened(request: AccountRequest) -> HttpResponse:
    """What happened with one's account in the last year."""
    part = queries.happened_to(request.account, cursor=request.GET.get("cursor", ""))
    context = {
        "rows": [Line(event) for event in part.rows],
        "next_url": next_url(request, part.next),
        "start_url": request.path if request.GET.get("cursor") else "",
    }
    return render(request, "accounts/happened.html", context)


def _device(item: UserSession, current: str | None) -> dict[str, Any]:
    return {
        "id": item.pk,
        "name": device_words(item.user_agent),
        "ip": item.ip,
        "at": item.created_at,
        "is_current": item.session_key == current,
    }
