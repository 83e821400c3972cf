"""Taking in a list of clients: choose a file, look at what would happen, do it."""

import csv
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fitflow.core.actor import Role
from fitflow.core.doors import idempotent
from fitflow.core.errors import Invalid
from fitflow.core.pages import page
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import allow
from fitflow.organizations.forms.clients import ImportForm
from fitflow.organizations.rules.client_sheets import EXAMPLE
from fitflow.organizations.services.client_import import Action, ImportReport, RowOutcome, import_clients
from fitflow.organizations.words import COLUMN_WORDS, STATUS_WORDS
from fitflow.ui.forms import show_refusal, submit
from fitflow.ui.htmx import render_page, see_other

ROWS_SHOWN = 200
ACTION_WORDS = {
    Action.ERROR: ("danger", "alert"),
    Action.ADD: ("success", "plus"),
    Action.UPDATE: ("info", "refresh"),
    Action.SKIP: ("neutral", "minus"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
def choose(request: PageRequest) -> HttpResponse:
    """The file; once it can be read, what would happen to each of its rows. Writes nothing."""
    given = request.POST.copy()
    if "instead" in given:  # The preview's button for the other choice.
        given["on_duplicate"] = str(given["instead"])
    form = ImportForm(given, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_valid():
        return _preview(request, form, 200)
    return _ask(request, form)


@require_POST
@allow(Role.MANAGER)
@idempotent
def take_in(request: PageRequest) -> HttpResponse:
    """Everybody on the list, or nobody and the preview again."""
    form = ImportForm(request.POST, request.FILES)

    def act(data: dict[str, Any]) -> ImportReport:
        try:
            return _import(request, form, data["on_duplicate"], dry_run=False)
        except Invalid as refusal:  # What is wrong stands beside each row of the preview.
            raise Invalid.field("rows", _("Nobody is taken in while a row is wrong.")) from refusal

    came = submit(request, form, act)
    if came.is_done:
        messages.success(request, _said(came.result))
        return see_other(request, f"{page(request.actor, 'organizations:clients')}?sort=date")
    return _preview(request, form, came.status) if came.refusal else _ask(request, form)


@require_safe
@allow(Role.MANAGER)
def example(request: PageRequest) -> HttpResponse:  # noqa: ARG001 - every view takes the request
    """A list to begin with."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="clients.csv"'
    csv.writer(response).writerows(EXAMPLE)
    return response


def _ask(request: PageRequest, form: ImportForm) -> HttpResponse:
    context = {"form": form, "columns": list(COLUMN_WORDS.values()), "slug": request.actor.organization.slug}
    return render_page(request, "organizations/clients/import.html", context, status=422 if form.errors else 200)


def _import(request: PageRequest, form: ImportForm, on_duplicate: str, *, dry_run: bool) -> ImportReport:
    rows = form.sheet.rows if form.sheet else ()
    return import_clients(request.actor, rows=rows, on_duplicate=on_duplicate, dry_run=dry_run, now=request.now)


def _preview(request: PageRequest, form: ImportForm, status: int) -> HttpResponse:
    """What would happen to each row, what is wrong first."""
    if form.sheet is None:
        return _ask(request, form)
    choice = form.cleaned_data["on_duplicate"]
    try:
        report = _import(request, form, choice, dry_run=True)
    except Invalid as refusal:
        show_refusal(form, refusal)
        return _ask(request, form)
    rows = sorted(report.rows, key=lambda row: (row.action is not Action.ERROR, row.number))
    context = {
        "form": form,
        "choice": choice,
        "columns": [(heading, COLUMN_WORDS.get(field, "")) for heading, field in form.sheet.columns],
        "counts": report.counts,
        "rows": [row_words(row) for row in rows[:ROWS_SHOWN]],
        "hidden_rows": max(0, len(rows) - ROWS_SHOWN),
        "writes": report.counts["add"] + report.counts["update"],
        "slug": request.actor.organization.slug,
    }
    return render_page(request, "organizations/clients/import_preview.html", context, status=status)


def row_words(row: RowOutcome) -> dict[str, Any]:
    """One row as the preview shows it."""
    labels = {
        Action.ERROR: _("Wrong"),
        Action.ADD: _("New"),
        Action.UPDATE: _("Update"),
        Action.SKIP: _("Leave"),
    }
    tone, icon = ACTION_WORDS[row.action]
    status = row.values.get("status")
    errors = [
        {"field": COLUMN_WORDS.get(field, _("Row")), "text": text}
        for field, texts in row.errors.items()
        for text in texts
    ]
    return {
        "number": row.number,
        "label": labels[row.action],
        "tone": tone,
        "icon": icon,
        "name": row.values.get("name", ""),
        "email": row.values.get("email", ""),
        "phone": row.values.get("phone", ""),
        "status": STATUS_WORDS[status].label if status else "",
        "errors": errors,
        "known_as": row.client.name if row.client else "",
    }


def _said(report: ImportReport) -> str:
    counts = report.counts
    parts = [ngettext("%(n)d client added", "%(n)d clients added", counts["add"]) % {"n": counts["add"]}]
    if counts["update"]:
        parts.append(ngettext("%(n)d updated", "%(n)d updated", counts["update"]) % {"n": counts["update"]})
    if counts["skip"]:
        parts.append(
            ngettext("%(n)d left as it was", "%(n)d left as they were", counts["skip"]) % {"n": counts["skip"]}
        )
    return f"{', '.join(parts)}."
