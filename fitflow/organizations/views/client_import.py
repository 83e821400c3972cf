"""Taking in a list of clients: choose a file, look at what would happen, do it."""

import csv
from collections.abc import Mapping
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
from fitflow.organizations.forms.client_import import UNSAID, ImportForm
from fitflow.organizations.queries.clients import home_locations
from fitflow.organizations.rules.client_headings import WHY
from fitflow.organizations.rules.client_sheets import EXAMPLE, Sheet, wrong_rows
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
    """The file; then, as far as it takes, how its letters, columns and words are meant; what would happen to each row.

    Writes nothing.
    """
    given = request.POST.copy()
    if "instead" in given:  # The preview's button for the other choice.
        given["on_duplicate"] = str(given["instead"])
    form = ImportForm(given, request.FILES) if request.method == "POST" else ImportForm()
    if not form.is_valid():
        return _ask(request, form)
    if form.candidates:
        return _show(request, form, "import_encoding", 200, kept=form.kept, candidates=form.candidates)
    if form.sheet and (form.sheet.missing or "assign" in given):
        return _ask_columns(request, form, form.sheet)
    return _preview(request, form, 200)


@require_POST
@allow(Role.MANAGER)
@idempotent
def take_in(request: PageRequest) -> HttpResponse:
    """Everybody on the list whose row is right. The other rows are given back with a word about each."""
    form = ImportForm(request.POST, request.FILES)
    came = submit(request, form, lambda data: _import(request, form, data["on_duplicate"], dry_run=False))
    if not came.is_done:
        return _preview(request, form, came.status) if came.refusal else _ask(request, form)
    wrong = came.result.of(Action.ERROR)
    if wrong:
        context = {"said": _said(came.result), "wrong": wrong, "rows": [row_words(row) for row in wrong[:ROWS_SHOWN]]}
        return _show(request, form, "import_done", 200, **context)
    messages.success(request, _said(came.result))
    return see_other(request, f"{page(request.actor, 'organizations:clients')}?sort=date")


@require_POST
@allow(Role.MANAGER)
def wrong(request: PageRequest) -> HttpResponse:
    """The rows that are not taken in, as a file with a column that says why."""
    form = ImportForm(request.POST)
    if not form.is_valid() or form.sheet is None:
        return _ask(request, form)
    report = _import(request, form, form.cleaned_data["on_duplicate"], dry_run=True)
    why = {row.number: " ".join(text for _field, text in _texts(row.errors)) for row in report.of(Action.ERROR)}
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")  # The mark tells Excel that it is UTF-8.
    response["Content-Disposition"] = 'attachment; filename="clients-wrong.csv"'
    csv.writer(response).writerows(wrong_rows(form.sheet, why))
    return response


@require_safe
@allow(Role.MANAGER)
def example(request: PageRequest) -> HttpResponse:  # noqa: ARG001 - every view takes the request
    """A list to begin with."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="clients.csv"'
    csv.writer(response).writerows(EXAMPLE)
    return response


def _show(request: PageRequest, form: ImportForm, name: str, status: int, **context: Any) -> HttpResponse:
    known = {"form": form, "slug": request.actor.organization.slug, "choice": form.cleaned_data.get("on_duplicate")}
    return render_page(request, f"organizations/clients/{name}.html", {**known, **context}, status=status)


def _ask(request: PageRequest, form: ImportForm) -> HttpResponse:
    context = {"form": form, "columns": list(COLUMN_WORDS.values()), "slug": request.actor.organization.slug}
    return render_page(request, "organizations/clients/import.html", context, status=422 if form.errors else 200)


def _ask_columns(request: PageRequest, form: ImportForm, sheet: Sheet) -> HttpResponse:
    """What stands in which column, where the headings do not say it."""
    first = sheet.rows[:3]
    columns = [
        (heading, name, ", ".join(row.raw[at] for row in first if at < len(row.raw) and row.raw[at].strip()))
        for at, (heading, name) in enumerate(sheet.columns)
    ]
    return _show(
        request, form, "import_columns", 200, columns=columns, fields=[("", _("Leave out")), *COLUMN_WORDS.items()],
        missing=sheet.missing,
    )  # fmt: skip


def _import(request: PageRequest, form: ImportForm, on_duplicate: str, *, dry_run: bool) -> ImportReport:
    rows = form.sheet.rows if form.sheet else ()
    return import_clients(
        request.actor, rows=rows, on_duplicate=on_duplicate, statuses=form.statuses, locations=form.locations,
        leave_wrong=True, dry_run=dry_run, now=request.now,
    )  # fmt: skip


def _preview(request: PageRequest, form: ImportForm, status: int) -> HttpResponse:
    """What would happen to each row, what is wrong first."""
    if form.sheet is None:
        return _ask(request, form)
    try:
        report = _import(request, form, form.cleaned_data["on_duplicate"], dry_run=True)
    except Invalid as refusal:
        show_refusal(form, refusal)
        return _ask(request, form)
    rows = sorted(report.rows, key=lambda row: (row.action is not Action.ERROR, not row.left_out, row.number))
    return _show(
        request, form, "import_preview", status, counts=report.counts,
        columns=[(heading, name, COLUMN_WORDS.get(name, "")) for heading, name in form.sheet.columns],
        unread=[heading for heading, name in form.sheet.columns if heading and not name and heading != WHY],
        titles=form.sheet.titles, rows=[row_words(row) for row in rows[:ROWS_SHOWN]],
        hidden_rows=max(0, len(rows) - ROWS_SHOWN), writes=report.counts["add"] + report.counts["update"],
        **_words_asked(request, form, report),
    )  # fmt: skip


def _words_asked(request: PageRequest, form: ImportForm, report: ImportReport) -> dict[str, Any]:
    """The words of the list that somebody has to say the meaning of, with what was said so far."""
    asked = {
        "status": [*((word, said, 0) for word, said in form.said("status").items())],
        "location": [*((word, said, 0) for word, said in form.said("location").items())],
    }
    asked["status"] += [(word, UNSAID, count) for word, count in report.unknown_statuses]
    asked["location"] += [(word, UNSAID, count) for word, count in report.unknown_locations]
    choose_one = (UNSAID, _("Choose …"))
    homes = [(str(location.pk), location.name) for location in home_locations(request.actor)]
    statuses = [(status, words.label) for status, words in STATUS_WORDS.items()]
    return {
        "asked_statuses": asked["status"],
        "asked_locations": asked["location"],
        "status_choices": [choose_one, *statuses, ("", _("As if it were empty"))],
        "location_choices": [choose_one, *homes, ("", _("No location"))],
    }


def _texts(errors: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    return [(str(COLUMN_WORDS.get(name, _("Row"))), text) for name, texts in errors.items() for text in texts]


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
    errors = [{"field": name, "text": text} for name, text in _texts(row.errors)]
    left_out = [{"field": name, "text": text} for name, text in _texts(row.left_out)]
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
        "left_out": left_out,
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
    if counts["error"]:
        parts.append(
            ngettext("%(n)d row not taken in", "%(n)d rows not taken in", counts["error"]) % {"n": counts["error"]}
        )
    return f"{', '.join(parts)}."
