"""What moving a session would do, by program."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.core.actor import STAFF
from fitflow.core.requests import ApiRequest
from fitflow.core.shapes import answer, read
from fitflow.organizations.doors import allow
from fitflow.planning.forms import schema
from fitflow.planning.forms.moves_api import MoveIn
from fitflow.planning.queries import calendar as desk

TAG = ["Sessions (staff)"]


@extend_schema(
    operation_id="admin_sessions_move_preview", tags=TAG, parameters=[MoveIn], responses=schema.MovePreviewOut
)
@api_view(["GET"])
@allow(*STAFF)
def move_preview(request: ApiRequest, session_id: UUID) -> Response:
    """What moving a session would do. Nothing is changed."""
    asked = read(MoveIn, request.GET.dict())
    wanted = desk.Wanted(asked.get("starts_at"), asked.get("ends_at"), asked.get("trainer"), asked.get("location"))
    return answer(schema.MovePreviewOut, desk.move_preview(request.actor, session_id, wanted))
