"""The schedule, and its making by staff."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.booking.forms import schema
from fitflow.booking.forms.api import SessionIn, SessionPatch, cursor_of, session_filter
from fitflow.booking.queries.sessions import schedule_json, session_json
from fitflow.booking.refusals import AskFirst, CapacityBelowOccupied, WrongStatus
from fitflow.booking.services.moving import SessionMove
from fitflow.booking.services.new_sessions import SessionDraft, create_session
from fitflow.booking.services.sessions import SessionDetails, cancel_session, change_session
from fitflow.core.actor import INSIDERS, STAFF
from fitflow.core.doors import idempotent, refuses
from fitflow.core.editing import ChangedMeanwhile, edits_as
from fitflow.core.errors import Invalid
from fitflow.core.etags import with_etag
from fitflow.core.paging import next_url, read_limit
from fitflow.core.problems import respond
from fitflow.core.requests import ApiRequest
from fitflow.core.shapes import read, said_as
from fitflow.organizations.doors import allow, while_on
from fitflow.organizations.refusals import QuotaReached
from fitflow.schedule.refusals import EquipmentBusy, RoomBusy, TrainerBusy
from fitflow.schedule.settings import CLASSES_ON

WINDOW = {
    "registration_opens_at": "opens_at",
    "registration_closes_at": "closes_at",
    "late_cancel_at": "late_cancel_at",
}
UNCHANGED = OpenApiResponse(description="nothing new since the answer with the ETag of If-None-Match")
TAG, DESK = ["Sessions"], ["Sessions (staff)"]
QUERY = [
    OpenApiParameter(name, str, description=words)
    for name, words in {
        "from": "a studio day (2026-11-20) or a time with its offset; without both, from today on",
        "to": "a studio day (included) or a time (excluded)",
        "trainer_id": "only this trainer's",
        "type": "only this class type, or a kind: class, personal, check_in",
        "location_id": "only at this location",
        "available": "true: only with a free place",
        "cursor": "from `next` of the page before",
        "limit": "1 to 200",
    }.items()
]


@extend_schema(
    operation_id="sessions_list", tags=TAG, parameters=QUERY, responses={200: schema.SessionListOut, 304: UNCHANGED}
)
@api_view(["GET"])
@allow(*INSIDERS)
@while_on(CLASSES_ON)
def sessions(request: ApiRequest) -> HttpResponse:
    """The schedule: sessions in order of their start."""
    limit = read_limit(request.GET.get("limit", ""), default=200)
    page = schedule_json(request.actor, session_filter(request.actor, request.GET.dict(), now=request.now, limit=limit))
    following = next_url(request._request, cursor_of(page.next)) if page.next else None
    link = f'"{following}"' if following else "null"
    return with_etag(request._request, f'{{"results":{page.body},"next":{link}}}')


@extend_schema(operation_id="sessions_read", tags=TAG, responses={200: schema.SessionOut, 304: UNCHANGED})
@api_view(["GET"])
@allow(*INSIDERS)
@while_on(CLASSES_ON)
def session(request: ApiRequest, session_id: UUID) -> HttpResponse:
    """One session, with what is mine in it."""
    return with_etag(request._request, session_json(request.actor, session_id))


@extend_schema(operation_id="admin_sessions_create", tags=DESK, request=SessionIn, responses={201: schema.SessionOut})
@refuses(TrainerBusy, QuotaReached)
@api_view(["POST"])
@allow(*STAFF)
@while_on(CLASSES_ON)
@idempotent
def create(request: ApiRequest) -> HttpResponse:
    """Puts a session on the calendar."""
    asked = read(SessionIn, request.data)
    draft = SessionDraft(
        class_type_id=asked["class_type"],
        trainer_id=asked.get("trainer"),
        location_id=asked.get("location"),
        starts_at=asked["starts_at"],
        ends_at=asked.get("ends_at"),
        capacity=asked.get("capacity"),
        cost_credits=asked.get("cost_credits"),
        policy_id=asked.get("policy"),
        online_url=asked["online_url"],
        note=asked["note"],
        **{column: asked.get(name) for name, column in WINDOW.items()},
    )
    with said_as({column: name for name, column in WINDOW.items()}):
        made = create_session(
            request.actor,
            draft,
            publish=asked["status"] == "published",
            override_reason=asked["override_reason"],
            now=request.now,
        )
    return respond(201, session_json(request.actor, made.pk))


MOVES = ("starts_at", "ends_at", "trainer", "location")
DETAILS = {
    "cost_credits": "cost_credits",
    "policy": "policy_id",
    "online_url": "online_url",
    "note": "note",
    **WINDOW,
}


def _read(request: ApiRequest, session_id: UUID) -> Response:
    return Response(session_json(request.actor, session_id))


@extend_schema(operation_id="admin_sessions_change", tags=DESK, request=SessionPatch, responses=schema.SessionOut)
@refuses(WrongStatus, AskFirst, CapacityBelowOccupied, TrainerBusy, RoomBusy, EquipmentBusy, ChangedMeanwhile)
@api_view(["PATCH"])
@allow(*STAFF)
@idempotent
@edits_as(_read)
def change(request: ApiRequest, session_id: UUID) -> HttpResponse:
    """Changes, publishes or cancels a session."""
    asked = read(SessionPatch, request.data)
    if asked.get("status") == "cancelled":
        refuse_dropped(request.data)
        cancel_session(request.actor, session_id=session_id, reason=asked["reason"], now=request.now)
    else:
        apply_changes(request.actor, session_id, asked, request.now)
    return respond(200, session_json(request.actor, session_id))


def refuse_dropped(named: Iterable[str]) -> None:
    """Calling off a session changes nothing else of it: what would be dropped is named instead."""
    words = _("This is not changed while the session is called off. Leave it out, or send it before.")
    if dropped := sorted(set(named) - {"status", "reason"}):
        raise Invalid({name: [words] for name in dropped})


def apply_changes(actor: Any, session_id: UUID, asked: dict[str, Any], now: datetime) -> None:
    moved = {name: asked[name] for name in MOVES if name in asked}
    move = SessionMove(moved.get("starts_at"), moved.get("ends_at"), moved.get("trainer"), moved.get("location"))
    edited = {column: asked[name] for name, column in DETAILS.items() if name in asked}
    with said_as({column: name for name, column in DETAILS.items()}):
        change_session(
            actor,
            session_id=session_id,
            move=move if moved else None,
            details=SessionDetails(frozenset(edited), **edited),
            capacity=asked.get("capacity"),
            publish=asked.get("status") == "published",
            override_reason=asked["override_reason"],
            reason=asked["reason"],
            agreed=asked["agreed"],
            now=now,
        )
