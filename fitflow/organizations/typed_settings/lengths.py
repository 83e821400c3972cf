"""Lengths of time as people type them: a number and a unit, or several in a row such as "24 h, 1 h"."""

import re
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from django.utils.translation import gettext as _

MINUTE, HOUR, DAY = 60, 3_600, 86_400
_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z]*)\.?\s*")
_UNITS = {
    **dict.fromkeys(["d", "day", "days"], DAY),
    **dict.fromkeys(["h", "hr", "hrs", "hour", "hours"], HOUR),
    **dict.fromkeys(["m", "min", "mins", "minute", "minutes"], MINUTE),
}


class LengthUnit(StrEnum):
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"

    @property
    def seconds(self) -> int:
        return {LengthUnit.MINUTES: MINUTE, LengthUnit.HOURS: HOUR, LengthUnit.DAYS: DAY}[self]


def split_length(seconds: int) -> tuple[Decimal, LengthUnit]:
    """The largest unit that says the length exactly; days only from two on, since people say 24 hours."""
    for unit in (LengthUnit.DAYS, LengthUnit.HOURS):
        if seconds and seconds % unit.seconds == 0 and (unit is LengthUnit.HOURS or seconds >= 2 * DAY):
            return Decimal(seconds // unit.seconds), unit
    return (Decimal(seconds) / MINUTE).normalize(), LengthUnit.MINUTES


def join_length(number: Decimal, unit: LengthUnit) -> int:
    """The seconds of a number of units; ValueError when they are not whole."""
    seconds = number * unit.seconds
    if not seconds.is_finite() or seconds != seconds.to_integral_value():
        raise ValueError(f"{number} {unit}")
    return int(seconds)


def read_length(text: str) -> int:
    """Seconds of "24 h", "90 min", "1 h 30 min" or "2 days"; ValueError for anything else."""
    rest, total = text.strip().lower(), 0
    if not rest:
        raise ValueError(text)
    while rest:
        match = _PART.match(rest)
        if match is None or match[2] not in _UNITS:
            raise ValueError(text)
        try:
            total += _seconds(match[1], _UNITS[match[2]])
        except InvalidOperation as error:
            raise ValueError(text) from error
        rest = rest[match.end() :]
    return total


def read_lengths(text: str) -> list[int]:
    """Several lengths between commas; an empty text is an empty list."""
    return [read_length(part) for part in re.split(r"[;,]\s+|[;,]$|\s+and\s+", text.strip()) if part.strip()]


def length_text(seconds: int) -> str:
    """The way `read_length` reads it back: 24 h, 90 min, 2 days."""
    number, unit = split_length(seconds)
    shown = f"{number:f}"
    return {
        LengthUnit.DAYS: _("%(number)s days"),
        LengthUnit.HOURS: _("%(number)s h"),
        LengthUnit.MINUTES: _("%(number)s min"),
    }[unit] % {"number": shown}


def _seconds(number: str, unit: int) -> int:
    seconds = Decimal(number.replace(",", ".")) * unit
    if seconds != seconds.to_integral_value():
        raise ValueError(number)
    return int(seconds)
