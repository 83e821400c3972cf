"""The desk's pages about series: the list, planning one, editing it, ending it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fitflow.booking.refusals import CapacityBelowOccupied
from fitflow.core.actor import STAFF, Role
from fitflow.core.doors import idempotent
from fitflow.core.editing import edits
from fitflow.core.errors import Invalid, Refused
from fitflow.core.pages import page
from fitflow.core.requests import PageRequest
from fitflow.core.zones import local_date
from fitflow.organizations.doors import allow, while_on
from fitflow.organizations.queries.staff import has_several_locations
from fitflow.planning.forms.series import SeriesEditForm, SeriesEndForm, SeriesForm
from fitflow.planning.queries.series import fill_of_series, preview_end
from fitflow.planning.services import series as services
from fitflow.planning.services import series_changes as changes
from fitflow.planning.services.bulk import Dropped
from fitflow.schedule.models import Series
from fitflow.schedule.queries.class_types import class_types_of
from fitflow.schedule.queries.series import PlannedDate, one_series, rule_of, series_rows
from fitflow.schedule.queries.sessions import sessions_ahead
from fitflow.schedule.refusals import TrainerBusy
from fitflow.schedule.rules.series import series_words
from fitflow.schedule.settings import CLASSES_ON
from fitflow.ui.forms import answers, submit
from fitflow.ui.htmx import render_page, see_other

#: Beside which field a refusal is said.
SHOWN_AT = {TrainerBusy.code: "on_conflict", CapacityBelowOccupied.code: "capacity"}
#: So many dates are listed one by one; the rest is a number.
SHOWN = 8


@dataclass(frozen=True)
class Preview:
    """What saving would do, for a page; `problem` says why nothing can be shown yet."""

    words: str = ""
    first: tuple[PlannedDate, ...] = ()
    shifted: tuple[PlannedDate, ...] = ()
    busy: tuple[PlannedDate, ...] = ()
    total: int = 0
    last_on: date | None = None
    problem: str = ""

    @property
    def fit(self) -> int:
        return self.total - len(self.busy)

    @property
    def more(self) -> int:
        return self.total - len(self.first)


@require_safe
@allow(*STAFF)
@while_on(CLASSES_ON)
def index(request: PageRequest) -> HttpResponse:
    """Every series in plain words, in the order of the week; those that are over at the end."""
    rows = series_rows(request.actor, now=request.now)
    filled = fill_of_series(request.actor, [row.series.pk for row in rows], now=request.now)
    context = {
        "rows": [(row, filled.get(row.series.pk)) for row in rows if not row.is_over],
        "over": [row for row in rows if row.is_over],
        "has_types": class_types_of(request.actor).exists(),
        "has_several_locations": has_several_locations(request.actor),
        "is_manager": request.actor.can(Role.MANAGER),
    }
    return render_page(request, "planning/series/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*STAFF)
@while_on(CLASSES_ON)
@idempotent
def new(request: PageRequest) -> HttpResponse:
    """Plan a series. Dates on which the trainer is busy are listed; then somebody chooses."""
    chosen = {name: request.GET[name] for name in ("class_type", "trainer", "at") if request.GET.get(name)}
    form = SeriesForm(request.actor, answers(request), now=request.now, initial=chosen)
    shown = _preview(request, form)  # Before the act: its refusal marks fields as wrong.
    came = submit(request, form, lambda _data: _create(request, form), names=SHOWN_AT)
    if came.is_done:
        count = came.result.sessions
        words = ngettext("%(count)d session is planned.", "%(count)d sessions are planned.", count)
        messages.success(request, words % {"count": count})
        return see_other(request, page(request.actor, "planning:series"))
    context = {"form": form, "preview": shown}
    return render_page(request, "planning/series/new.html", context, status=came.status)


@require_safe
@allow(*STAFF)
@while_on(CLASSES_ON)
def preview(request: PageRequest) -> HttpResponse:
    """The dates a form would plan; asked for while somebody fills it in."""
    form = SeriesForm(request.actor, request.GET, now=request.now)
    context = {"form": form, "preview": _preview(request, form)}
    return render_page(request, "planning/series/preview.html", context)


def _create(request: PageRequest, form: SeriesForm) -> services.SeriesMade:
    return services.create_series(
        request.actor, form.draft(), on_conflict=form.decided, override_reason=form.override_text, now=request.now
    )


def _preview(request: PageRequest, form: SeriesForm) -> Preview:
    if not form.is_bound:
        return Preview()
    if not form.is_valid() and not _only_waits_for_a_choice(form):
        return Preview(problem=_("Choose a class, its days and a time to see the dates."))
    try:
        series, dates = services.preview_series(request.actor, form.draft(), now=request.now)
    except Invalid as refusal:
        return Preview(problem=" ".join(text for texts in refusal.errors.values() for text in texts))
    return Preview(
        words=series_words(rule_of(series), request.actor.formats),
        first=tuple(dates[:SHOWN]),
        shifted=tuple(one for one in dates if one.is_shifted or one.is_twice),
        busy=tuple(one for one in dates if one.conflicts),
        total=len(dates),
        last_on=dates[-1].on if dates else None,
    )


def _only_waits_for_a_choice(form: SeriesForm) -> bool:
    return not set(form.errors) - {"on_conflict", "override_reason"}


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*STAFF)
@while_on(CLASSES_ON)
@idempotent
@edits
def edit(request: PageRequest, series_id: UUID) -> HttpResponse:
    """Change one date, a date and all later ones, or everything to come; what it touches is shown before it is done."""
    series = one_series(request.actor, series_id)
    form = _edit_form(request, series, answers(request))
    plan = _plan(request, series, form)  # Before the act: its refusal marks fields as wrong.
    came = submit(request, form, lambda _data: _change(request, series, form), names=SHOWN_AT)
    if came.is_done:
        return see_other(request, page(request.actor, "planning:series"))
    row = next(row for row in series_rows(request.actor, now=request.now) if row.series.pk == series.pk)
    context = {"form": form, "row": row, "series": series, "plan": plan}
    return render_page(request, "planning/series/edit.html", context, status=came.status)


@require_safe
@allow(*STAFF)
@while_on(CLASSES_ON)
def edit_preview(request: PageRequest, series_id: UUID) -> HttpResponse:
    """What an edit would touch; asked for while somebody fills the form in."""
    series = one_series(request.actor, series_id)
    form = _edit_form(request, series, request.GET)
    context = {"form": form, "series": series, "plan": _plan(request, series, form)}
    return render_page(request, "planning/series/edit_preview.html", context)


def _edit_form(request: PageRequest, series: Series, data: Any) -> SeriesEditForm:
    sessions = list(sessions_ahead(request.actor, series.pk, series.starts_on, now=request.now))
    named = request.GET.get("session", "")
    chosen = next((session.pk for session in sessions if str(session.pk) == named), None)
    return SeriesEditForm(request.actor, series, sessions, data, chosen=chosen)


def _plan(request: PageRequest, series: Series, form: SeriesEditForm) -> Mapping[str, Any]:
    """What the edit would do, or why that cannot be said."""
    if not form.is_bound or form.errors.keys() - {"on_conflict", "override_reason", "reason"}:
        return {}
    form.is_valid()
    if form.scope_now is changes.Scope.THIS:
        return {"one": form.by_id.get(str(form.session_id))}
    try:
        plan = changes.preview_edit(
            request.actor, form.changes(), series_id=series.pk, from_on=form.from_on, now=request.now
        )
    except Invalid as refusal:
        return {"problem": " ".join(text for texts in refusal.errors.values() for text in texts)}
    return {"plan": plan, "words": series_words(rule_of(plan.series), request.actor.formats)}


def _change(request: PageRequest, series: Series, form: SeriesEditForm) -> None:
    if form.scope_now is changes.Scope.THIS and form.session_id:
        _change_one(request, series, form)
    else:
        _change_many(request, series, form)


def _change_one(request: PageRequest, series: Series, form: SeriesEditForm) -> None:
    assert form.session_id is not None  # noqa: S101 - the form asks for it
    override = form.override_text if form.decided is services.OnConflict.OVERRIDE else ""
    changes.edit_one(
        request.actor,
        form.changes(),
        series_id=series.pk,
        session_id=form.session_id,
        override_reason=override,
        now=request.now,
    )
    messages.success(request, _("This date is changed. Later edits of the series leave it alone."))


def _change_many(request: PageRequest, series: Series, form: SeriesEditForm) -> None:
    edited = changes.edit_series(
        request.actor, form.changes(), series_id=series.pk, from_on=form.from_on, choice=form.choice(), now=request.now
    )
    parts = [ngettext("%(count)d session is changed.", "%(count)d sessions are changed.", edited.sessions)]
    counts = {"count": edited.sessions, "made": edited.made}
    if edited.made:
        parts.append(ngettext("%(made)d is new.", "%(made)d are new.", edited.made))
    messages.success(request, " ".join(parts) % counts)
    _say_dropped(request, edited.dropped)


def _say_dropped(request: PageRequest, dropped: Dropped) -> None:
    if dropped.withdrawn:
        words = ngettext(
            "%(count)d session that nobody was in is gone.",
            "%(count)d sessions that nobody was in are gone.",
            dropped.withdrawn,
        )
        messages.info(request, words % {"count": dropped.withdrawn})
    if dropped.cancelled:
        words = ngettext(
            "%(count)d session is cancelled; everybody is refunded and told.",
            "%(count)d sessions are cancelled; everybody is refunded and told.",
            dropped.cancelled,
        )
        messages.info(request, words % {"count": dropped.cancelled})


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*STAFF)
@while_on(CLASSES_ON)
@idempotent
def end(request: PageRequest, series_id: UUID) -> HttpResponse:
    """No more sessions after a day; what that takes away is shown first."""
    series = one_series(request.actor, series_id)
    form = SeriesEndForm(answers(request), initial={"last_on": local_date(request.now, request.actor.zone)})
    came = submit(
        request, form, lambda data: changes.end_series(request.actor, series_id=series.pk, now=request.now, **data)
    )
    if came.is_done:
        return _ended(request, came.result)
    context = {
        "form": form,
        "series": series,
        "words": series_words(rule_of(series), request.actor.formats),
        **_end_preview(request, series, form),
    }
    return render_page(request, "planning/series/end.html", context, status=came.status)


@require_safe
@allow(*STAFF)
@while_on(CLASSES_ON)
def end_preview(request: PageRequest, series_id: UUID) -> HttpResponse:
    series = one_series(request.actor, series_id)
    form = SeriesEndForm(request.GET)
    context = {"form": form, "series": series, **_end_preview(request, series, form)}
    return render_page(request, "planning/series/end_preview.html", context)


def _end_preview(request: PageRequest, series: Series, form: SeriesEndForm) -> Mapping[str, Any]:
    last_on = (
        form.cleaned_data.get("last_on")
        if form.is_bound and form.is_valid()
        else form.get_initial_for_field(form.fields["last_on"], "last_on")
    )
    if last_on is None:
        return {"touched": None}
    touched = preview_end(request.actor, series, last_on, now=request.now)
    return {
        "touched": touched,
        "vanishing": sum(one.crowd.is_nobody for one in touched),
        "cancelled": [one for one in touched if not one.crowd.is_nobody],
        "people": sum(one.crowd.bookings for one in touched),
    }


def _ended(request: PageRequest, dropped: Dropped) -> HttpResponse:
    messages.success(request, _("The series has ended."))
    _say_dropped(request, dropped)
    if dropped.run_id is not None:
        return see_other(request, page(request.actor, "planning:cancel-run", dropped.run_id))
    return see_other(request, page(request.actor, "planning:series"))


@require_POST
@allow(*STAFF)
@while_on(CLASSES_ON)
@idempotent
def plan_date(request: PageRequest, series_id: UUID) -> HttpResponse:
    """Plan one date after all that was left out."""
    one_series(request.actor, series_id)
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
    except ValueError as error:
        raise Invalid.field("on", _("Choose one of the dates that were left out.")) from error
    try:
        services.plan_left_out_date(
            request.actor,
            series_id=series_id,
            on=on,
            override_reason=request.POST.get("override_reason", "")[:300],
            now=request.now,
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("This date is planned now."))
    return see_other(request, page(request.actor, "planning:series-edit", series_id))
