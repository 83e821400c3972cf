"""Fields of what programs send, read by the same readers as forms and lists."""

import sys
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from fitflow.core.bounds import LONGEST_LINK, MOST_PRICE, MOST_SPOTS, spots_words
from fitflow.core.errors import Invalid
from fitflow.core.links import NotALink, link_words, read_link
from fitflow.core.texts import read_text

#: Python reads it between digits; nobody writes it there.
_NOT_IN_NUMBERS = "_"


class WholeIn(serializers.IntegerField):
    """A whole number."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or _NOT_IN_NUMBERS in str(data):
            self.fail("invalid")
        number: int = super().to_internal_value(data)
        return number


class AmountIn(serializers.DecimalField):
    """A number with decimals."""

    def to_internal_value(self, data: Any) -> Decimal:
        if isinstance(data, bool) or _NOT_IN_NUMBERS in str(data):
            self.fail("invalid")
        number: Decimal = super().to_internal_value(data)
        return number


class SpotsIn(WholeIn):
    """How many places something has."""

    def __init__(self, **options: Any) -> None:
        words = {"min_value": spots_words(), "max_value": spots_words()}
        super().__init__(**{"min_value": 1, "max_value": MOST_SPOTS, "error_messages": words, **options})


class PriceIn(AmountIn):
    """What one place costs, in credits."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_digits": 10, "decimal_places": 2, "min_value": 0, "max_value": MOST_PRICE, **options})


class TextIn(serializers.CharField):
    """A text of several lines, as it is shown (core.texts)."""

    def to_internal_value(self, data: Any) -> str:
        try:
            return read_text(super().to_internal_value(data), field="text", longest=self.max_length or sys.maxsize)
        except Invalid as refusal:
            raise serializers.ValidationError(refusal.errors["text"], code="invalid") from refusal


class LinkIn(serializers.CharField):
    """A link to somewhere else (core.links)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": LONGEST_LINK, **options})

    def to_internal_value(self, data: Any) -> str:
        text: str = super().to_internal_value(data)
        if not text:
            return ""
        try:
            return read_link(text)
        except NotALink as error:
            raise serializers.ValidationError(link_words(), code="invalid") from error
