"""Bookings without credits, at the desk: what is open, and what becomes of it."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.booking.forms import schema
from fitflow.booking.forms.api import LetOffIn, SettleIn
from fitflow.booking.queries.settling import open_settlements
from fitflow.booking.refusals import NothingToSettle
from fitflow.booking.services.settling import return_payment, settle_booking, undo_settlement, waive_settlement
from fitflow.core.actor import STAFF, Role
from fitflow.core.doors import idempotent, refuses
from fitflow.core.paging import read_limit
from fitflow.core.requests import ApiRequest
from fitflow.core.shapes import answer, answer_part, read
from fitflow.organizations.doors import allow

TAG = ["Bookings"]
PAGING = [OpenApiParameter("cursor", str), OpenApiParameter("limit", int)]


@extend_schema(operation_id="admin_settlements", tags=TAG, parameters=PAGING, responses=schema.BookingListOut)
@api_view(["GET"])
@allow(*STAFF)
def settlements(request: ApiRequest) -> Response:
    """Bookings that are to be paid at the studio, and money to be given back: the earliest class first."""
    limit = read_limit(request.GET.get("limit", ""))
    part = open_settlements(request.actor, cursor=request.GET.get("cursor", ""), limit=limit)
    return answer_part(schema.BookingListOut, request, part, actor=request.actor)


@extend_schema(operation_id="bookings_settle", tags=TAG, request=SettleIn, responses=schema.SettledOut)
@refuses(NothingToSettle)
@api_view(["POST"])
@allow(*STAFF)
@idempotent
def settle(request: ApiRequest, booking_id: UUID) -> Response:
    """The desk took the money."""
    asked = read(SettleIn, request.data)
    booking = settle_booking(request.actor, booking_id=booking_id, by=asked["by"], note=asked["note"], now=request.now)
    return answer(schema.SettledOut, booking)


@extend_schema(operation_id="bookings_let_off", tags=TAG, request=LetOffIn, responses=schema.SettledOut)
@refuses(NothingToSettle)
@api_view(["POST"])
@allow(Role.MANAGER)
@idempotent
def let_off(request: ApiRequest, booking_id: UUID) -> Response:
    """Nothing is to be paid after all."""
    asked = read(LetOffIn, request.data)
    booking = waive_settlement(request.actor, booking_id=booking_id, reason=asked["reason"], now=request.now)
    return answer(schema.SettledOut, booking)


@extend_schema(operation_id="bookings_pay_back", tags=TAG, request=None, responses=schema.SettledOut)
@refuses(NothingToSettle)
@api_view(["POST"])
@allow(*STAFF)
@idempotent
def pay_back(request: ApiRequest, booking_id: UUID) -> Response:
    """The money of a booking that was paid and then cancelled in time was given back."""
    return answer(schema.SettledOut, return_payment(request.actor, booking_id=booking_id, now=request.now))


@extend_schema(operation_id="bookings_unsettle", tags=TAG, request=None, responses=schema.SettledOut)
@refuses(NothingToSettle)
@api_view(["POST"])
@allow(*STAFF)
@idempotent
def unsettle(request: ApiRequest, booking_id: UUID) -> Response:
    """Takes back what was settled, let off or paid back by mistake."""
    return answer(schema.SettledOut, undo_settlement(request.actor, booking_id=booking_id, now=request.now))
