"""What the API answers about series, acts on many sessions, and the desk's figures: shapes of its documentation."""

from rest_framework import serializers

from fitflow.booking.forms.schema import CREDITS, ConflictOut
from fitflow.core.shapes import NamedOut, Shape, listed


class SeriesOut(Shape):
    """A pattern that makes sessions."""

    id = serializers.UUIDField()
    class_type = NamedOut()
    trainer = NamedOut()
    location = NamedOut()
    weekdays = serializers.ListField(child=serializers.IntegerField(), help_text="Monday = 1")
    at = serializers.CharField(help_text="wall time of the studio, such as 06:30")
    duration_minutes = serializers.IntegerField()
    capacity = serializers.IntegerField()
    cost_credits = serializers.CharField(allow_null=True, help_text=CREDITS)
    online_url = serializers.CharField(allow_blank=True)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    made_until = serializers.DateField(allow_null=True)
    left_out = serializers.ListField(child=serializers.DateField())
    ended = serializers.BooleanField()
    words = serializers.CharField()


SeriesListOut = listed(SeriesOut)


class SeriesMadeOut(SeriesOut):
    sessions = serializers.IntegerField(help_text="how many were made")


class DroppedOut(Shape):
    """What fell away: nobody was in `withdrawn`; `cancel_run` says how far refunding the others has come."""

    withdrawn = serializers.IntegerField(required=False)
    cancelled = serializers.IntegerField(required=False)
    cancel_run = serializers.UUIDField(required=False, allow_null=True)


class SeriesChangedOut(SeriesOut, DroppedOut):
    """The series after the change, and what it touched; with scope `this` only `sessions` is told."""

    sessions = serializers.IntegerField()
    bookings = serializers.IntegerField(required=False)
    made = serializers.IntegerField(required=False)
    left = serializers.IntegerField(required=False)


class SeriesEndedOut(SeriesOut, DroppedOut):
    """The series after its end."""


class PlannedDateOut(Shape):
    on = serializers.DateField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    clock_change = serializers.BooleanField()
    conflicts = ConflictOut(many=True)


class SeriesPreviewOut(Shape):
    words = serializers.CharField()
    dates = PlannedDateOut(many=True)


class NotCancelledOut(Shape):
    session = serializers.UUIDField()
    title = serializers.CharField()
    problem = serializers.CharField()


class CancelRunOut(Shape):
    """How far cancelling many sessions has come."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(["running", "done"])
    reason = serializers.CharField()
    total = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    left = serializers.IntegerField()
    bookings_refunded = serializers.IntegerField()
    credits_refunded = serializers.CharField(help_text=CREDITS)
    failed = NotCancelledOut(many=True)


class ReplacedOut(Shape):
    sessions = serializers.IntegerField()
    bookings = serializers.IntegerField()
    left = serializers.ListField(child=serializers.UUIDField())
