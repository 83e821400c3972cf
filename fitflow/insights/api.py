"""The desk's first page as numbers."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.billing.queries.expiring import Expiring
from fitflow.booking.queries.sessions import SessionRow
from fitflow.booking.queries.today import Running
from fitflow.core import money
from fitflow.core.actor import Role
from fitflow.core.requests import ApiRequest
from fitflow.insights.forms import DashboardOut
from fitflow.insights.queries.audit import audit_of
from fitflow.insights.queries.dashboard import Dashboard, Week, WorkerHealth, dashboard_of, worker_health
from fitflow.organizations.doors import allow


@extend_schema(operation_id="admin_dashboard", tags=["Desk"], responses=DashboardOut)
@api_view(["GET"])
@allow(Role.MANAGER)
def dashboard(request: ApiRequest) -> Response:
    """Today, the week, the queues - and every booking checked against places, credits and events."""
    actor, now = request.actor, request.now
    board, audit = dashboard_of(actor, now=now), audit_of(actor)
    health = worker_health(actor, now=now) if actor.can(Role.ADMIN) else None
    shown = () if actor.is_scoped else audit.violations  # Ids from beyond the scope are nobody's business.
    return Response(
        {
            **board_shape(board),
            "bookings_checked": audit.bookings_checked,
            "overbookings": audit.overbookings,
            "violations": [{"rule": one.rule, "id": one.entity_id} for one in shown],
            "checked_at": now,
            "worker": health_shape(health) if health else None,
        }
    )


def board_shape(board: Dashboard) -> dict[str, Any]:
    return {
        "on": board.on,
        "today": {
            "sessions": len(board.live),
            "expected": board.expected,
            "arrived": board.arrived,
            "results": [running_shape(one) for one in board.today],
        },
        "week": week_shape(board.week),
        "waiting": {
            "waiting": board.waitlists.waiting,
            "offered": board.waitlists.offered,
            "longest": [
                {**session_shape(length.row), "waiting_count": length.waiting, "offered_count": length.offered}
                for length in board.waitlists.longest
            ],
        },
        "holds": board.holds,
        "clients": {"new": board.new_clients, "new_before": board.new_clients_before},
        "credits_expiring": expiring_shape(board.expiring) if board.expiring else None,
    }


def session_shape(row: SessionRow) -> dict[str, Any]:
    class_type = {"id": row.class_type_id, "name": row.class_type_name} if row.class_type_id else None
    return {
        "id": row.id,
        "class_type": class_type,
        "trainer": {"id": row.trainer_id, "name": row.trainer_name},
        "location": {"id": row.location_id, "name": row.location_name},
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "status": row.status,
        "capacity": row.capacity,
    }


def running_shape(one: Running) -> dict[str, Any]:
    return {
        **session_shape(one.row),
        "booked": one.row.taken,
        "held": one.held,
        "available": one.row.open_spots,
        "waiting_count": one.row.waiting_count,
        "expected": one.expected,
        "arrived": one.arrived,
    }


def week_shape(week: Week) -> dict[str, Any]:
    return {
        "fill_percent": week.percent,
        "fill_percent_before": week.before,
        "days": [
            {"on": fill.on, "places": fill.places, "booked": fill.booked, "percent": fill.percent} for fill in week.days
        ],
    }


def expiring_shape(expiring: Expiring) -> dict[str, Any]:
    return {
        "credits": str(money.credits(expiring.credits)),
        "clients": expiring.clients,
        "until": expiring.until,
    }


def health_shape(health: WorkerHealth) -> dict[str, Any]:
    return {"late_since": health.late_since, "dead": health.dead, "is_fine": health.is_fine}
