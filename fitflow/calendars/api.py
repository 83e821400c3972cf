"""The own calendars to subscribe to: their secret addresses, and new ones."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.calendars.forms import FeedIn, FeedsOut
from fitflow.calendars.queries import FeedOwner, Holder, client_feed, feed_address, staff_feed
from fitflow.calendars.services import renew_feed
from fitflow.core.actor import INSIDERS, Actor
from fitflow.core.doors import idempotent
from fitflow.core.errors import Invalid, NotFound
from fitflow.core.requests import ApiRequest
from fitflow.core.shapes import answer, read
from fitflow.organizations.doors import allow

TAG = ["Bookings"]


@extend_schema(operation_id="calendar_feed_read", tags=TAG, responses=FeedsOut, methods=["GET"])
@extend_schema(operation_id="calendar_feed_renew", tags=TAG, request=FeedIn, responses=FeedsOut, methods=["POST"])
@api_view(["GET", "POST"])
@allow(*INSIDERS)
def calendar_feed(request: ApiRequest) -> HttpResponse:
    """The addresses of the own calendars. POST makes a new one; the old one stops working."""
    if request.method == "POST":
        return _renew(request)
    return answer(FeedsOut, feeds_of(request.actor))


@idempotent
def _renew(request: ApiRequest) -> Response:
    actor = request.actor
    renew_feed(actor, owner=chosen(actor, read(FeedIn, request.data).get("of")), now=request.now)
    return answer(FeedsOut, feeds_of(actor))


def chosen(actor: Actor, of: str | None) -> FeedOwner:
    """The calendar that is meant."""
    own = {owner.holder.value: owner for owner in (client_feed(actor), staff_feed(actor)) if owner}
    if of is None and len(own) > 1:
        raise Invalid.field("of", _("You have two calendars: say client or staff."))
    owner = own.get(of or next(iter(own), Holder.CLIENT.value))
    if owner is None:
        raise NotFound
    return owner


def feeds_of(actor: Actor) -> dict[str, str | None]:
    client, staff = client_feed(actor), staff_feed(actor)
    return {"client": feed_address(client) if client else None, "staff": feed_address(staff) if staff else None}
