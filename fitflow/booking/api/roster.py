"""Running a session by program: its roster and history, what a move would do, one place more, publishing."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.booking.forms import schema
from fitflow.booking.forms.desk_api import ExtraSpotIn, PublishIn
from fitflow.booking.queries.history import session_history
from fitflow.booking.queries.roster import Held, Person, roster_of
from fitflow.booking.queries.sessions import session_json
from fitflow.booking.refusals import CONFIRMING, PeopleWait, TooManyHolds, WaivedCreditsSpent, WrongStatus
from fitflow.booking.services.capacity import add_extra_spot
from fitflow.booking.services.roster import book_extra_spot, mark_rest_present
from fitflow.booking.services.sessions import publish_session
from fitflow.core.actor import STAFF
from fitflow.core.doors import idempotent, refuses
from fitflow.core.paging import next_url, read_limit
from fitflow.core.problems import respond
from fitflow.core.requests import ApiRequest
from fitflow.core.shapes import read
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
    return Response(
        {
            "session": session_id,
            "capacity": found.row.capacity,
            "booked": len(found.people),
            "arrived": found.arrived,
            "results": [person_shape(person) for person in found.people],
            "cancelled": [person_shape(person) for person in found.cancelled],
            "waitlist": list(found.waitlist),
            "holds": [held_shape(one) for one in found.held],
            "next": None,
        }
    )


def person_shape(person: Person) -> dict[str, Any]:
    return {
        "booking": person.booking_id,
        "client": {"id": person.client_id, "name": person.name, "phone": person.phone},
        "spot": {"number": person.number, "label": person.label},
        "status": person.status,
        "credits_used": person.credits,
        "confirmed_at": person.confirmed_at,
        "booked_by_staff": person.by_staff,
        "attendance": person.mark,
        "attendance_method": person.method,
        "marked_at": person.marked_at,
        "cancelled_at": person.cancelled_at,
        "cancel_reason": person.cancel_reason,
        "refund_percent": person.refund_percent,
        "credits_refunded": person.credits_refunded,
        "penalty": person.penalty,
        "credits_left": person.credits_left,
        "is_first": person.is_first,
        "flags": list(person.flags),
    }


def held_shape(one: Held) -> dict[str, Any]:
    return {
        "id": one.id,
        "client": {"id": one.client_id, "name": one.name},
        "spot": {"number": one.number, "label": one.label},
        "created_at": one.created_at,
        "expires_at": one.expires_at,
    }


@extend_schema(operation_id="admin_sessions_history", tags=TAG, parameters=PAGING, responses=schema.SessionHistoryOut)
@api_view(["GET"])
@allow(*STAFF)
def history(request: ApiRequest, session_id: UUID) -> Response:
    """What happened in a session, newest first, with a sentence for each."""
    limit = read_limit(request.GET.get("limit", ""))
    part = session_history(request.actor, session_id, cursor=request.GET.get("cursor", ""), limit=limit)
    rows = [
        {
            "id": row.event.pk,
            "type": row.event.type,
            "at": row.event.at,
            "by": {"id": row.event.actor_id, "name": row.said.who},
            "words": row.said.text,
            "payload": row.event.payload,
        }
        for row in part.rows
    ]
    return Response({"results": rows, "next": next_url(request._request, part.next)})


@extend_schema(operation_id="admin_sessions_extra_place", tags=TAG, request=ExtraSpotIn, responses=schema.SessionOut)
@refuses(PeopleWait, *CONFIRMING, TooManyHolds)
@api_view(["POST"])
@allow(*STAFF)
@idempotent
def extra_place(request: ApiRequest, session_id: UUID) -> HttpResponse:
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
    return Response({"marked": mark_rest_present(request.actor, session_id=session_id, now=request.now)})
