"""What whoever acts was shown: an object in the API, the same as text in a hidden field of a page."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.utils.translation import gettext as _
from rest_framework import serializers

from fitflow.booking.rules.agreed import Agreed, agreed
from fitflow.core.errors import Invalid
from fitflow.core.fields import AmountIn
from fitflow.core.shapes import MomentField, Shape, read

LONGEST = 2_000


class ExpectedIn(Shape):
    """What was shown of a session; what is not named is not asked."""

    starts_at = MomentField(required=False)
    ends_at = MomentField(required=False)
    trainer = serializers.UUIDField(required=False)
    location = serializers.UUIDField(required=False)
    credits = AmountIn(10, 2, min_value=0, required=False, help_text="a lower price is taken")
    terms = serializers.CharField(max_length=1_000, required=False, help_text="what decides about cancelling")
    spot = serializers.CharField(max_length=40, required=False, help_text="the name of the place, where it has one")


def expected_in(asked: Mapping[str, Any]) -> Agreed | None:
    """What a checked request of the API says it was shown."""
    shown = asked.get("expected")
    return None if shown is None else agreed(shown)


def shown_facts(answers: Mapping[str, str]) -> Agreed | None:
    """What the page that was sent had shown; None where it did not say."""
    text = answers.get("expected", "")
    if not text:
        return None
    try:
        shown = orjson.loads(text) if len(text) <= LONGEST else None
    except orjson.JSONDecodeError as error:
        raise unreadable() from error
    if not isinstance(shown, dict):
        raise unreadable()
    try:
        return agreed(read(ExpectedIn, shown))
    except Invalid as error:
        raise unreadable() from error


def unreadable() -> Invalid:
    return Invalid.field("expected", _("What the page had shown cannot be read. Open it again."))
