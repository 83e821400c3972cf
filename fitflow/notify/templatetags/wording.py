"""Times in the words of a message: `{{ starts_at|moment:zone }}`. Plain text, for the text and the HTML part alike."""

from datetime import date, datetime, timedelta, tzinfo

from django import template

from fitflow.core.wording import clock_words, day_words, length_words, moment_words

register = template.Library()


@register.filter
def moment(at: datetime, zone: tzinfo) -> str:
    """Thu 19 Nov 06:30."""
    return moment_words(at, zone)


@register.filter
def named_moment(at: datetime, zone: tzinfo) -> str:
    """Thu 19 Nov 06:30, Rome time."""
    return moment_words(at, zone, named=True)


@register.filter
def clock(at: datetime, zone: tzinfo) -> str:
    """06:30."""
    return clock_words(at.astimezone(zone).time())


@register.filter
def day(on: date) -> str:
    """19 Nov 2026."""
    return day_words(on)


@register.filter
def length(span: timedelta) -> str:
    """10 minutes, 24 hours."""
    return length_words(span)
