"""The API's doors to the locations of a studio."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.core.actor import Role
from fitflow.core.doors import idempotent, refuses
from fitflow.core.editing import ChangedMeanwhile, edits_as
from fitflow.core.errors import Forbidden
from fitflow.core.paging import part_of, read_limit
from fitflow.core.requests import ApiRequest
from fitflow.core.shapes import answer, answer_part, read
from fitflow.organizations.doors import allow, require
from fitflow.organizations.forms import schema
from fitflow.organizations.forms.api import LocationIn
from fitflow.organizations.queries.staff import locations_of, open_locations
from fitflow.organizations.refusals import LastLocation
from fitflow.organizations.services import locations as services

TAG = ["Locations"]
ADMINS = frozenset({Role.ADMIN})


@extend_schema(
    operation_id="locations",
    tags=TAG,
    parameters=[OpenApiParameter("closed", bool), OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
    responses=schema.LocationListOut,
    methods=["GET"],
)
@extend_schema(
    operation_id="location_add", tags=TAG, request=LocationIn, responses={201: schema.LocationOut}, methods=["POST"]
)
@refuses(Forbidden, on="GET")
@api_view(["GET", "POST"])
@allow(Role.PUBLIC)
def locations(request: ApiRequest) -> HttpResponse:
    """Where sessions happen; `closed=true` (staff) lists the closed ones too. Or a new location (administrators)."""
    if request.method == "POST":
        require(request.actor, ADMINS)
        return _add(request)
    everything = request.GET.get("closed", "").lower() in {"1", "true"}
    if everything and not request.actor.is_staff:
        raise Forbidden
    found = locations_of(request.actor) if everything else open_locations(request.actor)
    limit = read_limit(request.GET.get("limit", ""))
    part = part_of(found, "name", "id", cursor=request.GET.get("cursor", ""), limit=limit)
    return answer_part(schema.LocationListOut, request, part)


@idempotent
def _add(request: ApiRequest) -> Response:
    added = services.add_location(request.actor, **read(LocationIn, request.data), now=request.now)
    return answer(schema.LocationOut, added, status=201)


def _read(request: ApiRequest, location_id: UUID) -> Response:
    return answer(schema.LocationOut, locations_of(request.actor).one(pk=location_id))


@extend_schema(operation_id="location_edit", tags=TAG, request=LocationIn, responses=schema.LocationOut)
@refuses(ChangedMeanwhile)
@api_view(["PATCH"])
@allow(Role.ADMIN)
@idempotent
@edits_as(_read)
def location(request: ApiRequest, location_id: UUID) -> Response:
    """Another name, address or kind."""
    changes = read(LocationIn, request.data, partial=True)
    changed = services.update_location(request.actor, location_id=location_id, changes=changes, now=request.now)
    return answer(schema.LocationOut, changed)


@extend_schema(operation_id="location_close", tags=TAG, request=None, responses=schema.LocationOut)
@refuses(LastLocation)
@api_view(["POST"])
@allow(Role.ADMIN)
@idempotent
def close(request: ApiRequest, location_id: UUID) -> Response:
    """Nothing new can be there; what is planned stays."""
    closed = services.close_location(request.actor, location_id=location_id, now=request.now)
    return answer(schema.LocationOut, closed)


@extend_schema(operation_id="location_reopen", tags=TAG, request=None, responses=schema.LocationOut)
@api_view(["POST"])
@allow(Role.ADMIN)
@idempotent
def reopen(request: ApiRequest, location_id: UUID) -> Response:
    """Sessions can be there again."""
    opened = services.reopen_location(request.actor, location_id=location_id, now=request.now)
    return answer(schema.LocationOut, opened)
