"""How a client's habits read."""

from datetime import date, datetime

from django import template

from fitflow.booking.rules.habits import UsualTime
from fitflow.core.formats import Formats

ANY_DAY = date(2026, 1, 5)

register = template.Library()


@register.filter
def usual_time(usual: UsualTime, formats: Formats) -> str:
    """Tue 18:30."""
    at = datetime.combine(ANY_DAY, usual.at, formats.zone)
    return f"{formats.weekday(usual.weekday, 'abbreviated')} {formats.clock(at)}"
