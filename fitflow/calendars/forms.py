"""Shapes of the API about secret calendar addresses."""

from rest_framework import serializers

from fitflow.core.shapes import Shape


class FeedIn(Shape):
    """Which of the own calendars; who has one only need not say."""

    of = serializers.ChoiceField(["client", "staff"], required=False, help_text="own bookings, or what one teaches")


class FeedsOut(Shape):
    """Secret addresses to subscribe to; null where the login has no such calendar."""

    client = serializers.URLField(allow_null=True, help_text="own bookings")
    staff = serializers.URLField(allow_null=True, help_text="what one teaches")
