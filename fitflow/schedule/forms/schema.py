"""What the API answers about class types and policies."""

from typing import Any

from rest_framework import serializers

from fitflow.core.shapes import CreditsOut, NamedOut, Shape, Together, listed
from fitflow.organizations.forms.schema import ShownName
from fitflow.schedule.models import CancellationPolicy, ClassType
from fitflow.schedule.queries.class_types import cost_of
from fitflow.schedule.queries.policies import resolved
from fitflow.schedule.rules.policies import PolicyKind, policy_words


class TrainerNameOut(NamedOut):
    """Who gives it, under the name by which the reader may know them."""

    name = ShownName()


class ClassTypeOut(Shape):
    """A class type. `cost` is what counts, `cost_credits` what this type itself says; null = as the studio."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    color = serializers.CharField()
    duration_minutes = serializers.IntegerField()
    capacity = serializers.IntegerField()
    spot_name = serializers.CharField(allow_blank=True)
    trainer = TrainerNameOut(allow_null=True)
    location = NamedOut(allow_null=True)
    cost_credits = CreditsOut(allow_null=True)
    cost = serializers.SerializerMethodField()
    policy = NamedOut(allow_null=True)
    registration_opens = serializers.IntegerField(allow_null=True)
    registration_closes = serializers.IntegerField(allow_null=True)
    late_cancel_cutoff = serializers.IntegerField(allow_null=True)
    archived = serializers.SerializerMethodField()
    upcoming = serializers.IntegerField(required=False, help_text="sessions to come, in lists")

    def get_cost(self, row: ClassType) -> str:
        return f"{cost_of(self.context['actor'], row):.2f}"

    def get_archived(self, row: ClassType) -> bool:
        return not row.is_active


class HoursOut(serializers.FloatField):
    """Hours; whole ones without a fraction, as they are written into the snapshot of a booking."""

    def to_representation(self, value: Any) -> Any:
        hours = float(value)
        return int(hours) if hours.is_integer() else hours


class PolicyTierOut(Shape):
    min_hours_before = HoursOut()
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

    def to_representation(self, instance: CancellationPolicy) -> Any:
        """Its rule as it would be written into a booking now."""
        rule = resolved(self.context["actor"], instance)
        told = {
            "tiers": rule.to_json()["tiers"],
            "words": policy_words(rule, self.context["actor"].formats),
            "archived": not instance.is_active,
        }
        return super().to_representation(Together(told, instance))


ClassTypeListOut = listed(ClassTypeOut)
PolicyListOut = listed(PolicyOut)
