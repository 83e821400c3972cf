"""What the API answers about the whole studio."""

from rest_framework import serializers

from fitflow.booking.forms.schema import CREDITS
from fitflow.core.shapes import NamedOut, Shape
from fitflow.schedule.models import Session


class BoardSessionOut(Shape):
    """A session on the desk's first page."""

    id = serializers.UUIDField()
    class_type = NamedOut(allow_null=True)
    trainer = NamedOut()
    location = NamedOut()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    status = serializers.ChoiceField(Session.Status.values)
    capacity = serializers.IntegerField()


class RunningOut(BoardSessionOut):
    booked = serializers.IntegerField()
    held = serializers.IntegerField()
    available = serializers.IntegerField()
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
    places = serializers.IntegerField()
    booked = serializers.IntegerField()
    percent = serializers.IntegerField()


class WeekOut(Shape):
    fill_percent = serializers.IntegerField()
    fill_percent_before = serializers.IntegerField(allow_null=True)
    days = DayFillOut(many=True)


class WaitlistLengthOut(BoardSessionOut):
    waiting_count = serializers.IntegerField()
    offered_count = serializers.IntegerField()


class WaitlistSummaryOut(Shape):
    waiting = serializers.IntegerField()
    offered = serializers.IntegerField()
    longest = WaitlistLengthOut(many=True)


class NewClientsOut(Shape):
    new = serializers.IntegerField()
    new_before = serializers.IntegerField()


class ExpiringOut(Shape):
    credits = serializers.CharField(help_text=CREDITS)
    clients = serializers.IntegerField()
    until = serializers.DateTimeField()


class ViolationOut(Shape):
    rule = serializers.CharField()
    id = serializers.UUIDField()


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
    checked_at = serializers.DateTimeField()
    worker = WorkerOut(allow_null=True)
