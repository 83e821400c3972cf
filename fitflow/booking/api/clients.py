"""What a client booked and whether they came."""

from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.booking.forms import schema
from fitflow.booking.queries.history import figures_of, visits_of
from fitflow.core.actor import Role
from fitflow.core.errors import Invalid
from fitflow.core.paging import Part, read_limit
from fitflow.core.requests import ApiRequest
from fitflow.core.shapes import Together, answer_part
from fitflow.organizations.doors import allow
from fitflow.organizations.queries.clients import client_of


@extend_schema(
    operation_id="client_attendance",
    tags=["Clients"],
    parameters=[
        OpenApiParameter("when", str, enum=["upcoming", "past"]),
        OpenApiParameter("cursor", str),
        OpenApiParameter("limit", int),
    ],
    responses=schema.VisitListOut,
)
@api_view(["GET"])
@allow(Role.CLIENT, Role.MANAGER)
def attendance(request: ApiRequest, client_id: UUID) -> Response:
    """A client's bookings with the marks they got, and the figures. Clients see their own."""
    actor, now = request.actor, request.now
    when = request.GET.get("when", "")
    if when not in {"", "upcoming", "past"}:
        raise Invalid.field("when", _("Use upcoming or past."))
    client = client_of(actor, client_id)
    limit = read_limit(request.GET.get("limit", ""))
    part = visits_of(actor, client.pk, when=when, now=now, cursor=request.GET.get("cursor", ""), limit=limit)
    rows = Part([Together(visit, visit.booking) for visit in part.rows], part.next)
    return answer_part(schema.VisitListOut, request, rows, actor=actor, counts=figures_of(actor, client.pk, now=now))
