"""Asking for credits by one tap, and the desk's answer by another."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fitflow.billing.models import CreditRequest
from fitflow.billing.queries.requests import asked_of
from fitflow.billing.queries.subjects import subjects_of
from fitflow.billing.services.requests import REFERENCE_LENGTH, USUAL_AMOUNT, ask_for_credits, decline_asked, give_asked
from fitflow.core.actor import Role
from fitflow.core.doors import idempotent
from fitflow.core.errors import Refused
from fitflow.core.pages import page
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import allow
from fitflow.ui.desk import desk
from fitflow.ui.hooks import DeskEntry, url_of
from fitflow.ui.htmx import render_page, see_other


@require_POST
@allow(Role.CLIENT)
@idempotent
def ask(request: PageRequest) -> HttpResponse:
    """Puts the request before the desk, and leads back to what one wanted to book."""
    actor = request.actor
    reference = request.POST.get("reference", "")[:REFERENCE_LENGTH]
    subject = subjects_of(actor, [reference]).get(reference)
    back = subject.url if subject and subject.url else page(actor, "billing:wallet")
    try:
        ask_for_credits(actor, reference=reference if subject else "", now=request.now)
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return see_other(request, back)
    text = _("%(studio)s has your request. You get a message as soon as you have credits.")
    messages.success(request, text % {"studio": actor.organization.name})
    return see_other(request, back)


@require_safe
@allow(Role.MANAGER)
def requests(request: PageRequest) -> HttpResponse:
    """Who asks for credits."""
    actor = request.actor
    context = desk(
        actor,
        asked=asked_of(actor, now=request.now),
        usual=USUAL_AMOUNT,
        back_url=page(actor, "billing:movements"),
    )
    return render_page(request, "billing/requests.html", context)


@require_POST
@allow(Role.MANAGER)
@idempotent
def give(request: PageRequest, request_id: UUID) -> HttpResponse:
    """Gives the usual number at once."""
    actor = request.actor
    words = {"amount": actor.formats.number(USUAL_AMOUNT)}
    text = _("%(name)s has %(amount)s more, and is told.")
    return _answer(request, lambda: give_asked(actor, request_id=request_id, now=request.now), text, words)


@require_POST
@allow(Role.MANAGER)
@idempotent
def decline(request: PageRequest, request_id: UUID) -> HttpResponse:
    """Not now: the request goes away, nobody is written to."""
    text = _("Put away. %(name)s may ask again.")
    return _answer(request, lambda: decline_asked(request.actor, request_id=request_id, now=request.now), text, {})


def _answer(request: PageRequest, act: Callable[[], CreditRequest], text: str, words: dict[str, str]) -> HttpResponse:
    try:
        asked = act()
    except Refused as refusal:
        messages.info(request, refusal.message)
    else:
        messages.success(request, text % {"name": asked.client.name, **words})
    return see_other(request, url_of(request.actor, DeskEntry, "today"))
