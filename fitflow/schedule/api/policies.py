"""Cancellation policies for programs: staff read them, admins change them."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.core.actor import STAFF
from fitflow.core.db import in_transaction
from fitflow.core.doors import idempotent, refuses
from fitflow.core.editing import ChangedMeanwhile, edits_as, tagged
from fitflow.core.paging import part_of, read_limit
from fitflow.core.requests import ApiRequest
from fitflow.core.shapes import answer, answer_part, read
from fitflow.organizations.doors import allow
from fitflow.schedule.forms import schema
from fitflow.schedule.forms.api import PolicyIn, PolicyPatch, rows_of
from fitflow.schedule.queries.policies import policies_of, policy_of
from fitflow.schedule.refusals import PolicyInUse
from fitflow.schedule.services import policies as services

TAG = ["Cancellation policies"]
QUERY = [OpenApiParameter("archived", bool), OpenApiParameter("cursor", str), OpenApiParameter("limit", int)]


@extend_schema(operation_id="policies", tags=TAG, parameters=QUERY, responses=schema.PolicyListOut, methods=["GET"])
@extend_schema(
    operation_id="policy_create", tags=TAG, request=PolicyIn, responses={201: schema.PolicyOut}, methods=["POST"]
)
@api_view(["GET", "POST"])
@allow(*STAFF)
def policies(request: ApiRequest) -> HttpResponse:
    """The policies a class can have, by name; or a new one (admins)."""
    if request.method == "POST":
        return _create(request)
    rows = policies_of(request.actor, archived=request.GET.get("archived", "") in ("true", "1"))
    limit = read_limit(request.GET.get("limit", ""))
    part = part_of(rows, "name", "id", cursor=request.GET.get("cursor", ""), limit=limit)
    return answer_part(schema.PolicyListOut, request, part, actor=request.actor)


@idempotent
def _create(request: ApiRequest) -> Response:
    asked = read(PolicyIn, request.data)
    made = services.create_policy(
        request.actor, name=asked["name"], kind=asked["kind"], tiers=rows_of(asked.get("tiers", [])), now=request.now
    )
    return answer(schema.PolicyOut, made, status=201, actor=request.actor)


@extend_schema(operation_id="policy", tags=TAG, responses=schema.PolicyOut, methods=["GET"])
@extend_schema(
    operation_id="policy_change", tags=TAG, request=PolicyPatch, responses=schema.PolicyOut, methods=["PATCH"]
)
@refuses(PolicyInUse, ChangedMeanwhile, on="PATCH")
@api_view(["GET", "PATCH"])
@allow(*STAFF)
def policy(request: ApiRequest, policy_id: UUID) -> HttpResponse:
    """One policy. Changes are for bookings made from now on."""
    if request.method == "PATCH":
        return _change(request, policy_id=policy_id)
    return tagged(_read(request, policy_id))


def _read(request: ApiRequest, policy_id: UUID) -> Response:
    return answer(schema.PolicyOut, policy_of(request.actor, policy_id), actor=request.actor)


@idempotent
@edits_as(_read)
def _change(request: ApiRequest, policy_id: UUID) -> Response:
    asked = read(PolicyPatch, request.data)
    changes: dict[str, object] = {"name": asked["name"]} if "name" in asked else {}
    changes |= {"tiers": rows_of(asked["tiers"])} if "tiers" in asked else {}
    with in_transaction():  # Both or neither.
        services.update_policy(request.actor, changes, policy_id=policy_id, now=request.now)
        if "archived" in asked:
            act = services.archive_policy if asked["archived"] else services.restore_policy
            act(request.actor, policy_id=policy_id, now=request.now)
    return answer(schema.PolicyOut, policy_of(request.actor, policy_id), actor=request.actor)
