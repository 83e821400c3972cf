"""The first page of the desk: the studio at a glance for managers, the own day for trainers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fitflow.booking.views.today import show_today
from fitflow.core.actor import STAFF, Actor, Role
from fitflow.core.doors import idempotent
from fitflow.core.errors import Invalid
from fitflow.core.offers import offered
from fitflow.core.pages import page
from fitflow.core.requests import PageRequest
from fitflow.core.zones import local_date
from fitflow.insights.queries.audit import latest_audit
from fitflow.insights.queries.checklist import Progress, progress_of
from fitflow.insights.services import check_soon, dismiss_checklist, note_shared
from fitflow.organizations.doors import allow
from fitflow.organizations.queries.studio import qr_svg, share_link
from fitflow.organizations.services.staff import teach_oneself
from fitflow.ui.desk import desk, render_live, version_of
from fitflow.ui.hooks import HomeColumn, HomePart
from fitflow.ui.htmx import render_page, see_other
from fitflow.ui.nav import Step


@require_safe
@allow(*STAFF)
def home(request: PageRequest) -> HttpResponse:
    """What somebody of the staff sees first."""
    actor, now = request.actor, request.now
    here = page(actor, "insights:home")
    if not actor.can(Role.MANAGER):
        return show_today(here, request)
    found = home_facts(actor, now)
    progress = progress_of(actor, now=now)
    context = desk(
        actor,
        here=here,
        now=now,
        on=local_date(now, actor.zone),
        columns=columns_of(found),
        teaches=actor.can(Role.TRAINER) and actor.staff_id is not None,
        **checklist_of(actor, progress),
    )
    version = version_of([(part.key, facts) for part, facts in found], progress and progress.done)
    return render_live("insights/home.html", context, request=request, version=version)


def home_facts(actor: Actor, now: datetime) -> list[tuple[HomePart, Mapping[str, Any]]]:
    """What each part that is for this person has to say."""
    read = ((part, part.read(actor, now)) for part in offered(HomePart) if part.is_for(actor))
    return [(part, facts) for part, facts in read if facts is not None]


def columns_of(found: list[tuple[HomePart, Mapping[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The pieces of each column, in order, with the facts of their part."""
    pieces = sorted(((piece, facts) for part, facts in found for piece in part.pieces), key=lambda pair: pair[0].order)
    return {
        column.value: [{"template": one.template, "facts": facts} for one, facts in pieces if one.column is column]
        for column in HomeColumn
    }


def checklist_of(actor: Actor, progress: Progress | None) -> dict[str, Any]:
    """The steps of a new studio, with the link and code to share."""
    if progress is None:
        return {}
    link = share_link(actor.organization)
    steps = [Step(step.label, step.url(actor), is_done, step.text) for step, is_done in progress.steps]
    return {
        "steps": steps,
        "subtitle": _("%(done)d of %(all)d done") % {"done": progress.done, "all": len(steps)},
        "link": link,
        "qr": qr_svg(link),
        "name": actor.organization.name,
        "can_tick": not progress.is_shared,
        "can_teach": actor.staff_id is not None and not progress.is_taken("trainer"),
    }


@require_POST
@allow(Role.ADMIN)
@idempotent
def checklist(request: PageRequest) -> HttpResponse:
    """Ticks "shared", makes whoever presses it a trainer, or puts the check-list away."""
    actor, act = request.actor, request.POST.get("act", "")
    acts = {
        "shared": (note_shared, _("Ticked off.")),
        "teach": (teach_oneself, _("You can be the trainer of a class now.")),
        "dismiss": (dismiss_checklist, _("The check-list is put away.")),
    }
    if act not in acts:
        raise Invalid.field("act", _("Use shared, teach or dismiss."))
    take, said = acts[act]
    take(actor, now=request.now)
    messages.success(request, said)
    return see_other(request, page(actor, "insights:home"))


@require_safe
@allow(Role.MANAGER)
def proof(request: PageRequest) -> HttpResponse:
    """Every booking checked against spots, credits and events: now, or in a big studio by the worker."""
    actor = request.actor
    audit = latest_audit(actor, now=request.now)
    shown = () if actor.is_scoped else audit.violations  # Ids from beyond the scope are nobody's business.
    context = desk(
        actor, audit=audit, shown=shown, is_now=audit.checked_at == request.now, back_url=page(actor, "insights:home")
    )
    return render_page(request, "insights/proof.html", context, part="figures")


@require_POST
@allow(Role.MANAGER)
@idempotent
def check_again(request: PageRequest) -> HttpResponse:
    """Lets the worker check a big studio; a small one is checked whenever its page is opened."""
    check_soon(request.actor, now=request.now)
    messages.success(request, _("The check has begun. A big studio takes a minute: look again then."))
    return see_other(request, page(request.actor, "insights:proof"))
