"""What the API answers about class types and policies: the shapes of its documentation."""

from rest_framework import serializers

from fitflow.core.shapes import NamedOut, Shape, listed
from fitflow.schedule.rules.policies import PolicyKind


class ClassTypeOut(Shape):
    """A class type. `cost` is what counts, `cost_credits` what this type itself says; null = as the studio."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    color = serializers.CharField()
    duration_minutes = serializers.IntegerField()
    capacity = serializers.IntegerField()
    spot_name = serializers.CharField(allow_blank=True)
    trainer = NamedOut(allow_null=True)
    location = NamedOut(allow_null=True)
    cost_credits = serializers.CharField(allow_null=True)
    cost = serializers.CharField()
    policy = NamedOut(allow_null=True)
    registration_opens = serializers.IntegerField(allow_null=True)
    registration_closes = serializers.IntegerField(allow_null=True)
    late_cancel_cutoff = serializers.IntegerField(allow_null=True)
    archived = serializers.BooleanField()
    upcoming = serializers.IntegerField(required=False, help_text="sessions to come, in lists")


class PolicyTierOut(Shape):
    min_hours_before = serializers.FloatField()
    percent = serializers.IntegerField()
    inclusive = serializers.BooleanField()


class PolicyOut(Shape):
    """A cancellation policy, as it would be written into a booking now."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(list(PolicyKind))
    tiers = PolicyTierOut(many=True)
    words = serializers.CharField()
    archived = serializers.BooleanField()


ClassTypeListOut = listed(ClassTypeOut)
PolicyListOut = listed(PolicyOut)
