"""The delivery log: what the studio said, to whom, and whether it arrived."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fitflow.core.actor import Role
from fitflow.core.doors import idempotent
from fitflow.core.pages import page
from fitflow.core.paging import next_url
from fitflow.core.requests import PageRequest
from fitflow.notify import forms, queries, rules, services, words
from fitflow.notify.refusals import NotSendable
from fitflow.organizations.doors import allow
from fitflow.organizations.queries.clients import client_of
from fitflow.ui.htmx import render_page, see_other


@require_safe
@allow(Role.MANAGER)
def log(request: PageRequest) -> HttpResponse:
    """The list with its filters."""
    actor = request.actor
    templates = [(name, words.template_words(name)) for name in queries.templates_used(actor)]
    form = forms.LogFilterForm(request.GET or None, templates=templates)
    wanted = forms.log_filter(form.cleaned_data if form.is_valid() else {})
    part = queries.log_part(actor, wanted, cursor=request.GET.get("cursor", ""))
    context = {
        "form": form,
        "found": queries.told_together(part.rows),
        "next_url": next_url(request, part.next) or "",
        "is_filtered": bool(request.GET),
        "slug": actor.organization.slug,
    }
    return render_page(request, "notify/log.html", context, status=422 if form.errors else 200)


@require_safe
@allow(Role.MANAGER)
def message(request: PageRequest, message_id: UUID) -> HttpResponse:
    """One message, its text without the personal links in it."""
    actor = request.actor
    found = queries.message_of(actor, message_id)
    context = {
        "message": found,
        "text": words.without_keys(found.text),
        "can_send_again": rules.may_be_sent_again(found),
        "slug": actor.organization.slug,
    }
    return render_page(request, "notify/message.html", context, part="sheet")


@require_POST
@allow(Role.MANAGER)
@idempotent
def send_again(request: PageRequest, message_id: UUID) -> HttpResponse:
    actor = request.actor
    try:
        services.send_again(actor, message_id=message_id, now=request.now)
    except NotSendable as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("It is on its way again."))
    return see_other(request, page(actor, "notify:message", message_id))


@require_safe
@allow(Role.MANAGER)
def client_log(request: PageRequest, client_id: UUID) -> HttpResponse:
    """What one client was told: a tab of their record, and a fragment for whoever asks for it."""
    actor = request.actor
    client = client_of(actor, client_id)
    part = queries.client_log(actor, client_id, cursor=request.GET.get("cursor", ""))
    context = {
        "client": client,
        "active_part": "messages",
        "found": queries.told_together(part.rows),
        "next_url": next_url(request, part.next) or "",
        "slug": actor.organization.slug,
    }
    return render_page(request, "notify/client_log.html", context, part="rows")
