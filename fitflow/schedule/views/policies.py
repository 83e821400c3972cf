"""The desk's pages about cancellation policies, with what each means on the clock."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fitflow.core.actor import Role
from fitflow.core.doors import idempotent
from fitflow.core.editing import edits
from fitflow.core.errors import Invalid
from fitflow.core.pages import page
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import allow
from fitflow.schedule.forms.policies import PolicyForm, with_row, without_row
from fitflow.schedule.models import CancellationPolicy
from fitflow.schedule.queries.policies import Sample, policies_of, policy_list, policy_of, resolved, sample_of
from fitflow.schedule.refusals import PolicyInUse
from fitflow.schedule.rules.policies import Policy
from fitflow.schedule.services import policies as services
from fitflow.ui.forms import PREVIEW, answers, submit
from fitflow.ui.htmx import render_page, see_other

EDIT = "schedule/policies/edit.html"


@require_safe
@allow(Role.MANAGER)
def index(request: PageRequest) -> HttpResponse:
    """The studio's own first, then the others a class can have; the same policy does not stand there twice."""
    actor = request.actor
    found = policy_list(actor, now=request.now)
    context = {
        "standard": resolved(actor, None),
        "standard_sample": sample_of(actor, None, now=request.now),
        "followers": found.followers,
        "rows": [row for row in found.rows if row.class_types or not row.is_standard],
        "archived": list(policies_of(actor, archived=True)),
        "may_edit": actor.can(Role.ADMIN),
    }
    return render_page(request, "schedule/policies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.ADMIN)
@idempotent
def new(request: PageRequest) -> HttpResponse:
    """A policy of one's own; `?like=` begins with the rows of another one."""
    rows = _rows_of(request)
    return _edit(request, None, rows)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.ADMIN)
@idempotent
@edits
def edit(request: PageRequest, policy_id: UUID) -> HttpResponse:
    return _edit(request, policy_of(request.actor, policy_id), [])


@require_safe
@allow(Role.ADMIN)
def preview(request: PageRequest) -> HttpResponse:
    """What the rows in the form would mean; asked for while somebody writes."""
    policy_id = request.GET.get("policy", "")
    policy = policy_of(request.actor, UUID(policy_id)) if _is_id(policy_id) else None
    form = PolicyForm(request.GET, policy=policy)
    return render_page(request, "schedule/policies/preview.html", _preview(request, form))


def _edit(request: PageRequest, policy: CancellationPolicy | None, rows: list[list[float]]) -> HttpResponse:
    changed = _rows_changed(answers(request))
    if changed is not None:
        return _show(request, policy, PolicyForm(changed, policy=policy, rows=rows), is_quiet=True)
    form = PolicyForm(answers(request), policy=policy, rows=rows)
    came = submit(request, form, lambda data: _save(request, policy, form, data))
    if came.is_done:
        words = {"name": came.result.name}
        messages.success(request, _("%(name)s is saved. It counts for bookings from now on.") % words)
        return see_other(request, page(request.actor, "schedule:policies"))
    return _show(request, policy, form, is_quiet=PREVIEW in request.POST, status=came.status)


def _show(
    request: PageRequest, policy: CancellationPolicy | None, form: PolicyForm, *, is_quiet: bool, status: int = 200
) -> HttpResponse:
    """The form with what its rows mean; `is_quiet` while nobody has asked to save them."""
    context = {"form": form, "policy": policy, "is_quiet": is_quiet, **_preview(request, form)}
    return render_page(request, EDIT, context, status=status)


def _rows_changed(data: Any) -> Any:
    """The entries after a button of the rows was pressed, or None."""
    if data is None:
        return None
    if "add_row" in data:
        return with_row(data)
    number = data.get("remove_row", "")
    return without_row(data, int(number)) if number.isascii() and number.isdigit() else None


def _preview(request: PageRequest, form: PolicyForm) -> dict[str, Any]:
    sample: Sample | None = None
    problem = ""
    try:
        sample = sample_of(request.actor, form.wanted(), now=request.now)
    except Invalid as refusal:
        problem = " ".join(text for texts in refusal.errors.values() for text in texts)
    return {"sample": sample, "problem": problem}


def _save(
    request: PageRequest, policy: CancellationPolicy | None, form: PolicyForm, given: dict[str, Any]
) -> CancellationPolicy:
    if policy is None:
        return services.create_policy(
            request.actor, name=given["name"], kind=given["kind"], tiers=form.tiers(), now=request.now
        )
    changes: dict[str, object] = {"name": given["name"]}
    changes |= {"tiers": form.tiers()} if form.is_custom else {}
    return services.update_policy(request.actor, changes, policy_id=policy.pk, now=request.now)


@require_POST
@allow(Role.ADMIN)
@idempotent
def archive(request: PageRequest, policy_id: UUID) -> HttpResponse:
    try:
        gone = services.archive_policy(request.actor, policy_id=policy_id, now=request.now)
    except PolicyInUse as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("%(name)s can no longer be chosen.") % {"name": gone.name})
    return see_other(request, page(request.actor, "schedule:policies"))


@require_POST
@allow(Role.ADMIN)
@idempotent
def restore(request: PageRequest, policy_id: UUID) -> HttpResponse:
    back = services.restore_policy(request.actor, policy_id=policy_id, now=request.now)
    messages.success(request, _("%(name)s can be chosen again.") % {"name": back.name})
    return see_other(request, page(request.actor, "schedule:policies"))


def _rows_of(request: PageRequest) -> list[list[float]]:
    """The rows of the policy somebody wants to begin with; of the studio's own when they ask for that."""
    like = request.GET.get("like", "")
    if not like:
        return []
    source = policy_of(request.actor, UUID(like)) if _is_id(like) else None
    return rows_of(resolved(request.actor, source))


def rows_of(policy: Policy) -> list[list[float]]:
    """A policy of any kind as rows that can be edited."""
    return [[tier.before.total_seconds() / 3600, tier.percent] for tier in policy.tiers]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
