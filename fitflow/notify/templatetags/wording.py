"""Times in the words of a message, `{{ starts_at|moment:formats }}`: plain text, for its text and HTML part alike."""

from datetime import date, datetime, timedelta

from django import template

from fitflow.core.formats import Formats
from fitflow.core.wording import length_words

register = template.Library()


@register.filter
def moment(at: datetime, formats: Formats) -> str:
    """Thu 19 Nov 06:30."""
    return formats.moment(at)


@register.filter
def named_moment(at: datetime, formats: Formats) -> str:
    """Thu 19 Nov 06:30, Rome time."""
    return formats.moment(at, named=True)


@register.filter
def clock(at: datetime, formats: Formats) -> str:
    """06:30."""
    return formats.clock(at)


@register.filter
def day(on: date, formats: Formats) -> str:
    """19 Nov 2026."""
    return formats.day(on, "date")


@register.filter
def length(span: timedelta) -> str:
    """10 minutes, 24 hours."""
    return length_words(span)
