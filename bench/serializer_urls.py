"""The product's addresses and one more: the week's list written with ModelSerializers, to be compared with ours."""

from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import path
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.response import Response

from config.urls import urlpatterns as ours
from fitflow.booking.forms.api import session_filter
from fitflow.booking.models import Booking, Spot, WaitlistEntry
from fitflow.core.actor import Role
from fitflow.core.requests import ApiRequest
from fitflow.organizations.doors import allow
from fitflow.organizations.models import Location, Staff
from fitflow.schedule.models import ClassType, Session


class TypeRow(serializers.ModelSerializer[Any]):
    class Meta:
        model, fields = ClassType, ["id", "name", "color"]


class TrainerRow(serializers.ModelSerializer[Any]):
    class Meta:
        model, fields = Staff, ["id", "name"]


class LocationRow(serializers.ModelSerializer[Any]):
    class Meta:
        model, fields = Location, ["id", "name"]


class SessionRow(serializers.ModelSerializer[Any]):
    """The same fields as the product's list; counts by the ORM, one query each, as a first version would have it."""

    class_type, trainer, location = TypeRow(), TrainerRow(), LocationRow()
    available = serializers.SerializerMethodField()
    waiting_count = serializers.SerializerMethodField()
    my = serializers.SerializerMethodField()

    class Meta:
        model = Session
        fields = [
            "id", "kind", "class_type", "trainer", "location", "starts_at", "ends_at", "status", "capacity",
            "available", "waiting_count", "cost_credits", "opens_at", "closes_at", "my",
        ]  # fmt: skip

    def get_available(self, row: Session) -> int:
        return row.free  # type: ignore[attr-defined, no-any-return]

    def get_waiting_count(self, row: Session) -> int:
        return row.waiting  # type: ignore[attr-defined, no-any-return]

    def get_my(self, row: Session) -> dict[str, Any]:
        return {"booking": row.mine, "hold": None, "waitlist": None}  # type: ignore[attr-defined]


@api_view(["GET"])
@allow(Role.CLIENT)
def week(request: ApiRequest) -> Response:
    wanted = session_filter(request.actor, request.GET.dict(), now=request.now)
    here = {"session": OuterRef("pk")}
    open_spots = Spot.objects.filter(client_id=None, **here).order_by()
    free = open_spots.values("session").annotate(n=Count("number")).values("n")
    line = WaitlistEntry.objects.filter(status="waiting", **here).order_by()
    waiting = line.values("session").annotate(n=Count("id")).values("n")
    own = {"client": request.actor.client_id, **here}
    mine = Booking.objects.filter(~Q(status="cancelled"), **own).values("id")
    rows = (
        Session.objects.visible_to(request.actor).between(wanted.start, wanted.end)
        .select_related("class_type", "trainer", "location")
        .annotate(free=Subquery(free), waiting=Subquery(waiting), mine=Subquery(mine)).order_by("starts_at", "id")
    )  # fmt: skip
    return Response({"results": SessionRow(rows, many=True).data, "next": None})


urlpatterns = [*ours, path("bench/serializer", week)]
