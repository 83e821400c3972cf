"""The shape of what programs send about class types and policies; the services check what the values may be."""

from rest_framework import serializers

from fitflow.core.bounds import LONGEST_TEXT, LONGEST_TITLE
from fitflow.core.fields import PriceIn, SpotsIn, TextIn, WholeIn
from fitflow.core.shapes import Shape
from fitflow.schedule.rules.policies import PolicyKind


class ClassTypeIn(Shape):
    """A class type. Trainer, location and policy by id; lengths in seconds before the start; null = as the studio."""

    name = serializers.CharField(max_length=LONGEST_TITLE)
    description = TextIn(required=False, allow_blank=True, max_length=LONGEST_TEXT)
    color = serializers.CharField(required=False)
    duration_minutes = WholeIn(required=False)
    capacity = SpotsIn(required=False)
    spot_name = serializers.CharField(
        required=False, allow_blank=True, max_length=12, help_text="Bike: the places are Bike 1, Bike 2 and so on"
    )
    trainer = serializers.UUIDField(required=False, allow_null=True)
    location = serializers.UUIDField(required=False, allow_null=True)
    cost_credits = PriceIn(required=False, allow_null=True)
    policy = serializers.UUIDField(required=False, allow_null=True)
    registration_opens = WholeIn(required=False, allow_null=True)
    registration_closes = WholeIn(required=False, allow_null=True)
    late_cancel_cutoff = WholeIn(required=False, allow_null=True)


class ClassTypePatch(ClassTypeIn):
    """What changes; `archived` takes it out of planning, or brings it back."""

    archived = serializers.BooleanField(required=False)


class TierIn(Shape):
    """Cancelling at least so long before the start gives so much back."""

    min_hours_before = serializers.FloatField(min_value=0)
    percent = WholeIn(min_value=0, max_value=100)


class PolicyIn(Shape):
    """A cancellation policy; `tiers` only for the kind custom."""

    name = serializers.CharField(max_length=LONGEST_TITLE)
    kind = serializers.ChoiceField(list(PolicyKind), required=False, default=PolicyKind.CUSTOM.value)
    tiers = TierIn(many=True, required=False)


class PolicyPatch(Shape):
    name = serializers.CharField(max_length=LONGEST_TITLE, required=False)
    tiers = TierIn(many=True, required=False)
    archived = serializers.BooleanField(required=False)


def rows_of(tiers: list[dict[str, float]]) -> list[list[float]]:
    """The tiers of a request as rows; whole hours stay whole."""
    return [
        [int(hours) if hours == int(hours) else hours, row["percent"]]
        for row in tiers
        for hours in [row["min_hours_before"]]
    ]
