"""The desk's pages about clients: the list, one record, and what can be done with it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fitflow.core.actor import Actor, Role
from fitflow.core.addresses import read_email, shown_address
from fitflow.core.doors import idempotent
from fitflow.core.editing import edits
from fitflow.core.errors import Invalid
from fitflow.core.formats import Formats
from fitflow.core.offers import offered
from fitflow.core.pages import page
from fitflow.core.paging import next_url
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import allow
from fitflow.organizations.forms.clients import ClientForm, ClientListForm, NoteForm, StatusForm
from fitflow.organizations.hooks import ClientPart
from fitflow.organizations.models import Client
from fitflow.organizations.queries import clients as queries
from fitflow.organizations.queries.contacts import contact_of_client
from fitflow.organizations.queries.logins import separations_of
from fitflow.organizations.services import clients as services
from fitflow.organizations.services.client_notes import is_author, may_remove
from fitflow.organizations.views.client_columns import list_cells, list_columns
from fitflow.organizations.words import ARCHIVED_WORDS, STATUS_WORDS, details_of
from fitflow.ui.forms import answers, submit
from fitflow.ui.htmx import is_fragment, render_page, see_other
from fitflow.ui.nav import NavItem

SHOWN = 50
NOTES_SHOWN = 20


@require_safe
@allow(Role.MANAGER)
def clients(request: PageRequest) -> HttpResponse:
    """The list: searched as one types, filtered, sorted, one part after the other."""
    actor = request.actor
    form = ClientListForm(request.GET, locations=queries.home_locations(actor))
    wanted = form.wanted()
    try:
        part = queries.client_list(actor, wanted, cursor=request.GET.get("cursor", ""), limit=SHOWN)
    except Invalid:  # An old cursor: begin at the beginning.
        return see_other(request, page(actor, "organizations:clients"))
    fragment = "more" if is_fragment(request) and request.GET.get("cursor") else "list"
    counts = queries.client_counts(actor) if fragment == "list" else None
    context = {
        "form": form,
        "wanted": wanted,
        "found": part.rows,
        "columns": list_columns(),
        "rows": list_cells(actor, part.rows, request.now),
        "states": _states(request, counts, wanted.status) if counts else [],
        "counts": counts,
        "next_url": next_url(request, part.next) or "",
        "start_url": _same_list(request, without="cursor") if request.GET.get("cursor") else "",
        "is_narrowed": bool(wanted.search or wanted.location_id or wanted.status),
        "slug": actor.organization.slug,
    }
    return render_page(request, "organizations/clients/list.html", context, part=fragment)


def _states(request: PageRequest, counts: queries.ClientCounts, chosen: str) -> list[NavItem]:
    """A tab for each state with how many there are; the search stays as it is."""

    def tab(label: Any, status: str, count: int) -> NavItem:
        return NavItem(
            label,
            _same_list(request, status=status),
            active=chosen == status,
            badge=counted(request.actor.formats, count),
        )

    found = [tab(_("All"), "", counts.total)]
    found += [tab(words.many, status, getattr(counts, status)) for status, words in STATUS_WORDS.items()]
    if counts.archived or chosen == queries.ARCHIVED:
        found.append(tab(ARCHIVED_WORDS.many, queries.ARCHIVED, counts.archived))
    return found


def counted(formats: Formats, count: int) -> str:
    """1,234; more than are counted are 2,000+."""
    most = queries.MOST_COUNTED
    return formats.number(count) if count <= most else f"{formats.number(most)}+"


def _same_list(request: PageRequest, *, without: str = "cursor", **changed: str) -> str:
    """The address of the list as it is, with another filter."""
    kept = {name: request.GET.get(name, "") for name in ("q", "status", "location", "sort")} | changed
    query = urlencode({name: value for name, value in kept.items() if value and name != without})
    return f"{request.path}?{query}" if query else request.path


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
@idempotent
def add(request: PageRequest) -> HttpResponse:
    """A new record."""
    actor = request.actor
    form = ClientForm(
        answers(request),
        formats=actor.formats,
        locations=queries.home_locations(actor),
        trainers=queries.caring_trainers(actor),
    )
    came = submit(request, form, lambda data: services.add_client(actor, **_given(data), now=request.now))
    if came.is_done:
        messages.success(request, _("%(name)s is added.") % {"name": came.result.name})
        return see_other(request, page(actor, "organizations:client", came.result.pk))
    holder = _holder(actor, form)
    if holder and not form.has_error("email"):  # Something else was wrong: everything is said at once.
        form.add_error("email", services.known_words(holder))
    context = {"form": form, "slug": actor.organization.slug, "holder": holder}
    return render_page(request, "organizations/clients/edit.html", context, status=came.status)


def _holder(actor: Actor, form: ClientForm) -> Client | None:
    """Whose the address is that somebody wanted to give to a new client."""
    if not form.errors or "email" not in form.fields:
        return None
    typed = form["email"].value() or ""
    try:
        return queries.holder_of(actor, read_email(typed))
    except Invalid:
        return None


def _given(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value or None if name.endswith("_id") else value for name, value in cleaned.items()}


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
@idempotent
@edits
def edit(request: PageRequest, client_id: UUID) -> HttpResponse:
    """Change a record."""
    actor = request.actor
    client = queries.client_of(actor, client_id)
    form = ClientForm(
        answers(request),
        formats=actor.formats,
        locations=queries.home_locations(actor),
        trainers=queries.caring_trainers(actor),
        client=client,
    )
    before = contact_of_client(actor, client_id)
    came = submit(
        request,
        form,
        lambda data: services.edit_client(actor, client_id=client_id, changes=_given(data), now=request.now),
    )
    if came.is_done:
        messages.success(request, _("Saved."))
        if before.has_joined and not contact_of_client(actor, client_id).has_joined:
            text = _("The account of %(address)s no longer opens this record: the new address is not proven there.")
            messages.warning(request, text % {"address": shown_address(before.address)})
        return see_other(request, page(actor, "organizations:client", client_id))
    context = {"form": form, "client": client, "slug": actor.organization.slug}
    return render_page(request, "organizations/clients/edit.html", context, status=came.status)


@require_safe
@allow(Role.MANAGER)
def client(request: PageRequest, client_id: UUID) -> HttpResponse:
    """The record's first page: details, notes, and a card of each part above."""
    found = queries.client_of(request.actor, client_id)
    return render_page(request, "organizations/clients/overview.html", overview(found, NoteForm(), request))


def overview(found: Client, form: NoteForm, request: PageRequest) -> dict[str, Any]:
    """What the first page of a record shows; the note form may come back with an error in it."""
    actor = request.actor
    notes = list(queries.notes_of(actor, found.pk)[: NOTES_SHOWN + 1])
    separations = separations_of(actor, found.pk)
    cards = [part.card(request, found) for part in offered(ClientPart) if part.card]
    return {
        "client": found,
        "active_part": "overview",
        "details": details_of(found, actor.formats),
        "contact": contact_of_client(actor, found.pk),
        "separations": separations,
        "can_readmit": any(not one.by_person for one in separations),
        "cards": [card for card in cards if card],
        "notes": [
            {"note": note, "can_edit": is_author(actor, note), "can_remove": may_remove(actor, note)}
            for note in notes[:NOTES_SHOWN]
        ],
        "has_more_notes": len(notes) > NOTES_SHOWN,
        "note_form": form,
        "slug": actor.organization.slug,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
@idempotent
@edits
def status(request: PageRequest, client_id: UUID) -> HttpResponse:
    """Another state, with the reason."""
    actor = request.actor
    found = queries.client_of(actor, client_id)
    form = StatusForm(answers(request), initial={"status": found.status})
    came = submit(
        request, form, lambda data: services.set_client_status(actor, client_id=client_id, now=request.now, **data)
    )
    if came.is_done:
        return see_other(request, page(actor, "organizations:client", client_id))
    context = {"form": form, "client": found, "slug": actor.organization.slug}
    return render_page(request, "organizations/clients/status.html", context, part="sheet", status=came.status)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
@idempotent
def archive(request: PageRequest, client_id: UUID) -> HttpResponse:
    """Ask, then take the record out of the lists; the record itself offers the way back."""
    actor = request.actor
    found = queries.client_of(actor, client_id)
    here = page(actor, "organizations:client", client_id)
    if request.method == "POST":
        services.archive_client(actor, client_id=client_id, now=request.now)
        messages.success(request, _("%(name)s is archived.") % {"name": found.name})
        return see_other(request, here)
    said = [part.leaving(actor, found, request.now) for part in offered(ClientPart) if part.leaving]
    context = {"client": found, "active_part": "", "warnings": [text for text in said if text], "cancel_url": here}
    return render_page(request, "organizations/clients/archive.html", context, part="sheet")


@require_POST
@allow(Role.MANAGER)
@idempotent
def restore(request: PageRequest, client_id: UUID) -> HttpResponse:
    """Bring somebody back."""
    restored = services.restore_client(request.actor, client_id=client_id, now=request.now)
    messages.success(request, _("%(name)s is back.") % {"name": restored.name})
    return see_other(request, page(request.actor, "organizations:client", client_id))
