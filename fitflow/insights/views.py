"""The first page of the desk: the studio at a glance for managers, the own day for trainers."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fitflow.booking.views.desk import desk, render_live, version_of
from fitflow.booking.views.today import current_of, show_today
from fitflow.core.actor import STAFF, Actor, Role
from fitflow.core.doors import idempotent
from fitflow.core.errors import Invalid
from fitflow.core.formats import Formats
from fitflow.core.pages import page
from fitflow.core.requests import PageRequest
from fitflow.insights.queries.audit import audit_of
from fitflow.insights.queries.checklist import Progress, progress_of
from fitflow.insights.queries.dashboard import Dashboard, Week, dashboard_of, worker_health
from fitflow.insights.services import dismiss_checklist, note_shared
from fitflow.organizations.doors import allow
from fitflow.organizations.queries.studio import qr_svg, share_link
from fitflow.schedule.settings import CLASSES_ON
from fitflow.ui.htmx import render_page, see_other
from fitflow.ui.nav import Bar, Step


@require_safe
@allow(*STAFF)
def home(request: PageRequest) -> HttpResponse:
    """What somebody of the staff sees first."""
    actor, now = request.actor, request.now
    here = page(actor, "insights:home")
    if not actor.can(Role.MANAGER):
        return show_today(here, request)
    board = dashboard_of(actor, now=now)
    health = worker_health(actor, now=now) if actor.can(Role.ADMIN) else None
    progress = progress_of(actor, now=now)
    context = desk(
        actor,
        here=here,
        now=now,
        board=board,
        current=current_of(board.today, now),
        bars=bars_of(board, actor.formats),
        delta=delta_of(board.week, actor.formats),
        health=health,
        is_whole=not actor.is_scoped,
        teaches=actor.can(Role.TRAINER) and actor.staff_id is not None,
        **checklist_of(actor, progress),
    )
    version = version_of(board, health, progress)
    return render_live("insights/home.html", context, request=request, version=version)


def bars_of(board: Dashboard, formats: Formats) -> list[Bar]:
    """How full each day of the week is."""
    return [
        Bar(
            formats.day(fill.on, "column"),
            fill.percent,
            formats.percent(fill.percent) if fill.places else "–",
            active=fill.on == board.on,
        )
        for fill in board.week.days
    ]


def delta_of(week: Week, formats: Formats) -> dict[str, Any]:
    """Against the week before; nothing when there was none, or no difference."""
    points = week.percent - (week.percent if week.before is None else week.before)
    if not points:
        return {"text": "", "note": "" if week.before is None else _("as last week")}
    trend = "up" if points > 0 else "down"
    return {
        "text": f"{'+' if points > 0 else ''}{formats.percent(points)}",
        "trend": trend,
        "good": points > 0,
        "note": _("against last week"),
    }


def checklist_of(actor: Actor, progress: Progress | None) -> dict[str, Any]:
    """The steps of a new studio, with the link and code to share."""
    if progress is None:
        return {}
    steps = [
        Step(
            _("Say who teaches"), page(actor, "organizations:staff"), progress.has_trainer,
            _("Yourself, or your team: every class has a trainer."),
        ),
        Step(
            _("Add what you teach"), page(actor, "schedule:class_type_new"), progress.has_class_type,
            _("A class type: its name, how long it lasts, how many places it has."),
        ),
        Step(
            _("Put it on the calendar"), page(actor, "planning:series-new"), progress.has_sessions,
            _("Every weekday at 06:30, or once: members see it at once."),
        ),
        Step(
            _("Bring your members"), page(actor, "organizations:clients"), progress.has_clients,
            _("One by one, or from the list you have."),
        ),
        Step(
            _("Share your page"), page(actor, "organizations:share"), progress.is_shared,
            _("Members book there, without an app."),
        ),
    ]  # fmt: skip
    if not actor.setting(CLASSES_ON):
        steps = [steps[0], steps[3]]
    link = share_link(actor.organization)
    done = sum(step.done for step in steps)
    return {
        "steps": steps,
        "subtitle": _("%(done)d of %(all)d done") % {"done": done, "all": len(steps)},
        "link": link,
        "qr": qr_svg(link),
        "name": actor.organization.name,
        "can_tick": not progress.is_shared,
    }


@require_POST
@allow(Role.ADMIN)
@idempotent
def checklist(request: PageRequest) -> HttpResponse:
    """Ticks "shared", or puts the check-list away."""
    actor, act = request.actor, request.POST.get("act", "")
    acts = {"shared": note_shared, "dismiss": dismiss_checklist}
    if act not in acts:
        raise Invalid.field("act", _("Use shared or dismiss."))
    acts[act](actor, now=request.now)
    messages.success(request, _("Ticked off.") if act == "shared" else _("The check-list is put away."))
    return see_other(request, page(actor, "insights:home"))


@require_safe
@allow(Role.MANAGER)
def proof(request: PageRequest) -> HttpResponse:
    """Every booking checked against places, credits and events, now."""
    actor = request.actor
    audit = audit_of(actor)
    shown = () if actor.is_scoped else audit.violations  # Ids from beyond the scope are nobody's business.
    context = desk(actor, audit=audit, shown=shown, checked_at=request.now, back_url=page(actor, "insights:home"))
    return render_page(request, "insights/proof.html", context, part="figures")
