"""Shapes of the API's requests and answers for sessions, spots, bookings and queues."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework import serializers

from fitflow.booking.forms.expected import ExpectedIn
from fitflow.booking.models import Booking
from fitflow.booking.queries.sessions import FAR_AHEAD, LONG_AGO, PAGE, SessionFilter
from fitflow.booking.rules.settling import LONGEST_NOTE
from fitflow.core.actor import Actor
from fitflow.core.bounds import MOST_SPOTS
from fitflow.core.errors import Invalid
from fitflow.core.fields import AmountIn, LinkIn, PriceIn, SpotsIn, TextIn, WholeIn
from fitflow.core.shapes import MomentField, Shape
from fitflow.core.zones import UnreadableTime, day_bounds, local_date, parse_bound
from fitflow.schedule.models import Session


class HoldIn(Shape):
    """Nothing, or the number of the place wanted, and what was shown of the session."""

    expected = ExpectedIn(required=False, allow_null=True)
    spot = WholeIn(min_value=1, max_value=MOST_SPOTS, required=False, allow_null=True)


class ConfirmIn(Shape):
    """Nothing, or what was shown last; without it everything must be as the hold said."""

    expected = ExpectedIn(required=False, allow_null=True)


class CheckinIn(Shape):
    status = serializers.ChoiceField(["present", "late", "no_show", "clear"])


class CancelIn(Shape):
    """Staff may say why; everything comes back unless they say otherwise."""

    expected_refund = AmountIn(
        10, 2, min_value=0, required=False, allow_null=True, default=None,
        help_text="`credits_refunded` of `bookings/{id}/cancellation`: refused with `terms_changed` if less comes back",
    )  # fmt: skip
    expected = ExpectedIn(required=False, allow_null=True)
    expected_percent = WholeIn(
        min_value=0, max_value=100, required=False, allow_null=True, default=None,
        help_text="`refund_percent` of the same answer, for a booking that is paid at the studio: likewise",
    )  # fmt: skip
    reason = TextIn(max_length=300, required=False, default="", allow_blank=True)
    full_refund = serializers.BooleanField(
        required=False, default=True, help_text="for staff: everything comes back; false: as the policy says"
    )


class RescheduleIn(Shape):
    session = serializers.UUIDField()
    expected = ExpectedIn(required=False, allow_null=True)


class WaiveIn(Shape):
    reason = TextIn(max_length=300)


class SettleIn(Shape):
    """How the money came, and what was paid in words."""

    by = serializers.ChoiceField(Booking.PaidBy.values)
    note = TextIn(max_length=LONGEST_NOTE, required=False, default="", allow_blank=True)


class LetOffIn(Shape):
    reason = TextIn(max_length=LONGEST_NOTE)


class BookIn(Shape):
    """For whom staff act."""

    client = serializers.UUIDField()
    spot = WholeIn(min_value=1, max_value=MOST_SPOTS, required=False, allow_null=True)
    expected = ExpectedIn(required=False, allow_null=True)


class WaitingClientIn(Shape):
    """Who waits: oneself, or the client that staff name."""

    client = serializers.UUIDField(required=False, help_text="for staff: whom they put on the list, or take off it")


class SessionIn(Shape):
    """A session to be made."""

    class_type = serializers.UUIDField()
    trainer = serializers.UUIDField(required=False, allow_null=True)
    location = serializers.UUIDField(required=False, allow_null=True)
    starts_at = MomentField()
    ends_at = MomentField(required=False, allow_null=True)
    capacity = SpotsIn(required=False, allow_null=True)
    cost_credits = PriceIn(required=False, allow_null=True)
    policy = serializers.UUIDField(required=False, allow_null=True)
    online_url = LinkIn(required=False, allow_blank=True, default="")
    note = TextIn(required=False, allow_blank=True, default="", max_length=2000)
    registration_opens_at = MomentField(required=False, allow_null=True, help_text="null: as the class type says")
    registration_closes_at = MomentField(required=False, allow_null=True, help_text="null: as the class type says")
    late_cancel_at = MomentField(required=False, allow_null=True, help_text="null: as the class type says")
    status = serializers.ChoiceField(["draft", "published"], required=False, default="published")
    override_reason = TextIn(required=False, allow_blank=True, default="", max_length=300)


class SessionPatch(Shape):
    """What may change about a session; what is not named stays."""

    trainer = serializers.UUIDField(required=False)
    location = serializers.UUIDField(required=False)
    starts_at = MomentField(required=False)
    ends_at = MomentField(required=False)
    capacity = SpotsIn(required=False)
    cost_credits = PriceIn(required=False, allow_null=True)
    policy = serializers.UUIDField(required=False, allow_null=True)
    online_url = LinkIn(required=False, allow_blank=True)
    note = TextIn(required=False, allow_blank=True, max_length=2000)
    registration_opens_at = MomentField(required=False)
    registration_closes_at = MomentField(required=False)
    late_cancel_at = MomentField(
        required=False, allow_null=True, help_text="the cut-off policy gives everything back until then; null: its own"
    )
    status = serializers.ChoiceField(["published", "cancelled"], required=False)
    reason = TextIn(required=False, allow_blank=True, default="", max_length=300)
    override_reason = TextIn(required=False, allow_blank=True, default="", max_length=300)
    agreed = serializers.BooleanField(
        required=False,
        default=True,
        help_text="false: a move that people hear of is refused with `ask_first` and what it does to them",
    )


def session_filter(actor: Actor, query: Mapping[str, str], *, now: datetime, limit: int = PAGE) -> SessionFilter:
    """`from`, `to` (a studio day or a time), `trainer_id`, `type`, `location_id`, `available`, `cursor`.

    Without `from` and `to` the schedule begins today: nobody looks for a class years ago.
    """
    kind = query.get("type", "") if query.get("type", "") in Session.Kind.values else None
    return SessionFilter(
        start=bound(actor, query, "from", LONG_AGO if query.get("to") else today(actor, now)),
        end=bound(actor, query, "to", FAR_AHEAD),
        trainer_id=uuid_of(query, "trainer_id"),
        kind=kind,
        class_type_id=None if kind else uuid_of(query, "type"),
        location_id=uuid_of(query, "location_id"),
        available=flag(query, "available"),
        after=after(query.get("cursor", "")),
        limit=limit,
    )


def today(actor: Actor, now: datetime) -> datetime:
    """When the studio's day began."""
    return day_bounds(local_date(now, actor.zone), actor.zone).start


def bound(actor: Actor, query: Mapping[str, str], name: str, default: datetime) -> datetime:
    text = query.get(name, "")
    if not text:
        return default
    try:
        return parse_bound(text, actor.zone, is_end=name == "to")
    except UnreadableTime as error:
        raise Invalid.field(name, str(error)) from error


def uuid_of(query: Mapping[str, str], name: str) -> UUID | None:
    text = query.get(name, "")
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid.field(name, _("This is no id: use one of an earlier answer.")) from error


def flag(query: Mapping[str, str], name: str) -> bool:
    text = query.get(name, "").lower()
    if text not in {"", "1", "true", "0", "false"}:
        raise Invalid.field(name, _("Use true or false."))
    return text in {"1", "true"}


def cursor_of(position: tuple[datetime, UUID]) -> str:
    at, entity_id = position
    return f"{at.timestamp():.6f}_{entity_id}"


def after(cursor: str) -> tuple[datetime, UUID] | None:
    """Where the last page ended."""
    if not cursor:
        return None
    at, _underscore, entity_id = cursor.partition("_")
    try:
        return datetime.fromtimestamp(float(at), tz=LONG_AGO.tzinfo), UUID(entity_id)
    except (ValueError, OverflowError, OSError) as error:
        raise Invalid.field("cursor", _("This is no cursor of ours: leave it out, or follow `next`.")) from error
