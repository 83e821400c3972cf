"""What the API answers about sessions, places, bookings and queues: the shapes of its documentation."""

from rest_framework import serializers

from fitflow.booking.models import Attendance, Booking, SpotHold, WaitlistEntry
from fitflow.booking.rules.cancellation import Why
from fitflow.core.shapes import NamedOut, Shape, listed
from fitflow.schedule.models import Session
from fitflow.schedule.rules.policies import PolicyKind

CREDITS = "credits, as a decimal string"


class ClassTypeRefOut(NamedOut):
    color = serializers.CharField(required=False)


class SpotOut(Shape):
    """A place: its number, and what it is called if it has a name (bike 7)."""

    number = serializers.IntegerField()
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]


class HoldOut(Shape):
    """A place kept until a deadline; `priority` is an offer to somebody who waited."""

    id = serializers.UUIDField()
    session = serializers.UUIDField()
    spot = SpotOut()
    status = serializers.ChoiceField(["active"])
    kind = serializers.ChoiceField(SpotHold.Kind.values)
    expires_at = serializers.DateTimeField()


class MyBookingOut(Shape):
    id = serializers.UUIDField()
    session = serializers.UUIDField()
    status = serializers.ChoiceField(Booking.Status.values)


class MyPositionOut(Shape):
    id = serializers.UUIDField()
    session = serializers.UUIDField()
    position = serializers.IntegerField()
    skip_reason = serializers.CharField(allow_blank=True)


class MineOut(Shape):
    """What whoever asks has of a session; null where there is nothing."""

    hold = HoldOut(allow_null=True)
    booking = MyBookingOut(allow_null=True)
    waitlist = MyPositionOut(allow_null=True)


class SessionOut(Shape):
    """A session on the schedule. `available` is null where the studio shows only that places are left."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(Session.Kind.values)
    class_type = ClassTypeRefOut(allow_null=True)
    trainer = NamedOut()
    location = NamedOut()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    status = serializers.ChoiceField(Session.Status.values)
    capacity = serializers.IntegerField()
    available = serializers.IntegerField(allow_null=True)
    waiting_count = serializers.IntegerField()
    is_full = serializers.BooleanField()
    cost_credits = serializers.CharField(help_text=CREDITS)
    registration_opens_at = serializers.DateTimeField()
    registration_closes_at = serializers.DateTimeField()
    my = MineOut()


class TierOut(Shape):
    min_hours_before = serializers.FloatField()
    percent = serializers.IntegerField()
    inclusive = serializers.BooleanField()


class AcceptedPolicyOut(Shape):
    """The policy a booking was made under; it keeps it whatever the studio changes later."""

    kind = serializers.ChoiceField(list(PolicyKind))
    name = serializers.CharField(allow_blank=True)
    tiers = TierOut(many=True)
    mistap_grace = serializers.IntegerField(help_text="seconds after booking in which cancelling is free")
    words = serializers.CharField()


class DeadlineOut(Shape):
    """Cancelling before `until` gives so much back; null: for as long as it can be cancelled."""

    until = serializers.DateTimeField(allow_null=True)
    refund_percent = serializers.IntegerField()
    why = serializers.ChoiceField(list(Why))


class ConfirmedOut(Shape):
    """A booking that was just made."""

    id = serializers.UUIDField()
    session = serializers.UUIDField()
    spot = SpotOut()
    status = serializers.ChoiceField(["confirmed"])
    credits_used = serializers.CharField(help_text=CREDITS)
    cancellation_policy = AcceptedPolicyOut()
    cancel_deadlines = DeadlineOut(many=True)


class BookingOut(Shape):
    id = serializers.UUIDField()
    session = serializers.UUIDField()
    class_type = NamedOut(allow_null=True)
    trainer = NamedOut()
    location = NamedOut()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    client = NamedOut()
    spot = SpotOut()
    status = serializers.ChoiceField(Booking.Status.values)
    credits_used = serializers.CharField(help_text=CREDITS)
    confirmed_at = serializers.DateTimeField()
    cancelled_at = serializers.DateTimeField(allow_null=True)
    refund_percent = serializers.IntegerField(allow_null=True)
    credits_refunded = serializers.CharField(allow_null=True, help_text=CREDITS)


class QuoteOut(Shape):
    """What cancelling would give back now, and when that changes."""

    booking = serializers.UUIDField()
    credits_used = serializers.CharField(help_text=CREDITS)
    refund_percent = serializers.IntegerField()
    credits_refunded = serializers.CharField(help_text=CREDITS)
    credits_lost = serializers.CharField(help_text=CREDITS)
    why = serializers.ChoiceField(list(Why))
    cancel_deadlines = DeadlineOut(many=True)
    words = serializers.CharField()


class CancelledOut(Shape):
    id = serializers.UUIDField()
    status = serializers.ChoiceField(["cancelled"])
    refund_percent = serializers.IntegerField()
    credits_refunded = serializers.CharField(help_text=CREDITS)
    why = serializers.ChoiceField(list(Why))


class CheckedInOut(Shape):
    id = serializers.UUIDField()
    status = serializers.ChoiceField([*Attendance.Status.values, "clear"], help_text="the mark")
    booking_status = serializers.ChoiceField(Booking.Status.values)


class WaivedOut(Shape):
    id = serializers.UUIDField()
    credits_refunded = serializers.CharField(help_text=CREDITS)


class WaitingOut(Shape):
    """A place in a queue. `position` is null while a place is offered."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField([WaitlistEntry.Status.WAITING.value, WaitlistEntry.Status.OFFERED.value])
    position = serializers.IntegerField(allow_null=True)
    joined_at = serializers.DateTimeField()
    offer_expires_at = serializers.DateTimeField(allow_null=True)
    skip_reason = serializers.CharField(allow_blank=True, help_text="why the last free place passed by")
    skip_words = serializers.CharField(allow_blank=True)


class WaitlistEntryOut(WaitingOut):
    client = NamedOut()


class JoinedOut(Shape):
    position = serializers.IntegerField()
    session = serializers.UUIDField()


class FeedsOut(Shape):
    """Secret addresses to subscribe to; null where the login has no such calendar."""

    client = serializers.URLField(allow_null=True, help_text="own bookings")
    staff = serializers.URLField(allow_null=True, help_text="what one teaches")


class ConflictOut(Shape):
    """What the trainer has at that time."""

    session = serializers.UUIDField(allow_null=True)
    title = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class MovePreviewOut(Shape):
    """What a move would do to people and calendars."""

    session = serializers.UUIDField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    trainer = serializers.DictField()
    location = serializers.DictField()
    is_change = serializers.BooleanField()
    bookings = serializers.IntegerField()
    waiting = serializers.IntegerField()
    overlapping = serializers.IntegerField()
    is_free_exit = serializers.BooleanField()
    conflicts = ConflictOut(many=True)


class RosterClientOut(NamedOut):
    phone = serializers.CharField(allow_blank=True)


class PersonOut(Shape):
    """Somebody on a roster, with the mark they got."""

    booking = serializers.UUIDField()
    client = RosterClientOut()
    spot = SpotOut()
    status = serializers.ChoiceField(Booking.Status.values)
    credits_used = serializers.CharField(help_text=CREDITS)
    confirmed_at = serializers.DateTimeField()
    booked_by_staff = serializers.BooleanField()
    attendance = serializers.CharField(allow_null=True, allow_blank=True)
    attendance_method = serializers.CharField(allow_null=True, allow_blank=True)
    marked_at = serializers.DateTimeField(allow_null=True)
    cancelled_at = serializers.DateTimeField(allow_null=True)
    cancel_reason = serializers.CharField(allow_blank=True)
    refund_percent = serializers.IntegerField(allow_null=True)
    credits_refunded = serializers.CharField(allow_null=True, help_text=CREDITS)
    penalty = serializers.CharField(help_text=CREDITS)
    credits_left = serializers.CharField(help_text="what they can still spend on such a session; " + CREDITS)
    is_first = serializers.BooleanField(help_text="whether they never booked an earlier session")
    flags = serializers.ListField(child=serializers.CharField())


class HeldNowOut(Shape):
    id = serializers.UUIDField()
    client = NamedOut()
    spot = SpotOut()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


SessionListOut = listed(SessionOut)
BookingListOut = listed(BookingOut)
WaitlistOut = listed(WaitlistEntryOut)
RosterOut = listed(
    PersonOut,
    session=serializers.UUIDField(),
    capacity=serializers.IntegerField(),
    booked=serializers.IntegerField(),
    arrived=serializers.IntegerField(),
    cancelled=PersonOut(many=True),
    waitlist=WaitlistEntryOut(many=True),
    holds=HeldNowOut(many=True),
)


class TouchOut(Shape):
    """One event in the life of a session."""

    id = serializers.UUIDField()
    type = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.DictField()
    words = serializers.CharField()
    payload = serializers.DictField()


class VisitOut(BookingOut):
    """A booking of a client with the mark it got."""

    booking = serializers.UUIDField()
    attendance = serializers.CharField(allow_null=True)
    attendance_method = serializers.CharField(allow_null=True)
    marked_at = serializers.DateTimeField(allow_null=True)


class FiguresOut(Shape):
    upcoming = serializers.IntegerField()
    attended = serializers.IntegerField()
    late = serializers.IntegerField()
    no_shows = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    next_at = serializers.DateTimeField(allow_null=True)
    last_at = serializers.DateTimeField(allow_null=True)
    attendance_percent = serializers.IntegerField(allow_null=True)


SessionHistoryOut = listed(TouchOut)
VisitListOut = listed(VisitOut, counts=FiguresOut())


class MarkedOut(Shape):
    marked = serializers.IntegerField()
