"""Shapes of the API's requests about moving a session."""

from rest_framework import serializers

from fitflow.core.shapes import MomentField, Shape


class MoveIn(Shape):
    """Where a session would go; what is not named stays."""

    starts_at = MomentField(required=False)
    ends_at = MomentField(required=False)
    trainer = serializers.UUIDField(required=False)
    location = serializers.UUIDField(required=False)
