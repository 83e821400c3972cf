"""My bookings, what cancelling would cost, and the roster's marks."""

from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.booking.forms import schema
from fitflow.booking.forms.api import CancelIn, CheckinIn, RescheduleIn, WaiveIn
from fitflow.booking.forms.expected import expected_in
from fitflow.booking.queries.bookings import cancellation_quote, own_bookings, refuse_cancelling
from fitflow.booking.refusals import (
    CONFIRMING,
    TAKING,
    AlreadyCancelled,
    AttendanceNotOpen,
    NotCancellable,
    TermsChanged,
    WaivedCreditsSpent,
)
from fitflow.booking.services.attendance import mark_attendance
from fitflow.booking.services.bookings import cancel_booking, reschedule_booking, waive_penalty
from fitflow.core.actor import INSIDERS, STAFF, Role
from fitflow.core.doors import idempotent, refuses
from fitflow.core.errors import Invalid
from fitflow.core.paging import part_of, read_limit
from fitflow.core.requests import ApiRequest
from fitflow.core.shapes import answer, answer_part, read
from fitflow.organizations.doors import allow, while_on
from fitflow.schedule.settings import CLASSES_ON

TAG = ["Bookings"]


@extend_schema(
    operation_id="bookings_mine",
    tags=TAG,
    parameters=[OpenApiParameter("when", str, enum=["upcoming", "past"]), OpenApiParameter("cursor", str)],
    responses=schema.BookingListOut,
)
@api_view(["GET"])
@allow(Role.CLIENT)
def mine(request: ApiRequest) -> Response:
    """My bookings: coming ones first to last, past ones last to first; without `when` all, newest first."""
    when = request.GET.get("when", "")
    if when not in {"", "upcoming", "past"}:
        raise Invalid.field("when", _("Use upcoming or past."))
    found = own_bookings(request.actor)
    if when == "upcoming":
        found = found.filter(ends_at__gt=request.now, status="confirmed")
    elif when == "past":
        found = found.exclude(ends_at__gt=request.now, status="confirmed")
    order = ("starts_at", "id") if when == "upcoming" else ("-starts_at", "-id")
    limit = read_limit(request.GET.get("limit", ""))
    part = part_of(found, *order, cursor=request.GET.get("cursor", ""), limit=limit)
    return answer_part(schema.BookingListOut, request, part, actor=request.actor)


@extend_schema(operation_id="bookings_cancellation", tags=TAG, responses=schema.QuoteOut)
@refuses(AlreadyCancelled, NotCancellable)
@api_view(["GET"])
@allow(*INSIDERS)
def cancellation(request: ApiRequest, booking_id: UUID) -> Response:
    """What cancelling would give back now, and until when. Refused where cancelling would be."""
    actor, now = request.actor, request.now
    quote = cancellation_quote(actor, booking_id, now=now)
    by_studio = quote.booking.client_id != actor.client_id
    refuse_cancelling(quote.booking, quote.booking.session, by_studio=by_studio, now=now)
    return answer(schema.QuoteOut, quote, actor=actor)


@extend_schema(operation_id="bookings_cancel", tags=TAG, request=CancelIn, responses=schema.CancelledOut)
@refuses(AlreadyCancelled, NotCancellable, TermsChanged)
@api_view(["POST"])
@allow(*INSIDERS)
@idempotent
def cancel(request: ApiRequest, booking_id: UUID) -> Response:
    """Gives the place back; not if less comes back than was expected, or the class is not as `expected`.

    `expected_refund` is about credits, `expected_percent` about a booking that is paid at the studio.
    """
    asked = read(CancelIn, request.data)
    cancelled = cancel_booking(
        request.actor,
        booking_id=booking_id,
        expected=expected_in(asked),
        expected_refund=asked["expected_refund"],
        expected_percent=asked["expected_percent"],
        reason=asked["reason"],
        full_refund=asked["full_refund"],
        now=request.now,
    )
    return answer(schema.CancelledOut, cancelled)


@extend_schema(operation_id="bookings_reschedule", tags=TAG, request=RescheduleIn, responses={201: schema.ConfirmedOut})
@refuses(NotCancellable, *TAKING, *CONFIRMING)
@api_view(["POST"])
@allow(*INSIDERS)
@while_on(CLASSES_ON)
@idempotent
def reschedule(request: ApiRequest, booking_id: UUID) -> Response:
    """Moves the place to another session, both or neither; not if that one is no longer as `expected`."""
    asked = read(RescheduleIn, request.data)
    moved = reschedule_booking(
        request.actor,
        booking_id=booking_id,
        to_session_id=asked["session"],
        expected=expected_in(asked),
        now=request.now,
    )
    return answer(schema.ConfirmedOut, moved, status=201, actor=request.actor)


@extend_schema(operation_id="bookings_checkin", tags=TAG, request=CheckinIn, responses=schema.CheckedInOut)
@refuses(NotCancellable, AttendanceNotOpen, WaivedCreditsSpent)
@api_view(["POST"])
@allow(*STAFF)
@idempotent
def checkin(request: ApiRequest, booking_id: UUID) -> Response:
    """Present, late or absent; correctable."""
    asked = read(CheckinIn, request.data)
    booking = mark_attendance(request.actor, booking_id=booking_id, status=asked["status"], now=request.now)
    marked = {"id": booking.pk, "status": asked["status"], "booking_status": booking.status}
    return answer(schema.CheckedInOut, marked)


@extend_schema(operation_id="bookings_waive", tags=TAG, request=WaiveIn, responses=schema.WaivedOut)
@refuses(NotCancellable)
@api_view(["POST"])
@allow(Role.MANAGER)
@idempotent
def waive(request: ApiRequest, booking_id: UUID) -> Response:
    """Gives back what a late cancellation or a no-show had cost."""
    asked = read(WaiveIn, request.data)
    returned = waive_penalty(request.actor, booking_id=booking_id, reason=asked["reason"], now=request.now)
    return answer(schema.WaivedOut, {"id": booking_id, "credits_refunded": returned})
