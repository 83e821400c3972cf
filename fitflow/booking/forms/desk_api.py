"""Shapes of the API's requests that run a session."""

from rest_framework import serializers

from fitflow.booking.forms.desk import REASON_LENGTH
from fitflow.core.fields import TextIn
from fitflow.core.shapes import Shape


class ExtraSpotIn(Shape):
    """Why there is one place more, and for whom, if it is for somebody."""

    reason = TextIn(max_length=REASON_LENGTH)
    client = serializers.UUIDField(required=False, allow_null=True)


class PublishIn(Shape):
    override_reason = TextIn(required=False, allow_blank=True, default="", max_length=REASON_LENGTH)
