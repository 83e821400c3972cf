"""The desk's pages about who signs in with a record: cutting a login from it, and letting it in again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fitflow.core.actor import Role
from fitflow.core.doors import idempotent
from fitflow.core.pages import page
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import allow
from fitflow.organizations.queries.clients import client_of
from fitflow.organizations.queries.contacts import contact_of_client
from fitflow.organizations.services.separating import readmit_client, separate_client
from fitflow.ui.htmx import render_page, see_other


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
@idempotent
def separate(request: PageRequest, client_id: UUID) -> HttpResponse:
    """Ask, then cut; the record offers the way back."""
    actor = request.actor
    found = client_of(actor, client_id)
    here = page(actor, "organizations:client", client_id)
    if request.method == "POST":
        separate_client(actor, client_id=client_id, now=request.now)
        messages.success(request, _("The login is separated from %(name)s.") % {"name": found.name})
        return see_other(request, here)
    contact = contact_of_client(actor, client_id)
    context = {"client": found, "active_part": "", "cancel_url": here, "contact": contact}
    return render_page(request, "organizations/clients/separate.html", context, part="sheet")


@require_POST
@allow(Role.MANAGER)
@idempotent
def readmit(request: PageRequest, client_id: UUID) -> HttpResponse:
    """Whom the studio separated may join again."""
    readmit_client(request.actor, client_id=client_id, now=request.now)
    messages.success(request, _("They are asked again when they sign in next."))
    return see_other(request, page(request.actor, "organizations:client", client_id))
