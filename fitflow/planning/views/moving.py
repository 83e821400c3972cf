"""Where and when: a session goes elsewhere by form or by drag, gets another trainer, or is put on the calendar."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fitflow.booking.queries.access import run_session
from fitflow.booking.refusals import AskFirst
from fitflow.booking.rules.desk import busy_words, move_words
from fitflow.booking.services.moving import SessionMove
from fitflow.booking.services.new_sessions import create_session
from fitflow.booking.services.sessions import move_session
from fitflow.booking.services.undoing import move_undoably
from fitflow.core.actor import STAFF, Actor, Role
from fitflow.core.doors import idempotent
from fitflow.core.errors import Denial, Invalid
from fitflow.core.pages import page
from fitflow.core.problems import problem, refused_answer, respond, to_json
from fitflow.core.requests import PageRequest
from fitflow.core.undo import Done
from fitflow.organizations.doors import allow, while_on
from fitflow.organizations.queries.staff import open_locations
from fitflow.planning.forms.sessions import MoveForm, SessionForm, TrainerForm, next_hour, wall_values
from fitflow.planning.queries.calendar import MovePreview, Wanted, calendar_trainers, move_preview
from fitflow.schedule.models import Session
from fitflow.schedule.queries.class_types import class_types_of
from fitflow.schedule.refusals import TrainerBusy
from fitflow.schedule.settings import CLASSES_ON
from fitflow.ui.desk import desk, done, render_form
from fitflow.ui.forms import Outcome, answers, submit

TEMPLATE = "planning/move.html"
#: What the services call the fields of our forms.
FIELDS = {"starts_at": "starts", "ends_at": "ends"}


def words_of(actor: Actor, preview: MovePreview) -> list[str]:
    """What a move does to people and calendars; empty when it does nothing to anybody."""
    said, effect = [], preview.effect
    if effect.is_told:
        said = move_words(
            bookings=effect.bookings,
            waiting=effect.waiting,
            overlapping=effect.overlapping,
            is_free_exit=effect.is_free_exit,
        )
    if effect.conflicts:
        clocks = [actor.formats.clock(one.starts_at, one.ends_at) for one in effect.conflicts]
        titles = [f"{one.title} {clock}" for one, clock in zip(effect.conflicts, clocks, strict=True)]
        said.append(busy_words(titles))
    return said


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*STAFF)
@idempotent
def move(request: PageRequest, session_id: UUID) -> HttpResponse:
    """The keyboard's way to move a session: a form, who is affected, then the act."""
    actor, now = request.actor, request.now
    found = run_session(actor, session_id)
    form = move_form(actor, found, answers(request), request.GET)
    for name in ("ends", "trainer", "location"):
        form.fields[name].required = True
    seen: list[MovePreview] = []

    def act(data: Mapping[str, Any]) -> Session:
        seen.append(move_preview(actor, session_id, form.wanted()))
        return do_move(actor, seen[0], data["override_reason"], agreed=bool(data["agreed"]), now=now)

    came = submit(request, form, act, names=FIELDS)
    if came.is_done:
        here = page(actor, "booking:desk-session", session_id)
        return done(actor, here, moved_text(actor, came.result), request=request)
    context = _context(actor, found, form, came, seen, _("Move"))
    return render_form(TEMPLATE, context, request=request, status=came.status)


def move_form(actor: Actor, found: Session, data: Any, hints: Mapping[str, str] | None = None) -> MoveForm:
    """The form with the session's own values; `hints` are what a drag asked for."""
    initial = wall_values(found.starts_at, found.ends_at, actor.zone)
    initial |= {"trainer": str(found.trainer_id), "location": str(found.location_id)}
    initial |= {
        name: hints[name] for name in ("on", "starts", "ends", "overnight", "trainer") if hints and name in hints
    }
    form = MoveForm(data, formats=actor.formats, before=(found.starts_at, found.ends_at), initial=initial)
    form.offer("trainer", trainer_choices(actor, found))
    locations = {location.pk: location.name for location in open_locations(actor)}
    if found.location_id not in locations:
        locations = {found.location_id: found.location.name} | locations
    form.offer("location", locations.items())
    return form


def trainer_choices(actor: Actor, found: Session) -> list[tuple[UUID, str]]:
    """Whose the session may become: anybody's for managers; a trainer keeps it."""
    named = {one.pk: one.name for one in calendar_trainers(actor)} if actor.can(Role.MANAGER) else {}
    if found.trainer_id not in named:
        named = {found.trainer_id: found.trainer.name} | named
    return list(named.items())


def do_move(actor: Actor, seen: MovePreview, override_reason: str, *, agreed: bool, now: datetime) -> Session:
    """The move that was looked at. Where nothing is different nothing happens, and nobody is told."""
    if not seen.effect.is_change:
        return seen.session
    return move_session(
        actor,
        SessionMove(seen.starts_at, seen.ends_at, seen.trainer_id, seen.location_id),
        session_id=seen.session.pk,
        override_reason=override_reason.strip(),
        agreed=agreed,
        now=now,
    )


def moved_text(actor: Actor, moved: Session) -> str:
    words = {"title": moved.title, "when": actor.formats.moment(moved.starts_at)}
    return _("%(title)s is on %(when)s now.") % words


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
@idempotent
def trainer(request: PageRequest, session_id: UUID) -> HttpResponse:
    """Another trainer, the same time and location."""
    actor, now = request.actor, request.now
    found = run_session(actor, session_id)
    form = TrainerForm(answers(request), formats=actor.formats, initial={"trainer": str(found.trainer_id)})
    form.offer("trainer", trainer_choices(actor, found))
    seen: list[MovePreview] = []

    def act(data: Mapping[str, Any]) -> Session:
        seen.append(move_preview(actor, session_id, Wanted(trainer_id=data["trainer"])))
        return do_move(actor, seen[0], data["override_reason"], agreed=bool(data["agreed"]), now=now)

    came = submit(request, form, act)
    if came.is_done:
        words = {"name": dict(trainer_choices(actor, found))[came.result.trainer_id], "title": found.title}
        text = _("%(name)s gives %(title)s now.") % words
        return done(actor, page(actor, "booking:desk-session", session_id), text, request=request)
    context = _context(actor, found, form, came, seen, _("Another trainer"))
    return render_form(TEMPLATE, context, request=request, status=came.status)


def _context(
    actor: Actor, found: Session, form: Any, came: Outcome, seen: list[MovePreview], title: str
) -> dict[str, Any]:
    """The form, or the question that stands between it and the act."""
    is_question = came.code in (AskFirst.code, TrainerBusy.code) and bool(seen)
    is_busy = is_question and (bool(seen[0].effect.conflicts) or came.code == TrainerBusy.code)
    kept = [name for name in form.fields if name not in ("agreed", "override_reason")]
    context = desk(
        actor,
        form=form,
        title=title,
        subtitle=found.title,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        is_question=is_question,
        is_busy=is_busy,
        back_url=page(actor, "booking:desk-session", found.pk),
        series_url=page(actor, "planning:series-edit", found.series_id) if found.series_id else "",
    )
    if is_question:
        preview = seen[0]
        context |= {
            "asked": words_of(actor, preview),
            "hidden": {name: form.data.get(name, "") for name in kept},
            "reason": form.data.get("override_reason", ""),
            "new_starts_at": preview.starts_at,
            "new_ends_at": preview.ends_at,
            "new_trainer": dict(trainer_choices(actor, found)).get(preview.trainer_id, ""),
            "is_other_trainer": preview.trainer_id != found.trainer_id,
        }
    return context


# The same by drag: the calendar sends what the form would, and hears problem+json.


@require_safe
@allow(*STAFF)
def preview(request: PageRequest, session_id: UUID) -> HttpResponse:
    """What dropping a session here would do, in the words the calendar asks with."""
    actor = request.actor
    try:
        form = _valid(move_form(actor, run_session(actor, session_id), request.GET))
        seen = move_preview(actor, session_id, form.wanted())
    except (Denial, Invalid) as refusal:
        return _problem(refusal)
    asked = words_of(actor, seen)
    if asked and not seen.effect.conflicts:
        when = actor.formats.moment(seen.starts_at, end=seen.ends_at)
        asked.insert(0, _("%(title)s to %(when)s?") % {"title": seen.session.title, "when": when})
    body = {"ask": " ".join(asked), "is_busy": bool(seen.effect.conflicts), "is_change": seen.effect.is_change}
    return respond(200, to_json(body))


@require_POST
@allow(*STAFF)
@idempotent
def drop(request: PageRequest, session_id: UUID) -> HttpResponse:
    """The drop itself. Who was asked says `agreed`; else whoever moves people is asked first."""
    actor, now = request.actor, request.now
    try:
        form = _valid(move_form(actor, run_session(actor, session_id), request.POST))
        seen = move_preview(actor, session_id, form.wanted())
        reason = form.cleaned_data["override_reason"]
        moved, done_now = _drop(actor, seen, reason.strip(), agreed=form.has_agreed, now=now)
    except (Denial, Invalid) as refusal:
        return _problem(refusal)
    told = {"id": moved.pk, "text": moved_text(actor, moved)}
    if done_now is not None:
        told["undo"] = {"url": page(actor, "organizations:undo"), "token": done_now.token(actor)}
    return respond(200, to_json(told))


def _drop(actor: Actor, seen: MovePreview, reason: str, *, agreed: bool, now: datetime) -> tuple[Session, Done | None]:
    if not seen.effect.is_change:
        return seen.session, None
    move = SessionMove(seen.starts_at, seen.ends_at, seen.trainer_id, seen.location_id)
    return move_undoably(actor, move, session_id=seen.session.pk, override_reason=reason, agreed=agreed, now=now)


def _valid(form: MoveForm) -> MoveForm:
    if not form.is_valid():
        raise Invalid({name: [str(text) for text in texts] for name, texts in form.errors.items()})
    return form


def _problem(refusal: Denial | Invalid) -> HttpResponse:
    """The refusal as the calendar's script reads it."""
    if isinstance(refusal, Invalid):
        text = " ".join(text for texts in refusal.errors.values() for text in texts)
        return respond(400, to_json(problem(400, refusal.code, text, errors=refusal.errors)))
    answer = refused_answer(refusal)
    return respond(answer.status, answer.body)


# A new session


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*STAFF)
@while_on(CLASSES_ON)
@idempotent
def new(request: PageRequest) -> HttpResponse:
    """Puts one session on the calendar, published or as a draft. A stretch drawn on the calendar fills in the times."""
    actor, now = request.actor, request.now
    form = _session_form(request)

    def act(data: Mapping[str, Any]) -> Session:
        publish = request.POST.get("status") != "draft"
        reason = data["override_reason"].strip()
        return create_session(actor, form.draft(), publish=publish, override_reason=reason, now=now)

    came = submit(request, form, act, names=FIELDS)
    if came.is_done:
        made = came.result
        text = _("%(title)s is on the calendar.") % {"title": made.title}
        return done(actor, page(actor, "booking:desk-session", made.pk), text, request=request)
    context = desk(
        actor,
        form=form,
        title=_("New session"),
        subtitle="",
        back_label=_("Calendar"),
        is_busy=came.code == TrainerBusy.code,
        has_types=class_types_of(actor).exists(),
        back_url=page(actor, "planning:calendar"),
    )
    return render_form("planning/new.html", context, request=request, status=came.status)


def _session_form(request: PageRequest) -> SessionForm:
    actor = request.actor
    named = ("on", "starts", "ends", "overnight", "trainer", "class_type")
    hints = {name: request.GET[name] for name in named if name in request.GET}
    initial = wall_values(next_hour(request.now, actor.zone), None, actor.zone) | hints
    form = SessionForm(answers(request), formats=actor.formats, initial=initial)
    form.offer("class_type", [(one.pk, one.name) for one in class_types_of(actor)])
    locations = [(location.pk, location.name) for location in open_locations(actor)]
    form.offer("location", locations, empty=_("As the class type says"))
    people = [(one.pk, one.name) for one in calendar_trainers(actor)]
    if actor.can(Role.MANAGER):
        form.offer("trainer", people, empty=_("As the class type says"))
    else:
        form.offer("trainer", [pair for pair in people if pair[0] == actor.staff_id])
    return form
