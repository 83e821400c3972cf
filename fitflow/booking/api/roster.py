"""Running a session by program: its roster and history, what a move would do, one spot more, publishing."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.booking.forms import schema
from fitflow.booking.forms.desk_api import ExtraSpotIn, PublishIn
from fitflow.booking.queries.history import session_history
from fitflow.booking.queries.roster import roster_of
from fitflow.booking.queries.sessions import session_json
from fitflow.booking.refusals import CONFIRMING, PeopleWait, TooManyHolds, WaivedCreditsSpent, WrongStatus
from fitflow.booking.services.capacity import add_extra_spot
from fitflow.booking.services.roster import book_extra_spot, mark_rest_present
from fitflow.booking.services.sessions import publish_session
from fitflow.core.actor import STAFF
from fitflow.core.doors import idempotent, refuses
from fitflow.core.paging import read_limit
from fitflow.core.problems import respond
from fitflow.core.requests import ApiRequest
from fitflow.core.shapes import answer, answer_part, read
from fitflow.organizations.doors import allow, while_on
from fitflow.schedule.refusals import TrainerBusy
from fitflow.schedule.settings import CLASSES_ON

TAG = ["Sessions (staff)"]
PAGING = [OpenApiParameter("cursor", str), OpenApiParameter("limit", int)]


@extend_schema(operation_id="admin_sessions_roster", tags=TAG, responses=schema.RosterOut)
@api_view(["GET"])
@allow(*STAFF)
def roster(request: ApiRequest, session_id: UUID) -> Response:
    """Who is booked, with marks; the queue; places held now."""
    found = roster_of(request.actor, session_id, now=request.now)
    shown = {
        "session": session_id,
        "capacity": found.row.capacity,
        "booked": len(found.people),
        "arrived": found.arrived,
        "results": found.people,
        "cancelled": found.cancelled,
        "waitlist": found.waitlist,
        "holds": found.held,
        "next": None,
    }
    return answer(schema.RosterOut, shown)


@extend_schema(operation_id="admin_sessions_history", tags=TAG, parameters=PAGING, responses=schema.SessionHistoryOut)
@api_view(["GET"])
@allow(*STAFF)
def history(request: ApiRequest, session_id: UUID) -> Response:
    """What happened in a session, newest first, with a sentence for each."""
    limit = read_limit(request.GET.get("limit", ""))
    part = session_history(request.actor, session_id, cursor=request.GET.get("cursor", ""), limit=limit)
    return answer_part(schema.SessionHistoryOut, request, part)


@extend_schema(operation_id="admin_sessions_extra_place", tags=TAG, request=ExtraSpotIn, responses=schema.SessionOut)
@refuses(PeopleWait, *CONFIRMING, TooManyHolds)
@api_view(["POST"])
@allow(*STAFF)
@idempotent
def extra_spot(request: ApiRequest, session_id: UUID) -> HttpResponse:
    """One place more than planned, with a reason; for a client at once, unless others wait."""
    asked = read(ExtraSpotIn, request.data)
    reason, client_id = asked["reason"], asked.get("client")
    if client_id:
        book_extra_spot(request.actor, session_id=session_id, client_id=client_id, reason=reason, now=request.now)
    else:
        add_extra_spot(request.actor, session_id=session_id, reason=reason, now=request.now)
    return respond(200, session_json(request.actor, session_id))


@extend_schema(operation_id="admin_sessions_publish", tags=TAG, request=PublishIn, responses=schema.SessionOut)
@refuses(WrongStatus, TrainerBusy)
@api_view(["POST"])
@allow(*STAFF)
@while_on(CLASSES_ON)
@idempotent
def publish(request: ApiRequest, session_id: UUID) -> HttpResponse:
    """Opens a draft to members."""
    asked = read(PublishIn, request.data)
    publish_session(request.actor, session_id=session_id, override_reason=asked["override_reason"], now=request.now)
    return respond(200, session_json(request.actor, session_id))


@extend_schema(operation_id="admin_sessions_rest_present", tags=TAG, request=None, responses=schema.MarkedOut)
@refuses(WaivedCreditsSpent)
@api_view(["POST"])
@allow(*STAFF)
@idempotent
def rest_present(request: ApiRequest, session_id: UUID) -> Response:
    """Everybody without a mark is present."""
    marked = mark_rest_present(request.actor, session_id=session_id, now=request.now)
    return answer(schema.MarkedOut, {"marked": marked})
