"""Class types for programs: everybody reads what is on offer, managers change it."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.core.actor import Actor, Role
from fitflow.core.db import in_transaction
from fitflow.core.doors import idempotent, refuses
from fitflow.core.editing import ChangedMeanwhile, edits_as, tagged
from fitflow.core.errors import Forbidden, Invalid, NotFound, Unauthenticated
from fitflow.core.paging import Part, part_of, read_limit
from fitflow.core.requests import ApiRequest
from fitflow.core.shapes import Together, answer, answer_part, read
from fitflow.organizations.doors import allow, while_on
from fitflow.schedule.forms import schema
from fitflow.schedule.forms.api import ClassTypeIn, ClassTypePatch
from fitflow.schedule.models import ClassType
from fitflow.schedule.queries.class_types import class_type_of, class_type_rows, class_types_of
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
    rows_counted = Part([Together(row, {"upcoming": counted[row.pk].upcoming}) for row in part.rows], part.next)
    return answer_part(schema.ClassTypeListOut, request, rows_counted, actor=request.actor)


@idempotent
def _create(request: ApiRequest) -> Response:
    created = services.create_class_type(request.actor, read(ClassTypeIn, request.data), now=request.now)
    return _answer(request, class_type_of(request.actor, created.pk), status=201)


@extend_schema(operation_id="class_type", tags=TAG, responses=schema.ClassTypeOut, methods=["GET"])
@extend_schema(
    operation_id="class_type_change", tags=TAG, request=ClassTypePatch, responses=schema.ClassTypeOut, methods=["PATCH"]
)
@refuses(ClassTypeInUse, ChangedMeanwhile, on="PATCH")
@api_view(["GET", "PATCH"])
@allow(Role.PUBLIC)
@while_on(CLASSES_ON)
def class_type(request: ApiRequest, class_type_id: UUID) -> HttpResponse:
    """One class type."""
    if request.method == "PATCH":
        require_manager(request.actor)
        return _change(request, class_type_id=class_type_id)
    found = class_type_of(request.actor, class_type_id)
    if not found.is_active and not request.actor.can(Role.MANAGER):
        raise NotFound
    return tagged(_answer(request, found))


def _read(request: ApiRequest, class_type_id: UUID) -> Response:
    return _answer(request, class_type_of(request.actor, class_type_id))


@idempotent
@edits_as(_read)
def _change(request: ApiRequest, class_type_id: UUID) -> Response:
    asked = read(ClassTypePatch, request.data, partial=True)
    archived = asked.pop("archived", None)
    with in_transaction():  # Both or neither.
        services.update_class_type(request.actor, asked, class_type_id=class_type_id, now=request.now)
        if archived is not None:
            act = services.archive_class_type if archived else services.restore_class_type
            act(request.actor, class_type_id=class_type_id, now=request.now)
    return _answer(request, class_type_of(request.actor, class_type_id))


def _answer(request: ApiRequest, row: ClassType, *, status: int = 200) -> Response:
    return answer(schema.ClassTypeOut, row, status=status, actor=request.actor)


def require_manager(actor: Actor) -> None:
    """Reading is everybody's; the same address is written by managers only."""
    if actor.can(Role.MANAGER):
        return
    if actor.user_id is None:
        raise Unauthenticated
    raise Forbidden
