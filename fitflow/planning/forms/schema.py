"""What the API answers about series, moves, and acts on many sessions."""

from rest_framework import serializers

from fitflow.booking.forms.schema import CREDITS
from fitflow.core.shapes import CreditsOut, NamedOut, Shape, listed
from fitflow.schedule.models import Series
from fitflow.schedule.queries.series import PlannedDate, rule_of
from fitflow.schedule.rules.series import series_words


class ConflictOut(Shape):
    """What the trainer has at that time."""

    session = serializers.UUIDField(source="session_id", allow_null=True)
    title = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class MovedToOut(Shape):
    """Whom or where a session would have."""

    id = serializers.UUIDField(source="*")


class MovePreviewOut(Shape):
    """What a move would do to people and calendars."""

    session = serializers.UUIDField(source="session.pk")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    trainer = MovedToOut(source="trainer_id")
    location = MovedToOut(source="location_id")
    is_change = serializers.BooleanField(source="effect.is_change")
    bookings = serializers.IntegerField(source="effect.bookings")
    waiting = serializers.IntegerField(source="effect.waiting")
    overlapping = serializers.IntegerField(source="effect.overlapping")
    is_free_exit = serializers.BooleanField(source="effect.is_free_exit")
    conflicts = ConflictOut(source="effect.conflicts", many=True)


class SeriesOut(Shape):
    """A pattern that makes sessions."""

    id = serializers.UUIDField()
    class_type = NamedOut()
    trainer = NamedOut()
    location = NamedOut()
    weekdays = serializers.ListField(child=serializers.IntegerField(), help_text="Monday = 1")
    at = serializers.SerializerMethodField(help_text="wall time of the studio, such as 06:30")
    duration_minutes = serializers.IntegerField()
    capacity = serializers.IntegerField()
    cost_credits = CreditsOut(allow_null=True, help_text=CREDITS)
    online_url = serializers.CharField(allow_blank=True)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    made_until = serializers.DateField(allow_null=True)
    left_out = serializers.ListField(source="except_on", child=serializers.DateField())
    ended = serializers.BooleanField(source="has_ended")
    words = serializers.SerializerMethodField()

    def get_at(self, series: Series) -> str:
        return series.starts_at_local.isoformat("minutes")

    def get_words(self, series: Series) -> str:
        return series_words(rule_of(series), self.context["actor"].formats)


SeriesListOut = listed(SeriesOut)


class SeriesMadeOut(SeriesOut):
    sessions = serializers.IntegerField(help_text="how many were made")


class DroppedOut(Shape):
    """What fell away: nobody was in `withdrawn`; `cancel_run` says how far refunding the others has come."""

    withdrawn = serializers.IntegerField(required=False)
    cancelled = serializers.IntegerField(required=False)
    cancel_run = serializers.UUIDField(source="run_id", required=False, allow_null=True)


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
    clock_change = serializers.SerializerMethodField()
    conflicts = ConflictOut(many=True)

    def get_clock_change(self, date: PlannedDate) -> bool:
        return date.is_shifted or date.is_twice


class SeriesPreviewOut(Shape):
    words = serializers.CharField()
    dates = PlannedDateOut(many=True)


class NotCancelledOut(Shape):
    session = serializers.UUIDField(source="session_id")
    title = serializers.CharField()
    problem = serializers.CharField()


class CancelRunOut(Shape):
    """How far cancelling many sessions has come."""

    id = serializers.UUIDField(source="run_id")
    status = serializers.ChoiceField(["running", "done"])
    reason = serializers.CharField()
    total = serializers.IntegerField()
    cancelled = serializers.IntegerField(source="done")
    left = serializers.IntegerField()
    bookings_refunded = serializers.IntegerField(source="bookings")
    credits_refunded = CreditsOut(source="credits", help_text=CREDITS)
    failed = NotCancelledOut(many=True)


class ReplacedOut(Shape):
    sessions = serializers.IntegerField()
    bookings = serializers.IntegerField()
    left = serializers.ListField(child=serializers.UUIDField())
