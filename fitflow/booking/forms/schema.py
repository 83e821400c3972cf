"""What the API answers about sessions, spots, bookings and queues.

Sessions and holds are written by the database (`session_json`, `hold_by_key`): for them these are the description only,
and the tests compare.
"""

from typing import Any

from rest_framework import serializers

from fitflow.booking.models import Attendance, Booking, SpotHold, WaitlistEntry
from fitflow.booking.queries.bookings import CancellationQuote
from fitflow.booking.rules.cancellation import Why, deadline_words
from fitflow.booking.rules.habits import UsualTime
from fitflow.booking.rules.outcome import Outcome, outcome_of
from fitflow.core.shapes import Fixed, NamedOut, Shape, listed
from fitflow.schedule.forms.schema import PolicyTierOut
from fitflow.schedule.models import Session
from fitflow.schedule.rules.policies import Policy, PolicyKind, policy_words

CREDITS = "credits, as a decimal string"
NO_SETTLEMENT = "empty: in credits, or free"


def settlement_field(**kwargs: Any) -> serializers.ChoiceField:
    """What became of a booking without credits."""
    return serializers.ChoiceField(["", *Booking.Settlement.values], **kwargs)


class ClassTypeRefOut(NamedOut):
    color = serializers.CharField(required=False)


class SpotOut(Shape):
    """A place: its number, and what it is called if it has a name (bike 7)."""

    number = serializers.IntegerField()
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]


class HoldOut(Shape):
    """A place kept until a deadline; `priority` is an offer to somebody who waited."""

    id = serializers.UUIDField(source="hold_id")
    session = serializers.UUIDField(source="session_id")
    spot = SpotOut(source="*")
    status = Fixed("active")
    kind = serializers.ChoiceField(SpotHold.Kind.values)
    expires_at = serializers.DateTimeField()


class ExpectedOut(Shape):
    """What one agrees to by confirming. What is free has no terms of cancelling; most places have no name."""

    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    trainer = serializers.UUIDField()
    location = serializers.UUIDField()
    credits = serializers.CharField(help_text=CREDITS)
    terms = serializers.CharField(required=False)
    spot = serializers.CharField(required=False)


class HeldOut(HoldOut):
    """A place that was just kept. `expected` is remembered: a confirm is refused if it is no longer so."""

    expected = ExpectedOut(source="facts")


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


class AcceptedPolicyOut(Shape):
    """The policy a booking was made under; it keeps it whatever the studio changes later."""

    kind = serializers.ChoiceField(list(PolicyKind))
    name = serializers.CharField(allow_blank=True)
    tiers = PolicyTierOut(many=True)
    mistap_grace = serializers.IntegerField(help_text="seconds after booking in which cancelling is free")
    words = serializers.CharField()

    def to_representation(self, instance: Policy) -> Any:
        """What is kept with the booking, and how people read it."""
        return super().to_representation(
            {**instance.to_json(), "words": policy_words(instance, self.context["actor"].formats)}
        )


class DeadlineOut(Shape):
    """Cancelling before `until` gives so much back; null: for as long as it can be cancelled."""

    until = serializers.DateTimeField(allow_null=True)
    refund_percent = serializers.IntegerField(source="percent")
    why = serializers.ChoiceField(list(Why))


class ConfirmedOut(Shape):
    """A booking that was just made."""

    id = serializers.UUIDField(source="booking_id")
    session = serializers.UUIDField(source="session_id")
    spot = SpotOut(source="*")
    status = Fixed("confirmed")
    credits_used = serializers.CharField(source="credits", help_text=CREDITS)
    settlement = settlement_field(help_text=f"`due`: without credits, to be paid at the studio; {NO_SETTLEMENT}")
    cancellation_policy = AcceptedPolicyOut(source="policy")
    cancel_deadlines = DeadlineOut(source="deadlines", many=True)


class OutcomeOut(Shape):
    """Why so much came back of a cancelled booking: what decided, and what it was compared with."""

    refund_percent = serializers.IntegerField(source="percent", help_text="of the credits, or of what was to be paid")
    why = serializers.ChoiceField(list(Why))
    hours_before = serializers.FloatField(help_text="how long before `counted_from` it was cancelled")
    counted_from = serializers.DateTimeField(help_text="the start that was compared with")
    agreed_at = serializers.DateTimeField(help_text="when the policy was accepted")
    policy = AcceptedPolicyOut()
    was_rescheduled = serializers.BooleanField()
    words = serializers.SerializerMethodField()

    def get_words(self, outcome: Outcome) -> str:
        return outcome.words(self.context["actor"].formats)

    def to_representation(self, instance: Booking) -> Any:
        """Worked out of what the booking keeps."""
        outcome = outcome_of(instance)
        return super().to_representation(outcome) if outcome else None


class BookedSpotOut(SpotOut):
    label = serializers.CharField(source="spot_label", allow_blank=True)


class SettledOut(Shape):
    """A booking without credits, and how it stands at the desk."""

    id = serializers.UUIDField()
    settlement = settlement_field(help_text=NO_SETTLEMENT)
    settled_by = serializers.ChoiceField(["", *Booking.PaidBy.values])
    settled_note = serializers.CharField(allow_blank=True, help_text="what was paid, or why nothing is to be paid")
    settled_at = serializers.DateTimeField(allow_null=True)


class BookingOut(SettledOut):
    """A booking of `bookings_of`."""

    id = serializers.UUIDField()
    session = serializers.UUIDField(source="session_id")
    class_type = NamedOut(source="session.class_type", allow_null=True)
    trainer = NamedOut(source="session.trainer")
    location = NamedOut(source="session.location")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    client = NamedOut()
    spot = BookedSpotOut(source="*")
    status = serializers.ChoiceField(Booking.Status.values)
    credits_used = serializers.CharField(source="credits", help_text=CREDITS)
    confirmed_at = serializers.DateTimeField()
    cancelled_at = serializers.DateTimeField(allow_null=True)
    refund_percent = serializers.IntegerField(allow_null=True)
    credits_refunded = serializers.CharField(allow_null=True, help_text=CREDITS)
    outcome = OutcomeOut(source="*", allow_null=True, help_text="null: it stands, or its place was free")


class QuoteOut(Shape):
    """What cancelling would give back now, and when that changes."""

    booking = serializers.UUIDField(source="booking.pk")
    credits_used = serializers.CharField(source="booking.credits", help_text=CREDITS)
    refund_percent = serializers.IntegerField(source="decision.percent")
    credits_refunded = serializers.CharField(help_text=CREDITS)
    credits_lost = serializers.CharField(help_text=CREDITS)
    percent_due = serializers.IntegerField(help_text="what would still be to pay at the studio, in percent")
    why = serializers.ChoiceField(list(Why), source="decision.why")
    cancel_deadlines = DeadlineOut(source="deadlines", many=True)
    words = serializers.SerializerMethodField()

    def get_words(self, quote: CancellationQuote) -> str:
        if not quote.booking.credits:
            return ""
        return deadline_words(quote.deadlines, quote.booking.starts_at, self.context["actor"].formats)


class CancelledOut(Shape):
    id = serializers.UUIDField(source="booking_id")
    status = Fixed("cancelled")
    refund_percent = serializers.IntegerField(source="decision.percent")
    credits_refunded = serializers.CharField(help_text=CREDITS)
    settlement = settlement_field(help_text=f"`due`: the rest is still to be paid at the studio; {NO_SETTLEMENT}")
    why = serializers.ChoiceField(list(Why), source="decision.why")


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


class RosterClientOut(NamedOut):
    id = serializers.UUIDField(source="client_id")
    phone = serializers.CharField(allow_blank=True)


class PersonOut(Shape):
    """Somebody on a roster, with the mark they got."""

    booking = serializers.UUIDField(source="booking_id")
    client = RosterClientOut(source="*")
    spot = SpotOut(source="*")
    status = serializers.ChoiceField(Booking.Status.values)
    credits_used = serializers.CharField(source="credits", help_text=CREDITS)
    settlement = settlement_field(help_text=NO_SETTLEMENT)
    settled_by = serializers.ChoiceField(["", *Booking.PaidBy.values])
    settled_note = serializers.CharField(allow_blank=True)
    settled_at = serializers.DateTimeField(allow_null=True)
    confirmed_at = serializers.DateTimeField()
    booked_by_staff = serializers.BooleanField(source="by_staff")
    attendance = serializers.CharField(source="mark", allow_null=True, allow_blank=True)
    attendance_method = serializers.CharField(source="method", allow_null=True, allow_blank=True)
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
    client = NamedOut(of=("client_id", "name"))
    spot = SpotOut(source="*")
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


class ByOut(Shape):
    """Who did it; without an id it was the system."""

    id = serializers.UUIDField(source="event.actor_id", allow_null=True)
    name = serializers.CharField(source="said.who")


class TouchOut(Shape):
    """One event in the life of a session."""

    id = serializers.UUIDField(source="event.pk")
    type = serializers.CharField(source="event.type")
    at = serializers.DateTimeField(source="event.at")
    by = ByOut(source="*")
    words = serializers.CharField(source="said.text")
    payload = serializers.DictField(source="event.told")


class VisitOut(BookingOut):
    """A booking of a client with the mark it got."""

    booking = serializers.UUIDField(source="pk")
    attendance = serializers.CharField(source="mark", allow_null=True)
    attendance_method = serializers.CharField(source="method", allow_null=True)
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


class UsualTimeOut(Shape):
    weekday = serializers.IntegerField(help_text="1 = Monday")
    at = serializers.SerializerMethodField(help_text="wall time of the studio, such as 06:30")
    times = serializers.IntegerField()

    def get_at(self, usual: UsualTime) -> str:
        return f"{usual.at:%H:%M}"


class WithTrainerOut(Shape):
    id = serializers.UUIDField()
    name = serializers.CharField()
    attended = serializers.IntegerField(help_text="within a year")
    no_shows = serializers.IntegerField(help_text="within 90 days")
    cancelled = serializers.IntegerField(help_text="by the client, within 90 days")


class ClientBookingsOut(FiguresOut):
    """A client's figures with how they come; `flags` are in words, and for staff alone."""

    streak_weeks = serializers.IntegerField()
    favorite_times = UsualTimeOut(many=True)
    trainers = WithTrainerOut(many=True)
    no_shows_90d = serializers.IntegerField()
    cancellations_90d = serializers.IntegerField()
    flags = serializers.ListField(child=serializers.CharField())


SessionHistoryOut = listed(TouchOut)
VisitListOut = listed(VisitOut, counts=FiguresOut())


class MarkedOut(Shape):
    marked = serializers.IntegerField()
