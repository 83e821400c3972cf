"""What the API answers about the whole studio."""

from rest_framework import serializers

from fitflow.booking.forms.schema import CREDITS
from fitflow.core.shapes import CreditsOut, NamedOut, Shape
from fitflow.schedule.models import Session


class BoardSessionOut(Shape):
    """A session on the desk's first page."""

    id = serializers.UUIDField()
    class_type = NamedOut(of=("class_type_id", "class_type_name"), allow_null=True)
    trainer = NamedOut(of=("trainer_id", "trainer_name"))
    location = NamedOut(of=("location_id", "location_name"))
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    status = serializers.ChoiceField(Session.Status.values)
    capacity = serializers.IntegerField()


class RunningOut(BoardSessionOut):
    booked = serializers.IntegerField(source="taken")
    held = serializers.IntegerField()
    available = serializers.IntegerField(source="open_spots")
    waiting_count = serializers.IntegerField()
    expected = serializers.IntegerField()
    arrived = serializers.IntegerField()


class TodayOut(Shape):
    sessions = serializers.IntegerField()
    expected = serializers.IntegerField()
    arrived = serializers.IntegerField()
    results = RunningOut(many=True)


class DayFillOut(Shape):
    on = serializers.DateField()
    # house: allow banned-word — A field of the public API.
    places = serializers.IntegerField(source="capacity")
    booked = serializers.IntegerField()
    percent = serializers.IntegerField()


class WeekOut(Shape):
    fill_percent = serializers.IntegerField(source="percent")
    fill_percent_before = serializers.IntegerField(source="before", allow_null=True)
    days = DayFillOut(many=True)


class WaitlistLengthOut(BoardSessionOut):
    waiting_count = serializers.IntegerField(source="waiting")
    offered_count = serializers.IntegerField(source="offered")


class WaitlistSummaryOut(Shape):
    waiting = serializers.IntegerField()
    offered = serializers.IntegerField()
    longest = WaitlistLengthOut(many=True)


class NewClientsOut(Shape):
    new = serializers.IntegerField()
    new_before = serializers.IntegerField()


class ExpiringOut(Shape):
    credits = CreditsOut(help_text=CREDITS)
    clients = serializers.IntegerField()
    until = serializers.DateTimeField()


class ViolationOut(Shape):
    rule = serializers.CharField()
    id = serializers.UUIDField(source="entity_id")


class WorkerOut(Shape):
    """How the background work goes; `dead` counts work that nobody tries again."""

    late_since = serializers.DateTimeField(allow_null=True)
    dead = serializers.IntegerField()
    is_fine = serializers.BooleanField()


class DashboardOut(Shape):
    """Today, the week, the queues; and every booking checked against places, credits and events."""

    on = serializers.DateField()
    today = TodayOut()
    week = WeekOut()
    waiting = WaitlistSummaryOut()
    holds = serializers.IntegerField()
    clients = NewClientsOut()
    credits_expiring = ExpiringOut(allow_null=True)
    bookings_checked = serializers.IntegerField()
    overbookings = serializers.IntegerField()
    violations = ViolationOut(many=True)
    checked_at = serializers.DateTimeField(allow_null=True)
    worker = WorkerOut(allow_null=True)
