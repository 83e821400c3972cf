"""One session at the desk: the page with its people, what can be done with it, what was done."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from fitflow.booking.forms.desk import MOMENT, CapacityForm, DetailsForm, ReasonForm
from fitflow.booking.hooks import SessionAct
from fitflow.booking.queries.access import run_session, session_of
from fitflow.booking.queries.cancelling import cancel_preview
from fitflow.booking.queries.candidates import BOOKABLE
from fitflow.booking.queries.history import session_history
from fitflow.booking.queries.roster import roster_of
from fitflow.booking.queries.sessions import SessionRow, session_on_schedule
from fitflow.booking.refusals import CapacityBelowOccupied
from fitflow.booking.rules.attendance import OPENS_BEFORE, marks_open
from fitflow.booking.services.capacity import add_extra_spot, set_capacity
from fitflow.booking.services.sessions import cancel_session, edit_session, publish_session
from fitflow.core.actor import STAFF, Actor, Role
from fitflow.core.doors import idempotent
from fitflow.core.editing import edits
from fitflow.core.offers import offered
from fitflow.core.pages import page
from fitflow.core.paging import next_url
from fitflow.core.requests import PageRequest
from fitflow.core.zones import local_date
from fitflow.organizations.doors import allow, while_on
from fitflow.organizations.queries.audit import AuditRow
from fitflow.schedule.models import Session
from fitflow.schedule.queries.policies import policies_for
from fitflow.schedule.rules.sessions import DRAFT, IN_PROGRESS, PUBLISHED
from fitflow.schedule.settings import CLASSES_ON
from fitflow.ui.desk import desk, done, render_form, render_live, version_of
from fitflow.ui.forms import answers, submit
from fitflow.ui.hooks import DeskEntry, url_of
from fitflow.ui.htmx import render_page
from fitflow.ui.nav import NavItem

FORM = "booking/desk/form.html"
#: The dots of the history: what an event begins with, and its colour.
TONES = {
    "booking.confirmed": "green",
    "booking.cancelled": "red",
    "booking.noshow": "red",
    "session.cancelled": "red",
    "booking.": "teal",
    "checkin.": "teal",
    "waitlist.": "violet",
    "hold.": "amber",
    "session.": "blue",
}


@require_safe
@allow(*STAFF)
def session(request: PageRequest, session_id: UUID) -> HttpResponse:
    """The people of a session first, everything else beside them."""
    actor, now = request.actor, request.now
    roster = roster_of(actor, session_id, now=now)
    row = roster.row
    context = desk(
        actor,
        **about(actor, row),
        roster=roster,
        row=row,
        now=now,
        is_open=marks_open(row.status, row.starts_at, now),
        opens_at=row.starts_at - OPENS_BEFORE,
        arrived=roster.arrived,
        expected=len(roster.people),
        unmarked=roster.unmarked,
        no_shows=roster.no_shows,
        is_spot_offered=row.taken < len(roster.people),
        may_add=row.status in (PUBLISHED, IN_PROGRESS),
        tabs=tabs(actor, session_id, "booking:desk-session"),
    )
    version = version_of(roster, marks_open(row.status, row.starts_at, now))
    return render_live("booking/desk/session.html", context, request=request, version=version)


@require_safe
@allow(*STAFF)
def history(request: PageRequest, session_id: UUID) -> HttpResponse:
    """Who did what to the session and to the people in it, newest first."""
    actor = request.actor
    part = session_history(actor, session_id, cursor=request.GET.get("cursor", ""))
    row = session_on_schedule(actor, session_id)
    context = desk(
        actor,
        **about(actor, row),
        row=row,
        entries=[_entry(row) for row in part.rows],
        next_url=next_url(request, part.next) or "",
        tabs=tabs(actor, session_id, "booking:desk-session-history"),
    )
    return render_page(request, "booking/desk/history.html", context)


def _entry(row: AuditRow) -> dict[str, Any]:
    kind = row.event.type
    tone = next((tone for start, tone in TONES.items() if kind.startswith(start)), "slate")
    who = "" if row.said.text.startswith(row.said.who) else row.said.who
    return {"at": row.event.at, "text": row.said.text, "who": who, "tone": tone}


@require_safe
@allow(*STAFF)
def peek(request: PageRequest, session_id: UUID) -> HttpResponse:
    """A session on the calendar: what it is, and the ways on for whoever runs it."""
    actor = request.actor
    row = session_on_schedule(actor, session_id)
    runs = session_of(actor, session_id).is_run_by(actor)
    context = desk(
        actor,
        row=row,
        runs=runs,
        held=max(0, row.occupied - row.taken),
        minutes=round((row.ends_at - row.starts_at) / timedelta(minutes=1)),
        acts=acts_of(actor, row) if runs else [],
        desk_url=page(actor, "booking:desk-session", session_id),
        back_url=calendar_url(actor, row),
    )
    return render_form("booking/desk/peek.html", context, request=request)


def about(actor: Actor, row: SessionRow) -> dict[str, Any]:
    """The head of every page about one session."""
    return {
        "heading": row.title,
        "back_url": calendar_url(actor, row) if actor.can(Role.MANAGER) else url_of(actor, DeskEntry, "today"),
        "acts": acts_of(actor, row),
        "publish_url": page(actor, "booking:session-publish", row.id) if row.status == DRAFT else "",
    }


def calendar_url(actor: Actor, row: SessionRow) -> str:
    """The calendar, at the day of the session."""
    return f"{url_of(actor, DeskEntry, 'calendar')}?on={local_date(row.starts_at, actor.zone)}"


def acts_of(actor: Actor, row: SessionRow) -> list[NavItem]:
    """What can be done with a session in its state; each opens in the sheet."""
    return [act.item(actor, row.id) for act in offered(SessionAct) if act.is_for(actor, row.status)]


def tabs(actor: Actor, session_id: UUID, current: str) -> list[NavItem]:
    """Without a count: the tabs stand outside of what renews itself, which says how many there are."""
    names = [("booking:desk-session", _("Roster"), "users"), ("booking:desk-session-history", _("History"), "history")]
    return [NavItem(label, page(actor, name, session_id), icon, active=name == current) for name, label, icon in names]


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*STAFF)
@while_on(CLASSES_ON)
@idempotent
def publish(request: PageRequest, session_id: UUID) -> HttpResponse:
    """Opens a draft to members. A trainer who has something else then needs a reason."""
    actor, now = request.actor, request.now
    draft = run_session(actor, session_id)
    here = page(actor, "booking:desk-session", session_id)
    help_text = _("Only if the trainer has something else then: why it is all right.")
    form = ReasonForm(answers(request), formats=actor.formats, required=False, help_text=help_text)
    came = submit(
        request,
        form,
        lambda data: publish_session(actor, session_id=session_id, override_reason=data["reason"], now=now),
    )
    if came.is_done:
        return done(actor, here, _("Published: members can book it."), request=request)
    lines = [_("Members see it on the schedule and can book it.")]
    context = _form_context(actor, draft, form, _("Publish"), lines=lines, submit=_("Publish"))
    return render_form(FORM, context, request=request, status=came.status)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*STAFF)
@idempotent
@edits
def edit(request: PageRequest, session_id: UUID) -> HttpResponse:
    """Price, policy, link, note, registration: nobody has to be told."""
    actor, zone = request.actor, request.actor.zone
    found = run_session(actor, session_id)
    initial = {
        "cost_credits": found.cost_credits,
        "policy": str(found.policy_id or ""),
        "opens_at": found.opens_at.astimezone(zone).strftime(MOMENT),
        "closes_at": found.closes_at.astimezone(zone).strftime(MOMENT),
        "late_cancel_at": found.late_cancel_at.astimezone(zone).strftime(MOMENT) if found.late_cancel_at else "",
        "online_url": found.online_url,
        "note": found.note,
    }
    form = DetailsForm(answers(request), formats=actor.formats, initial=initial)
    named = [(policy.pk, policy.name) for policy in policies_for(actor, found.policy_id)]
    form.offer("policy", named, empty=_("As the class type says"))
    came = submit(
        request,
        form,
        lambda _data: edit_session(actor, form.details(), session_id=session_id, now=request.now),
        names={"policy_id": "policy"},
    )
    if came.is_done:
        return done(actor, page(actor, "booking:desk-session", session_id), _("Saved."), request=request)
    lines = [_("Bookings that were made before keep what they agreed to.")]
    context = _form_context(actor, found, form, _("Details"), lines=lines)
    return render_form(FORM, context, request=request, status=came.status)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*STAFF)
@idempotent
@edits
def change_capacity(request: PageRequest, session_id: UUID) -> HttpResponse:
    """More or fewer spots; fewer than are occupied is refused."""
    actor = request.actor
    found = run_session(actor, session_id)
    form = CapacityForm(answers(request), formats=actor.formats, initial={"capacity": found.capacity})
    came = submit(
        request,
        form,
        lambda data: set_capacity(actor, session_id=session_id, now=request.now, **data),
        names={CapacityBelowOccupied.code: "capacity"},
    )
    if came.is_done:
        count = came.result.capacity
        text = ngettext("The session has %(count)d place.", "The session has %(count)d places.", count)
        here = page(actor, "booking:desk-session", session_id)
        return done(actor, here, text % {"count": count}, request=request, stays=True)
    context = _form_context(actor, found, form, _("Places"))
    if found.status in BOOKABLE:
        context |= {"more_url": page(actor, "booking:session-extra", session_id), "more_label": _("One extra place…")}
    return render_form(FORM, context, request=request, status=came.status)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*STAFF)
@idempotent
def extra(request: PageRequest, session_id: UUID) -> HttpResponse:
    """One spot more than planned, with a reason that stays in the history."""
    actor = request.actor
    found = run_session(actor, session_id)
    form = ReasonForm(answers(request), formats=actor.formats)
    came = submit(request, form, lambda data: add_extra_spot(actor, session_id=session_id, now=request.now, **data))
    if came.is_done:
        text = _("One place more. Whoever waits is asked first.")
        return done(actor, page(actor, "booking:desk-session", session_id), text, request=request, stays=True)
    counts = {"count": found.capacity, "more": found.capacity + 1}
    lines = [_("%(count)d places become %(more)d. Whoever waits is asked first.") % counts]
    context = _form_context(actor, found, form, _("Extra place"), lines=lines, submit=_("Add the place"))
    return render_form(FORM, context, request=request, status=came.status)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*STAFF)
@idempotent
def cancel(request: PageRequest, session_id: UUID) -> HttpResponse:
    """The studio cancels: who gets what back is shown first."""
    actor = request.actor
    found = run_session(actor, session_id)
    preview = cancel_preview(actor, session_id)
    help_text = _("Everybody booked reads it.") if preview.people else _("For the history.")
    form = ReasonForm(answers(request), formats=actor.formats, help_text=help_text)
    came = submit(request, form, lambda data: cancel_session(actor, session_id=session_id, now=request.now, **data))
    if came.is_done:
        text = _("Cancelled. Everybody booked has their credits back and is told.")
        return done(actor, page(actor, "booking:desk-session", session_id), text, request=request)
    context = _form_context(actor, found, form, _("Cancel this session?"), submit=_("Cancel the session"))
    context |= {
        "preview": preview,
        "kind": "danger",
        "keep": _("Keep it"),
        "total": actor.formats.number(preview.credits),
    }
    return render_form("booking/desk/cancel.html", context, request=request, status=came.status)


def _form_context(
    actor: Actor, found: Session, form: Any, title: str, *, lines: Sequence[str] = (), submit: str = ""
) -> dict[str, Any]:
    return desk(
        actor,
        form=form,
        title=title,
        subtitle=found.title,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        lines=lines,
        submit=submit or _("Save"),
        kind="primary",
        back_url=page(actor, "booking:desk-session", found.pk),
    )
