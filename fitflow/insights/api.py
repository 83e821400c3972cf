"""The desk's first page as numbers."""

from collections.abc import Iterable

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.booking.queries.today import Running
from fitflow.core.actor import Role
from fitflow.core.requests import ApiRequest
from fitflow.core.shapes import Together, answer
from fitflow.insights.forms import DashboardOut
from fitflow.insights.queries.audit import latest_audit
from fitflow.insights.queries.dashboard import (
    WaitlistLength,
    dashboard_of,
    worker_health,
)
from fitflow.organizations.doors import allow


@extend_schema(operation_id="admin_dashboard", tags=["Desk"], responses=DashboardOut)
@api_view(["GET"])
@allow(Role.MANAGER)
def dashboard(request: ApiRequest) -> Response:
    """Today, the week, the queues - and every booking checked against places, credits and events.

    `checked_at` says when. A studio of more than 5,000 bookings is checked by the worker at night, or when somebody
    asks for it on the page; `null`: not yet.
    """
    actor, now = request.actor, request.now
    board, audit = dashboard_of(actor, now=now), latest_audit(actor, now=now)
    health = worker_health(actor, now=now) if actor.can(Role.ADMIN) else None
    shown = () if actor.is_scoped else audit.violations  # Ids from beyond the scope are nobody's business.
    told = {
        "today": Together(board, {"sessions": len(board.live), "results": with_rows(board.today)}),
        "waiting": Together({"longest": with_rows(board.waitlists.longest)}, board.waitlists),
        "clients": {"new": board.new_clients, "new_before": board.new_clients_before},
        "credits_expiring": board.expiring,
        "violations": shown,
        "worker": health,
    }
    return answer(DashboardOut, Together(told, board, audit))


def with_rows(found: Iterable[Running | WaitlistLength]) -> list[Together]:
    """Sessions with what is counted of them."""
    return [Together(one, one.row) for one in found]
