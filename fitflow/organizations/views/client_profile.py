"""What members see and change about themselves."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fitflow.core.actor import Role
from fitflow.core.doors import idempotent
from fitflow.core.editing import edits
from fitflow.core.pages import page
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import allow
from fitflow.organizations.forms.clients import ProfileForm
from fitflow.organizations.queries.clients import own_record
from fitflow.organizations.queries.contacts import contact_of_client
from fitflow.organizations.services.clients import edit_client
from fitflow.ui.forms import answers, submit
from fitflow.ui.htmx import render_page, see_other


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.CLIENT)
@idempotent
@edits
def profile(request: PageRequest) -> HttpResponse:
    """The own record in this studio; the address belongs to the login and is changed there."""
    client = own_record(request.actor)
    contact = contact_of_client(request.actor, client.pk)
    form = ProfileForm(answers(request), formats=request.actor.formats, client=client)
    came = submit(
        request, form, lambda data: edit_client(request.actor, client_id=client.pk, changes=data, now=request.now)
    )
    if came.is_done:
        messages.success(request, _("Saved."))
        return see_other(request, page(request.actor, "organizations:profile"))
    context = {"form": form, "client": client, "contact": contact}
    return render_page(request, "organizations/clients/profile.html", context, status=came.status)
