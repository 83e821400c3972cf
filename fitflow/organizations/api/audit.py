"""The API's doors to the audit trail and to failed work."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.core.actor import Role
from fitflow.core.doors import idempotent
from fitflow.core.paging import read_limit
from fitflow.core.requests import ApiRequest
from fitflow.core.shapes import answer, answer_part
from fitflow.organizations.doors import allow
from fitflow.organizations.forms import schema
from fitflow.organizations.forms.audit import AuditForm
from fitflow.organizations.queries.audit import audit_trail, dead_letters
from fitflow.organizations.services.jobs import replay_job

TAG = ["Audit"]
FILTERS = [
    OpenApiParameter("type", str, description="booking.cancelled, or a family such as booking"),
    OpenApiParameter("person", str, description="the id of a login, or system"),
    OpenApiParameter("entity", str, description="the id of what it is about"),
    OpenApiParameter("from", str, description="a studio day or a time"),
    OpenApiParameter("to", str, description="a studio day (included) or a time"),
    OpenApiParameter("cursor", str),
    OpenApiParameter("limit", int),
]


@extend_schema(operation_id="audit", tags=TAG, parameters=FILTERS, responses=schema.EventListOut)
@api_view(["GET"])
@allow(Role.ADMIN)
def audit(request: ApiRequest) -> Response:
    """Every change, newest first: who, when, what, in a sentence and as it was recorded."""
    limit = read_limit(request.GET.get("limit", ""))
    wanted = AuditForm(request.GET).wanted(request.actor)
    part = audit_trail(request.actor, wanted, cursor=request.GET.get("cursor", ""), limit=limit)
    return answer_part(schema.EventListOut, request, part)


@extend_schema(operation_id="failed_work", tags=TAG, responses=schema.FailedWorkListOut)
@api_view(["GET"])
@allow(Role.ADMIN)
def failed(request: ApiRequest) -> Response:
    """Work that was tried until nobody tried again, the latest first (at most 200)."""
    return answer(schema.FailedWorkListOut, {"results": dead_letters(request.actor), "next": None})


@extend_schema(operation_id="failed_work_replay", tags=TAG, request=None, responses={204: None})
@api_view(["POST"])
@allow(Role.ADMIN)
@idempotent
def replay(request: ApiRequest, table: str, job_id: int) -> Response:
    """Tries it again."""
    replay_job(request.actor, table=table, job_id=job_id, now=request.now)
    return Response(status=204)
