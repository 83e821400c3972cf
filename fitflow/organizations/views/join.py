"""Taking an invitation: GET shows what is offered, POST takes it."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fitflow.accounts.adapters.invited import enter_invited
from fitflow.core.actor import Role
from fitflow.core.doors import idempotent
from fitflow.core.errors import Denial, Refused, Unauthenticated
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import allow
from fitflow.organizations.models import Invitation
from fitflow.organizations.queries.staff import has_proven, invitation_by_token
from fitflow.organizations.rules.staff import role_words
from fitflow.organizations.services.invitations import accept_invitation
from fitflow.organizations.views.start import desk_path
from fitflow.ui.htmx import render_page, see_other

WANTED = "organizations.join"


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.PUBLIC)
@idempotent
def join(request: PageRequest, token: str) -> HttpResponse:
    """One press: it makes the login of an address that has none. Whoever has one takes it with that address only."""
    invitation = invitation_by_token(request.actor, token)
    if request.method == "POST" and request.actor.user_id is None and invitation.is_open(request.now):
        user = enter_invited(request, email=invitation.email, name=invitation.staff.name, now=request.now)
        if user is None:
            return _sign_in_first(request, token)
        request.actor = replace(request.actor, user_id=user.pk)
    if request.method == "POST" or _is_wanted(token, request):
        try:
            accept_invitation(request.actor, invitation_id=invitation.pk, now=request.now)
        except (Refused, Unauthenticated) as refusal:  # The page says to whom it is open, and leads to signing in.
            return _show(request, invitation, refusal)
        messages.success(request, _("Welcome to %(name)s!") % {"name": request.actor.organization.name})
        return see_other(request, desk_path(request.actor.organization.slug))
    return _show(request, invitation, None)


def _sign_in_first(request: PageRequest, token: str) -> HttpResponse:
    """Who has a login already: a code goes to the invited address, and the invitation is taken when it was right."""
    request.session[WANTED] = token
    return HttpResponseRedirect(redirect_to_login(request.path).url, preserve_request=True)


def _is_wanted(token: str, request: PageRequest) -> bool:
    """Whether somebody who has just signed in pressed "Join" before. It is forgotten by being asked."""
    is_back = request.method == "GET" and request.actor.user_id is not None and WANTED in request.session
    return is_back and bool(request.session.pop(WANTED) == token)


def _show(request: PageRequest, invitation: Invitation, refusal: Denial | None) -> HttpResponse:
    is_open = invitation.is_open(request.now)
    onward = urlencode({REDIRECT_FIELD_NAME: request.path})
    context: dict[str, Any] = {
        "invitation": invitation,
        "roles": role_words(Role(role) for role in invitation.roles),
        "refusal": refusal,
        "is_open": is_open,
        "can_take": request.actor.user_id is not None and has_proven(request.actor.user_id, invitation.email),
        "is_mine": invitation.accepted_at is not None and request.actor.staff_id == invitation.staff_id,
        "desk_url": desk_path(request.actor.organization.slug),
        "logout_url": f"{resolve_url('account_logout')}?{onward}",
    }
    status = refusal.status if refusal else 200 if is_open or context["is_mine"] else 410
    return render_page(request, "organizations/staff_join.html", context, status=status)
