"""What staff note about a client: written on the record, changed and removed on a page of its own."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fitflow.core.actor import Role
from fitflow.core.doors import idempotent
from fitflow.core.editing import edits
from fitflow.core.pages import page
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import allow
from fitflow.organizations.forms.clients import NoteForm
from fitflow.organizations.queries import clients as queries
from fitflow.organizations.services import client_notes as services
from fitflow.organizations.views.clients import overview
from fitflow.ui.forms import answers, submit
from fitflow.ui.htmx import render_page, see_other


@require_POST
@allow(Role.MANAGER)
@idempotent
def add(request: PageRequest, client_id: UUID) -> HttpResponse:
    """A new note; one that says nothing comes back on the record."""
    form = NoteForm(answers(request))
    came = submit(
        request, form, lambda data: services.add_note(request.actor, client_id=client_id, now=request.now, **data)
    )
    if came.is_done:
        return see_other(request, f"{page(request.actor, 'organizations:client', client_id)}#notes")
    context = overview(queries.client_of(request.actor, client_id), form, request)
    return render_page(request, "organizations/clients/overview.html", context, status=came.status)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
@idempotent
@edits
def edit(request: PageRequest, client_id: UUID, note_id: UUID) -> HttpResponse:
    """Change a note of one's own."""
    actor = request.actor
    note = queries.note_of(actor, client_id, note_id)
    form = NoteForm(answers(request), initial={"text": note.text})
    came = submit(
        request,
        form,
        lambda data: services.edit_note(actor, client_id=client_id, note_id=note_id, now=request.now, **data),
    )
    if came.is_done:
        return see_other(request, f"{page(actor, 'organizations:client', client_id)}#notes")
    context = {"form": form, "client": queries.client_of(actor, client_id), "slug": actor.organization.slug}
    return render_page(request, "organizations/clients/note.html", context, part="sheet", status=came.status)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
@idempotent
def remove(request: PageRequest, client_id: UUID, note_id: UUID) -> HttpResponse:
    """Ask, then remove a note for good."""
    actor = request.actor
    note = queries.note_of(actor, client_id, note_id)
    back = f"{page(actor, 'organizations:client', client_id)}#notes"
    if request.method == "POST":
        services.remove_note(actor, client_id=client_id, note_id=note_id, now=request.now)
        messages.success(request, _("The note is removed."))
        return see_other(request, back)
    context = {"note": note, "client": queries.client_of(actor, client_id), "cancel_url": back}
    return render_page(request, "organizations/clients/note_remove.html", context, part="sheet")
