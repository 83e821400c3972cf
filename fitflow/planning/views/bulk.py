"""The desk's pages for many sessions at once: cancelling a range, its progress, another trainer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fitflow.core.actor import STAFF, Role
from fitflow.core.doors import idempotent
from fitflow.core.pages import page
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import allow
from fitflow.planning.forms.bulk import CancelForm, ReplaceForm, SelectionForm
from fitflow.planning.queries.bulk import (
    LISTED,
    RunReport,
    SelectionPreview,
    preview_selection,
    preview_trainer,
    report_of,
)
from fitflow.planning.services.bulk import cancel_sessions, retry_run
from fitflow.planning.services.substitutes import Replaced, replace_trainer
from fitflow.schedule.refusals import TrainerBusy
from fitflow.schedule.settings import CLASSES_ON
from fitflow.ui.forms import submit
from fitflow.ui.htmx import render_page, see_other

#: Where the forms show what the services say about a selection.
SHOWN_AT = {"from": "first", "to": "last", "trainer": "substitute", TrainerBusy.code: "on_conflict"}


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*STAFF)
@idempotent
def cancel(request: PageRequest) -> HttpResponse:
    """Cancel every session of some days: who is touched is shown first."""
    data = _entries(request)
    form = CancelForm(request.actor, data, now=request.now)
    shown = _preview(request, form)
    came = submit(request, form, lambda data: _cancel(request, form, data["reason"]), names=SHOWN_AT)
    if came.is_done:
        report: RunReport = came.result
        if report.is_done and not report.failed:
            words = ngettext("%(count)d session is cancelled.", "%(count)d sessions are cancelled.", report.done)
            messages.success(request, words % {"count": report.done})
        return see_other(request, page(request.actor, "planning:cancel-run", report.run_id))
    context = {"form": form if came.status != 200 else quiet(form), **shown}
    return render_page(request, "planning/bulk/cancel.html", context, status=came.status)


@require_safe
@allow(*STAFF)
def cancel_preview(request: PageRequest) -> HttpResponse:
    form = CancelForm(request.actor, request.GET, now=request.now)
    return render_page(request, "planning/bulk/preview.html", {"form": form, **_preview(request, form)})


def quiet(form: SelectionForm) -> SelectionForm:
    """Nobody has asked to save yet: only days that cannot be read are complained about."""
    for name in form.errors.keys() - {"first", "last"}:
        del form.errors[name]
    return form


def _entries(request: PageRequest) -> Any:
    """What was entered; an address may name days or sessions beforehand."""
    if request.method == "POST":
        return request.POST
    return request.GET if request.GET else None


def _cancel(request: PageRequest, form: CancelForm, reason: str) -> RunReport:
    return cancel_sessions(request.actor, form.selection(), reason=reason, now=request.now)


def _preview(request: PageRequest, form: SelectionForm) -> dict[str, Any]:
    """The sessions that are meant, or nothing while the days are not known."""
    if not form.is_bound or form.errors.keys() & {"first", "last", "class_type", "trainer", "location"}:
        return {"listed": LISTED, "preview": None}
    form.is_valid()
    return {"listed": LISTED, "preview": preview_selection(request.actor, form.selection(), now=request.now)}


@require_safe
@allow(*STAFF)
def run(request: PageRequest, run_id: UUID) -> HttpResponse:
    """How far a run has come; the page asks again by itself until it is done."""
    context = {"report": report_of(request.actor, run_id)}
    return render_page(request, "planning/bulk/run.html", context, part="progress")


@require_POST
@allow(*STAFF)
@idempotent
def retry(request: PageRequest, run_id: UUID) -> HttpResponse:
    """Try again what failed, and go on with what stopped."""
    retry_run(request.actor, run_id=run_id, now=request.now)
    messages.info(request, _("It is being tried again."))
    return see_other(request, page(request.actor, "planning:cancel-run", run_id))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
@idempotent
def replace(request: PageRequest) -> HttpResponse:
    """Give sessions to another trainer; what is in the way of each is shown first."""
    form = ReplaceForm(request.actor, _entries(request), now=request.now)
    shown = _replace_preview(request, form)
    came = submit(request, form, lambda data: _replace(request, form, data), names=SHOWN_AT)
    if came.is_done:
        count = came.result.sessions
        words = ngettext("%(count)d session has another trainer.", "%(count)d sessions have another trainer.", count)
        messages.success(request, words % {"count": count})
        behind = "planning:series" if request.actor.setting(CLASSES_ON) else "planning:calendar"
        return see_other(request, page(request.actor, behind))
    context = {"form": form if came.status != 200 else quiet(form), **shown}
    return render_page(request, "planning/bulk/replace.html", context, status=came.status)


@require_safe
@allow(Role.MANAGER)
def replace_preview(request: PageRequest) -> HttpResponse:
    form = ReplaceForm(request.actor, request.GET, now=request.now)
    return render_page(request, "planning/bulk/preview.html", {"form": form, **_replace_preview(request, form)})


def _replace_preview(request: PageRequest, form: ReplaceForm) -> dict[str, Any]:
    shown = _preview(request, form)
    substitute = form.cleaned_data.get("substitute") if form.is_bound and shown["preview"] else ""
    if not substitute:
        return shown
    found: SelectionPreview = preview_trainer(request.actor, form.selection(), UUID(substitute), now=request.now)
    return {**shown, "preview": found, "for_trainer": True}


def _replace(request: PageRequest, form: ReplaceForm, given: dict[str, Any]) -> Replaced:
    return replace_trainer(
        request.actor,
        form.selection(),
        trainer_id=UUID(given["substitute"]),
        on_conflict=form.decided,
        override_reason=form.override_text,
        now=request.now,
    )
