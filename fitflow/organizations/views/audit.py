"""The audit trail in plain words, and the work that failed for good."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fitflow.core.actor import Role
from fitflow.core.doors import idempotent
from fitflow.core.errors import Invalid
from fitflow.core.pages import page
from fitflow.core.paging import Part, next_url
from fitflow.core.requests import PageRequest
from fitflow.core.zones import local_date
from fitflow.organizations.doors import allow
from fitflow.organizations.forms.audit import page_form
from fitflow.organizations.queries.audit import AuditRow, audit_trail, dead_letter_count, dead_letters
from fitflow.organizations.services.jobs import replay_job
from fitflow.ui.forms import show_refusal
from fitflow.ui.htmx import render_page, see_other
from fitflow.ui.nav import NavItem, with_active


@require_safe
@allow(Role.ADMIN)
def index(request: PageRequest) -> HttpResponse:
    """What happened, the newest first, day by day."""
    form = page_form(request.actor, request.GET)
    part: Part[AuditRow] = Part([], "")
    if form.is_valid():
        try:
            part = audit_trail(request.actor, form.wanted(request.actor), cursor=request.GET.get("cursor", ""))
        except Invalid as refusal:
            show_refusal(form, refusal)
    zone = request.actor.zone
    days = groupby(groups_of(part.rows), key=lambda rows: local_date(rows[0].event.at, zone))
    context = {
        "form": form,
        "dates": [form["from"], form["to"]],
        "days": [(day, list(groups)) for day, groups in days],
        "next_url": next_url(request, part.next) or "",
        "start_url": request.path if request.GET.get("cursor") else "",
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "tabs": _tabs(request),
    }
    return render_page(request, "organizations/audit.html", context, status=422 if form.errors else 200)


def groups_of(rows: Iterable[AuditRow]) -> list[list[AuditRow]]:
    """What one person did many times within a minute - an import, a series - stands together."""
    minute = timedelta(minutes=1)

    def same(row: AuditRow) -> tuple[str, UUID | None, int]:
        return row.event.type, row.event.actor_id, int(row.event.at.timestamp() // minute.total_seconds())

    return [list(group) for _key, group in groupby(rows, key=same)]


@require_safe
@allow(Role.ADMIN)
def failed(request: PageRequest) -> HttpResponse:
    """Work that was tried until nobody tried again."""
    letters = dead_letters(request.actor)
    context: dict[str, Any] = {"letters": letters, "tabs": _tabs(request)}
    return render_page(request, "organizations/audit_failed.html", context)


@require_POST
@allow(Role.ADMIN)
@idempotent
def replay(request: PageRequest, table: str, job_id: int) -> HttpResponse:
    replay_job(request.actor, table=table, job_id=job_id, now=request.now)
    messages.success(request, _("It is tried again now."))
    return see_other(request, page(request.actor, "organizations:audit_failed"))


def _tabs(request: PageRequest) -> list[NavItem]:
    count = dead_letter_count(request.actor)
    items = [
        NavItem(_("What happened"), page(request.actor, "organizations:audit"), "history"),
        NavItem(_("Failed work"), page(request.actor, "organizations:audit_failed"), "alert", badge=str(count or "")),
    ]
    return with_active(items, request.path)
