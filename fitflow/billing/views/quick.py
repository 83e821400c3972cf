"""One credit more or less in one click on the record, and the way back."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fitflow.billing import services
from fitflow.billing.forms import QuickForm
from fitflow.core.actor import Role
from fitflow.core.doors import idempotent
from fitflow.core.errors import Invalid, Refused
from fitflow.core.pages import page
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import allow
from fitflow.organizations.queries.clients import client_of
from fitflow.ui.htmx import see_other


@require_POST
@allow(Role.MANAGER)
@idempotent
def quick(request: PageRequest, client_id: UUID) -> HttpResponse:
    """Gives or takes one; the record comes back with an Undo beside it."""
    actor = request.actor
    client = client_of(actor, client_id)
    here, form = page(actor, "organizations:client", client.pk), QuickForm(request.POST)
    if not form.is_valid():
        raise Invalid({name: [str(text) for text in form[name].errors] for name in form.errors})
    try:
        moved = services.adjust(actor, client_id=client.pk, now=request.now, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return see_other(request, here)
    return see_other(request, f"{here}?{urlencode({'moved': moved.posting_id})}")


@require_POST
@allow(Role.MANAGER)
@idempotent
def undo(request: PageRequest, client_id: UUID) -> HttpResponse:
    """Takes back what has just been given, or gives back what was taken."""
    actor = request.actor
    here = page(actor, "organizations:client", client_of(actor, client_id).pk)
    try:
        posting_id = UUID(request.POST.get("posting", ""))
    except ValueError as error:
        raise Invalid.field("posting", _("There is nothing to undo.")) from error
    try:
        services.undo_by_hand(actor, client_id=client_id, posting_id=posting_id, now=request.now)
        messages.success(request, _("Undone. Both lines stay in the ledger."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return see_other(request, here)
