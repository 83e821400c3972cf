"""The calendar of the desk: an island for those who drag, a list of the day for everybody, one feed behind both."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fitflow.booking.queries.sessions import SessionRow
from fitflow.booking.queries.today import with_arrivals
from fitflow.core.actor import STAFF, Actor, Role
from fitflow.core.errors import Invalid
from fitflow.core.etags import with_etag
from fitflow.core.pages import page
from fitflow.core.problems import problem, respond, to_json
from fitflow.core.requests import PageRequest
from fitflow.core.zones import DAY, check_reach, day_bounds, days_bounds, is_within_reach, local_date, week_start_on
from fitflow.organizations.doors import allow
from fitflow.organizations.models import Location, Staff
from fitflow.planning.queries.calendar import (
    CalendarPart,
    calendar_locations,
    calendar_part,
    calendar_trainers,
)
from fitflow.planning.views.calendar_look import keep_look, read_look
from fitflow.schedule.rules.sessions import CANCELLED, COMPLETED, DRAFT, IN_PROGRESS, PUBLISHED
from fitflow.schedule.settings import CLASSES_ON, COLOR_BY
from fitflow.ui.desk import desk, render_live, version_of
from fitflow.ui.htmx import is_fragment
from fitflow.ui.nav import DayChip, NavItem
from fitflow.ui.tones import tone_of

#: The longest stretch the feed answers for: a month view with its neighbours.
MOST_DAYS = 45
EVERYBODY = "all"
VIEWS = ("", "calendar", "list")
#: What the island shows, and whether its week has a column for each trainer: kept in the address.
MODES, BYS = ("day", "week", "month"), ("trainer", "day")
MORNING, EVENING = 6, 16
NOWHERE = UUID(int=0)
STATUS_TONES: Mapping[str, str] = {
    DRAFT: "slate",
    PUBLISHED: "blue",
    IN_PROGRESS: "green",
    COMPLETED: "teal",
    CANCELLED: "red",
}


@require_safe
@allow(*STAFF)
def calendar(request: PageRequest) -> HttpResponse:
    """The page. Phones and browsers without scripts begin with the list of one day."""
    actor, now = request.actor, request.now
    today = local_date(now, actor.zone)
    on = _day(request.GET.get("on", ""), today)
    trainers, locations = calendar_trainers(actor), calendar_locations(actor)
    look = read_look(actor, request)
    chosen, where = _chosen(actor, look["trainer"], trainers), _one_of(look["location"], locations)
    view = _known(look, "view", VIEWS)
    shown = {"mode": _known(look, "mode", MODES), "by": _known(look, "by", BYS)}
    part = calendar_part(actor, day_bounds(on, actor.zone), trainer_id=chosen, location_id=where)
    rows = with_arrivals(list(part.sessions))
    kept = {"trainer": str(chosen or EVERYBODY), "view": view, **shown, "location": str(where or EVERYBODY)}
    context = desk(
        actor,
        on=on,
        today=today,
        view=view,
        rows=rows,
        trainers=trainers,
        chosen=chosen,
        locations=locations,
        where=where,
        chips=_chips(actor, on, kept),
        ways=_ways(actor, on, today, kept),
        views=_views(actor, on, view, kept),
        week=[] if is_fragment(request) else _first_week(actor, on, today, view, shown["mode"], chosen, where),
        data={**_island(actor, on, trainers, chosen, now), **shown, "location": str(where or "")},
        shown=shown,
        new_url=_new_url(actor),
    )
    version = version_of(rows, on)
    answer = render_live("planning/calendar.html", context, request=request, version=version)
    return keep_look(answer, request, kept)


def _first_week(
    actor: Actor, on: date, today: date, view: str, mode: str, trainer_id: UUID | None, location_id: UUID | None
) -> list[dict[str, Any]]:
    """What the calendar opens with, drawn at once: its script takes a second to come. Nothing where it opens else."""
    if view == "list" or mode not in ("", "week"):
        return []
    first = week_start_on(on, actor.organization.week_start)
    days = [first + number * DAY for number in range(7)]
    period = days_bounds(first, days[-1], actor.zone)
    found: dict[date, list[SessionRow]] = {day: [] for day in days}
    for row in calendar_part(actor, period, trainer_id=trainer_id, location_id=location_id).sessions:
        found.setdefault(local_date(row.starts_at, actor.zone), []).append(row)
    return [{"on": day, "is_today": day == today, "rows": found[day]} for day in days]


def _known(look: Mapping[str, str], name: str, known: tuple[str, ...]) -> str:
    return look[name] if look[name] in known else ""


def _one_of(text: str, rows: Iterable[Staff | Location]) -> UUID | None:
    return next((one.pk for one in rows if str(one.pk) == text), None)


def _new_url(actor: Actor) -> str:
    """Where a session is made; nowhere while the studio gives no classes."""
    return page(actor, "planning:session-new") if actor.setting(CLASSES_ON) else ""


def _day(text: str, today: date) -> date:
    """The day asked for; today when there is none, or it cannot be read."""
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return today
    return on if is_within_reach(on) else today


def _chosen(actor: Actor, text: str, trainers: list[Staff]) -> UUID | None:
    """Whose sessions: a trainer begins with the own ones, everybody else with all."""
    if not text and not actor.can(Role.MANAGER):
        return actor.staff_id
    return _one_of(text, trainers)


def _address(actor: Actor, on: date, kept: dict[str, str], **changed: str) -> str:
    query = {"on": on.isoformat(), **kept, **changed}
    return f"{page(actor, 'planning:calendar')}?{urlencode({name: value for name, value in query.items() if value})}"


def _chips(actor: Actor, on: date, kept: dict[str, str]) -> list[DayChip]:
    """The week around the day."""
    first = week_start_on(on, actor.organization.week_start)
    days = [first + number * DAY for number in range(7)]
    return [DayChip(one, _address(actor, one, kept), selected=one == on) for one in days]


def _ways(actor: Actor, on: date, today: date, kept: dict[str, str]) -> dict[str, str]:
    week = timedelta(days=7)
    return {
        "earlier": _address(actor, on - week, kept),
        "later": _address(actor, on + week, kept),
        "today": _address(actor, today, kept),
    }


def _views(actor: Actor, on: date, view: str, kept: dict[str, str]) -> list[NavItem]:
    named = [("calendar", _("Calendar"), "calendar"), ("list", _("List"), "list")]
    current = view or "list"
    return [
        NavItem(label, _address(actor, on, kept, view=name), icon, active=name == current)
        for name, label, icon in named
    ]


def _island(actor: Actor, on: date, trainers: list[Staff], chosen: UUID | None, now: datetime) -> dict[str, Any]:
    """What the island is told: addresses, columns, the studio's clock and words. Ids stand in for `NOWHERE`."""
    shown = [one for one in trainers if chosen in (None, one.pk)]
    per_session = ("peek", "drop", "preview", "move")
    names = {
        "peek": "booking:session-peek",
        "drop": "planning:calendar-drop",
        "preview": "planning:calendar-preview",
        "move": "planning:session-move",
    }
    return {
        "feed": page(actor, "planning:calendar-feed"),
        "new": _new_url(actor),
        **{name: page(actor, names[name], NOWHERE) for name in per_session},
        "nowhere": str(NOWHERE),
        "trainer": str(chosen or ""),
        "resources": [{"id": str(one.pk), "title": one.name} for one in shown],
        "on": on.isoformat(),
        "offset": now.astimezone(actor.zone).isoformat()[-6:],
        "today": local_date(now, actor.zone).isoformat(),
        "morning": f"{MORNING:02}:00",
        "aroundNow": f"{hour_around(now.astimezone(actor.zone)):02}:00",
        "firstDay": actor.organization.week_start % 7,
        "mayMoveAcross": actor.can(Role.MANAGER),
        "own": str(actor.staff_id or ""),
        "words": words(),
    }


def hour_around(wall: datetime) -> int:
    """Where today is scrolled to: an hour before now, but neither in the night nor where the day is nearly over."""
    return max(MORNING, min(wall.hour - 1, EVENING))


def words() -> dict[str, str]:
    """What the island says."""
    return {
        "today": _("Today"),
        "prev": _("Earlier"),
        "next": _("Later"),
        "day": _("Day"),
        "week": _("Week"),
        "month": _("Month"),
        "byTrainer": _("By trainer"),
        "label": _("Calendar"),
        "waiting": _("%s waiting"),
        "held": _("%s held"),
        "draft": _("Draft"),
        "cancelled": _("Cancelled"),
        "more": _("%s more"),
        "agree": _("Move it"),
        "busy": _("Move"),
        "newSession": _("New session"),
        "cut": _("Only the first sessions are shown: choose a trainer or fewer days."),
        "signedOut": _("You are no longer signed in on this page. Nothing was changed."),
        "signIn": _("Sign in and come back"),
        "noAnswer": _("The server could not be reached. Nothing was changed; try again in a moment."),
        "stale": _("The calendar could not be renewed. It is tried again."),
    }


@require_safe
@allow(*STAFF)
def feed(request: PageRequest) -> HttpResponse:
    """Sessions between two studio days as JSON, in floating times of the studio's clock; 304 while nothing changed."""
    actor = request.actor
    try:
        first, last = _date(request.GET.get("from", ""), "from"), _date(request.GET.get("to", ""), "to")
        if not first <= last < first + MOST_DAYS * DAY:
            raise Invalid.field("to", _("Ask for at most %(days)d days, the first one first.") % {"days": MOST_DAYS})
        trainer_id, location_id = (_id(request, name) for name in ("trainer", "location"))
    except Invalid as refusal:
        return respond(400, to_json(problem(400, refusal.code, errors=refusal.errors)))
    period = days_bounds(first, last, actor.zone)
    part = calendar_part(actor, period, trainer_id=trainer_id, location_id=location_id)
    return with_etag(request, feed_json(actor, part, request.now))


def _date(text: str, name: str) -> date:
    try:
        on = date.fromisoformat(text)
    except ValueError as error:
        raise Invalid.field(name, _("Give a day such as 2026-11-20.")) from error
    check_reach(**{name: on})
    return on


def _id(request: PageRequest, name: str) -> UUID | None:
    text = request.GET.get(name, "")
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Invalid.field(name, _("This is no id: use one of an earlier answer.")) from error


def feed_json(actor: Actor, part: CalendarPart, now: datetime) -> str:
    return to_json({"events": [_event(actor, row, now) for row in part.sessions], "isCut": part.is_cut})


def _event(actor: Actor, row: SessionRow, now: datetime) -> dict[str, Any]:
    starts, ends = (_floating(at, actor) for at in (row.starts_at, row.ends_at))
    if ends <= starts:  # In the night the clocks go back an hour may end before it began: drawn with its length.
        ends = (row.starts_at.astimezone(actor.zone).replace(tzinfo=None) + (row.ends_at - row.starts_at)).isoformat()
    can_move = row.status == DRAFT or row.status == PUBLISHED and row.starts_at > now
    return {
        "id": row.id,
        "trainer": row.trainer_id,
        "start": starts,
        "end": ends,
        "title": row.title,
        "tone": _tone(actor, row),
        "status": row.status,
        "taken": row.taken,
        "held": max(0, row.occupied - row.taken),
        "places": row.capacity,
        "waiting": row.waiting_count,
        "who": row.trainer_name.split(" ")[0],
        "where": row.location_name,
        "mine": can_move and actor.reaches(location_id=row.location_id, trainer_id=row.trainer_id),
    }


def _floating(at: datetime, actor: Actor) -> str:
    return at.astimezone(actor.zone).replace(tzinfo=None).isoformat()


def _tone(actor: Actor, row: SessionRow) -> str:
    """By class type, trainer or state, as the studio chose."""
    by = actor.setting(COLOR_BY)
    if by == "status":
        return STATUS_TONES[row.status]
    return tone_of(row.trainer_color if by == "trainer" else row.color)
