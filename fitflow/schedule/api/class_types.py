"""Class types for programs: everybody reads what is on offer, managers change it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.core.actor import Actor, Role
from fitflow.core.db import in_transaction
from fitflow.core.doors import idempotent, refuses
from fitflow.core.errors import Forbidden, Invalid, NotFound, Unauthenticated
from fitflow.core.paging import next_url, part_of, read_limit
from fitflow.core.requests import ApiRequest
from fitflow.core.shapes import read
from fitflow.organizations.doors import allow, while_on
from fitflow.organizations.queries.staff import shown_name
from fitflow.schedule.forms import schema
from fitflow.schedule.forms.api import ClassTypeIn, ClassTypePatch
from fitflow.schedule.models import ClassType
from fitflow.schedule.queries.class_types import class_type_of, class_type_rows, class_types_of, cost_of
from fitflow.schedule.refusals import ClassTypeInUse
from fitflow.schedule.services import class_types as services
from fitflow.schedule.settings import CLASSES_ON

TAG = ["Class types"]
QUERY = [
    OpenApiParameter("archived", bool, description="true: those that can no longer be planned (staff)"),
    OpenApiParameter("cursor", str),
    OpenApiParameter("limit", int),
]


@extend_schema(
    operation_id="class_types", tags=TAG, parameters=QUERY, responses=schema.ClassTypeListOut, methods=["GET"]
)
@extend_schema(
    operation_id="class_type_create",
    tags=TAG,
    request=ClassTypeIn,
    responses={201: schema.ClassTypeOut},
    methods=["POST"],
)
@api_view(["GET", "POST"])
@allow(Role.PUBLIC)
@while_on(CLASSES_ON)
def class_types(request: ApiRequest) -> HttpResponse:
    """What is on offer, by name; or a new class type (managers of the whole studio)."""
    if request.method == "POST":
        require_manager(request.actor)
        return _create(request)
    return _list(request)


def _list(request: ApiRequest) -> Response:
    archived = request.GET.get("archived", "") in ("true", "1")
    if archived and not request.actor.can(Role.MANAGER):
        raise Invalid.field("archived", _("Only managers look at what is no longer on offer."))
    rows = class_types_of(request.actor, archived=archived)
    limit = read_limit(request.GET.get("limit", ""))
    part = part_of(rows, "name", "id", cursor=request.GET.get("cursor", ""), limit=limit)
    counted = {row.class_type.pk: row for row in class_type_rows(request.actor, part.rows, now=request.now)}
    shapes = [{**shape(request.actor, row), "upcoming": counted[row.pk].upcoming} for row in part.rows]
    return Response({"results": shapes, "next": next_url(request._request, part.next)})


@idempotent
def _create(request: ApiRequest) -> Response:
    created = services.create_class_type(request.actor, read(ClassTypeIn, request.data), now=request.now)
    return Response(shape(request.actor, class_type_of(request.actor, created.pk)), status=201)


@extend_schema(operation_id="class_type", tags=TAG, responses=schema.ClassTypeOut, methods=["GET"])
@extend_schema(
    operation_id="class_type_change", tags=TAG, request=ClassTypePatch, responses=schema.ClassTypeOut, methods=["PATCH"]
)
@refuses(ClassTypeInUse, on="PATCH")
@api_view(["GET", "PATCH"])
@allow(Role.PUBLIC)
@while_on(CLASSES_ON)
def class_type(request: ApiRequest, class_type_id: UUID) -> HttpResponse:
    """One class type."""
    if request.method == "PATCH":
        require_manager(request.actor)
        return _change(request, class_type_id)
    found = class_type_of(request.actor, class_type_id)
    if not found.is_active and not request.actor.can(Role.MANAGER):
        raise NotFound
    return Response(shape(request.actor, found))


@idempotent
def _change(request: ApiRequest, class_type_id: UUID) -> Response:
    asked = read(ClassTypePatch, request.data, partial=True)
    archived = asked.pop("archived", None)
    with in_transaction():  # Both or neither.
        services.update_class_type(request.actor, asked, class_type_id=class_type_id, now=request.now)
        if archived is not None:
            act = services.archive_class_type if archived else services.restore_class_type
            act(request.actor, class_type_id=class_type_id, now=request.now)
    return Response(shape(request.actor, class_type_of(request.actor, class_type_id)))


def require_manager(actor: Actor) -> None:
    """Reading is everybody's; the same address is written by managers only."""
    if actor.can(Role.MANAGER):
        return
    if actor.user_id is None:
        raise Unauthenticated
    raise Forbidden


def shape(actor: Actor, row: ClassType) -> dict[str, Any]:
    """A class type as the API gives it. `cost` is what counts, `cost_credits` what this type itself says."""
    trainer = row.trainer and {"id": row.trainer.pk, "name": shown_name(actor, row.trainer)}
    return {
        "id": row.pk,
        "name": row.name,
        "description": row.description,
        "color": row.color,
        "duration_minutes": row.duration_minutes,
        "capacity": row.capacity,
        "spot_name": row.spot_name,
        "trainer": trainer,
        "location": row.location and {"id": row.location.pk, "name": row.location.name},
        "cost_credits": None if row.cost_credits is None else f"{row.cost_credits:.2f}",
        "cost": f"{cost_of(actor, row):.2f}",
        "policy": row.policy and {"id": row.policy.pk, "name": row.policy.name},
        "registration_opens": row.registration_opens,
        "registration_closes": row.registration_closes,
        "late_cancel_cutoff": row.late_cancel_cutoff,
        "archived": not row.is_active,
    }
