"""Series, and acts on many sessions, for programs: the same services as the pages."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.booking.refusals import CapacityBelowOccupied, WrongStatus
from fitflow.core.actor import STAFF, Role
from fitflow.core.doors import idempotent, refuses, says_only
from fitflow.core.editing import ChangedMeanwhile, edits_as, tagged
from fitflow.core.errors import Invalid
from fitflow.core.paging import part_of, read_limit
from fitflow.core.requests import ApiRequest
from fitflow.core.shapes import Shape, Together, answer, answer_part, read, said_as
from fitflow.organizations.doors import allow, while_on
from fitflow.organizations.refusals import QuotaReached
from fitflow.planning.forms import schema
from fitflow.planning.forms import series_api as forms
from fitflow.planning.queries.bulk import report_of
from fitflow.planning.refusals import SeriesOver
from fitflow.planning.services import series as services
from fitflow.planning.services import series_changes as changes
from fitflow.planning.services.bulk import cancel_sessions
from fitflow.planning.services.substitutes import replace_trainer
from fitflow.schedule.queries.series import one_series, rule_of, series_of
from fitflow.schedule.refusals import EquipmentBusy, RoomBusy, TrainerBusy
from fitflow.schedule.rules.series import series_words
from fitflow.schedule.settings import CLASSES_ON

TAG = ["Series"]
MANY = ["Many sessions"]
PAGING = [OpenApiParameter("cursor", str), OpenApiParameter("limit", int)]


@extend_schema(operation_id="series_list", tags=TAG, parameters=PAGING, responses=schema.SeriesListOut, methods=["GET"])
@extend_schema(
    operation_id="series_create",
    tags=TAG,
    request=forms.SeriesIn,
    responses={201: schema.SeriesMadeOut},
    methods=["POST"],
)
@refuses(TrainerBusy, QuotaReached, on="POST")
@api_view(["GET", "POST"])
@allow(*STAFF)
@while_on(CLASSES_ON)
def all_series(request: ApiRequest) -> HttpResponse:
    """The series one may run; or a new one. 409 `trainer_busy` lists dates, unless `on_conflict` says what to do."""
    if request.method == "POST":
        return _create(request)
    limit = read_limit(request.GET.get("limit", ""))
    rows = series_of(request.actor)
    part = part_of(rows, "starts_on", "id", cursor=request.GET.get("cursor", ""), limit=limit)
    return answer_part(schema.SeriesListOut, request, part, actor=request.actor)


@idempotent
def _create(request: ApiRequest) -> Response:
    asked = read(forms.SeriesIn, request.data)
    made = services.create_series(
        request.actor,
        forms.draft_of(asked),
        on_conflict=services.OnConflict(asked["on_conflict"]),
        override_reason=asked["override_reason"],
        now=request.now,
    )
    return answer(
        schema.SeriesMadeOut, Together({"sessions": made.sessions}, made.series), status=201, actor=request.actor
    )


@extend_schema(operation_id="series_preview", tags=TAG, request=forms.SeriesIn, responses=schema.SeriesPreviewOut)
@api_view(["POST"])
@allow(*STAFF)
@while_on(CLASSES_ON)
@idempotent
def preview(request: ApiRequest) -> Response:
    """The dates a series would have now, and what is in the way of each. Nothing is written."""
    draft = forms.draft_of(read(forms.SeriesIn, request.data))
    series, dates = services.preview_series(request.actor, draft, now=request.now)
    words = series_words(rule_of(series), request.actor.formats)
    return says_only(answer(schema.SeriesPreviewOut, {"words": words, "dates": dates}))


@extend_schema(operation_id="series_one", tags=TAG, responses=schema.SeriesOut, methods=["GET"])
@extend_schema(
    operation_id="series_change",
    tags=TAG,
    request=forms.SeriesPatch,
    responses=schema.SeriesChangedOut,
    methods=["PATCH"],
)
@refuses(
    SeriesOver, WrongStatus, CapacityBelowOccupied, TrainerBusy, RoomBusy, EquipmentBusy, ChangedMeanwhile, on="PATCH"
)
@api_view(["GET", "PATCH"])
@allow(*STAFF)
@while_on(CLASSES_ON)
def one(request: ApiRequest, series_id: UUID) -> HttpResponse:
    """One series. Changing it moves the people who are booked along, and tells them."""
    if request.method == "PATCH":
        return _change(request, series_id=series_id)
    return tagged(_read(request, series_id))


def _read(request: ApiRequest, series_id: UUID) -> Response:
    return _answer(request, schema.SeriesOut, one_series(request.actor, series_id))


@idempotent
@edits_as(_read)
def _change(request: ApiRequest, series_id: UUID) -> Response:
    asked = read(forms.SeriesPatch, request.data)
    if asked["scope"] == changes.Scope.THIS:
        return _change_one(request, series_id, asked)
    edited = changes.edit_series(
        request.actor,
        forms.changes_of(asked),
        series_id=series_id,
        from_on=_first_day(asked),
        choice=forms.choice_of(asked),
        now=request.now,
    )
    counts = {"sessions": edited.sessions, "bookings": edited.bookings, "made": edited.made, "left": edited.left_alone}
    series = one_series(request.actor, edited.series.pk)
    return _answer(request, schema.SeriesChangedOut, counts, edited.dropped, series)


def _change_one(request: ApiRequest, series_id: UUID, asked: dict[str, Any]) -> Response:
    if "session" not in asked:
        raise Invalid.field("session", _("Name the session that is meant by the scope “this”."))
    changes.edit_one(
        request.actor,
        forms.changes_of(asked),
        series_id=series_id,
        session_id=asked["session"],
        override_reason=asked["override_reason"],
        now=request.now,
    )
    return answer(
        schema.SeriesMadeOut, Together({"sessions": 1}, one_series(request.actor, series_id)), actor=request.actor
    )


def _first_day(asked: dict[str, Any]) -> date | None:
    if asked["scope"] == changes.Scope.ALL:
        return None
    if "on" not in asked:
        raise Invalid.field("on", _("Name the first day that is meant by the scope “following”."))
    first: date = asked["on"]
    return first


@extend_schema(operation_id="series_end", tags=TAG, request=forms.EndIn, responses=schema.SeriesEndedOut)
@refuses(SeriesOver)
@api_view(["POST"])
@allow(*STAFF)
@while_on(CLASSES_ON)
@idempotent
def end(request: ApiRequest, series_id: UUID) -> Response:
    """No more sessions after a day: those nobody is in vanish, in the others everybody is refunded and told."""
    asked = read(forms.EndIn, request.data)
    dropped = changes.end_series(request.actor, series_id=series_id, **asked, now=request.now)
    return _answer(request, schema.SeriesEndedOut, dropped, one_series(request.actor, series_id))


@extend_schema(operation_id="series_date", tags=TAG, request=forms.DateIn, responses=schema.SeriesMadeOut)
@refuses(SeriesOver, TrainerBusy)
@api_view(["POST"])
@allow(*STAFF)
@while_on(CLASSES_ON)
@idempotent
def plan_date(request: ApiRequest, series_id: UUID) -> Response:
    """Plan a date after all that was left out."""
    asked = read(forms.DateIn, request.data)
    made = services.plan_left_out_date(request.actor, series_id=series_id, **asked, now=request.now)
    return _answer(request, schema.SeriesMadeOut, {"sessions": made.sessions}, made.series)


@extend_schema(
    operation_id="sessions_cancel",
    tags=MANY,
    request=forms.CancelManyIn,
    responses={200: schema.CancelRunOut, 202: schema.CancelRunOut},
)
@api_view(["POST"])
@allow(*STAFF)
@idempotent
def cancel(request: ApiRequest) -> Response:
    """Cancel many sessions. 200 when all is done; 202 while it goes on: ask `/admin/sessions/cancel/{id}`."""
    asked = read(forms.CancelManyIn, request.data)
    selection = forms.selection_of(request.actor, asked)
    report = cancel_sessions(request.actor, selection, reason=asked["reason"], now=request.now)
    return answer(schema.CancelRunOut, report, status=200 if report.is_done else 202)


@extend_schema(operation_id="sessions_cancel_progress", tags=MANY, responses=schema.CancelRunOut)
@api_view(["GET"])
@allow(*STAFF)
def run(request: ApiRequest, run_id: UUID) -> Response:
    """How far it has come, and what could not be cancelled."""
    return answer(schema.CancelRunOut, report_of(request.actor, run_id))


@extend_schema(
    operation_id="sessions_replace_trainer", tags=MANY, request=forms.ReplaceIn, responses=schema.ReplacedOut
)
@refuses(TrainerBusy, RoomBusy, EquipmentBusy)
@api_view(["POST"])
@allow(Role.MANAGER)
@idempotent
def replace(request: ApiRequest) -> Response:
    """Another trainer for many sessions, all or none. 409 `trainer_busy` lists the conflicts."""
    asked = read(forms.ReplaceIn, request.data)
    selection = forms.selection_of(request.actor, asked)
    with said_as({"trainer": "substitute"}):
        replaced = replace_trainer(
            request.actor,
            selection,
            trainer_id=asked["substitute"],
            on_conflict=services.OnConflict(asked["on_conflict"]),
            override_reason=asked["override_reason"],
            now=request.now,
        )
    return answer(schema.ReplacedOut, replaced)


def _answer(request: ApiRequest, shape: type[Shape], *known: Any, status: int = 200) -> Response:
    """A series with what else is known of it."""
    return answer(shape, Together(*known), status=status, actor=request.actor)
