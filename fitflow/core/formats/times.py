"""Days, clock times and zones as a locale writes them (CLDR skeletons), on the wall clock of a zone."""

import re
from datetime import date, datetime, time, tzinfo
from functools import cache, lru_cache
from typing import Literal

from babel import Locale
from babel.dates import DateTimePattern, format_interval, match_skeleton, parse_pattern

from fitflow.core.zones import WallKind, wall_kind

DayStyle = Literal["short", "long", "year", "date", "month", "column"]
Width = Literal["wide", "abbreviated"]

#: short: Fri 20 Nov · long: Friday 20 November · year: Fri, 20 Nov 2026 · date: 20 Nov 2026 · month: November 2026 ·
#: column: Fri 20.
_SKELETONS: dict[DayStyle, str] = {
    "short": "MMMEd",
    "long": "MMMMEEEEd",
    "year": "yMMMEd",
    "date": "yMMMd",
    "month": "yMMMM",
    "column": "Ed",
}
#: Names in a pattern that a long form writes out, and quoted text, which stays as it is.
_NAMES = re.compile(r"'[^']*'|E+|M{3,}|L{3,}")
_ANY_DAY = date(2000, 1, 3)


@lru_cache(maxsize=4000)
def day_text(on: date, locale: Locale, style: DayStyle = "short") -> str:
    return day_pattern(locale, style).apply(on, locale)


@cache
def day_pattern(locale: Locale, style: DayStyle) -> DateTimePattern:
    """What the CLDR has for the style. A long day that it does not list is the short one with its names in full."""
    skeletons, wanted = locale.datetime_skeletons, _SKELETONS[style]
    if wanted in skeletons:
        return parse_pattern(skeletons[wanted])
    found: DateTimePattern = skeletons[match_skeleton(wanted, skeletons)]
    return parse_pattern(_NAMES.sub(_in_full, found.pattern)) if style == "long" else found


def _in_full(name: re.Match[str]) -> str:
    text = name[0]
    return text if text.startswith("'") else text[0] * 4


@lru_cache(maxsize=4000)
def time_text(at: time, locale: Locale, *, half_days: bool) -> str:
    """18:30, or 6:30 pm where the clock goes to twelve twice a day."""
    skeletons = locale.datetime_skeletons
    pattern: DateTimePattern = skeletons["hm" if half_days else "Hm"]
    return pattern.apply(at, locale)


def clock_text(at: datetime, zone: tzinfo, locale: Locale, *, half_days: bool) -> str:
    """The wall clock at an instant; with its offset in the hour that the clocks show twice."""
    wall = at.astimezone(zone)
    text = time_text(wall.time().replace(tzinfo=None, fold=0), locale, half_days=half_days)
    return f"{text} (UTC{wall.isoformat()[-6:]})" if _comes_twice(wall, zone) else text


def span_text(start: datetime, end: datetime, zone: tzinfo, locale: Locale, *, half_days: bool) -> str:
    """18:30–19:25. Both are written in full where one of them is shown twice, or where a whole day lies between."""
    walls = start.astimezone(zone), end.astimezone(zone)
    if walls[0].time() == walls[1].time() or any(_comes_twice(wall, zone) for wall in walls):
        return "–".join(clock_text(at, zone, locale, half_days=half_days) for at in (start, end))
    first, last = (wall.time() for wall in walls)
    return _interval(first, last, locale, half_days=half_days)


@lru_cache(maxsize=4000)
def _interval(first: time, last: time, locale: Locale, *, half_days: bool) -> str:
    start, end = (datetime.combine(_ANY_DAY, at.replace(fold=0)) for at in (first, last))
    return format_interval(start, end, "hm" if half_days else "Hm", locale=locale)


def weekday_text(number: int, locale: Locale, width: Width = "wide") -> str:
    """1 is Monday, 7 Sunday; as it stands alone."""
    names: dict[int, str] = locale.days["stand-alone"][width]
    return names[number - 1]


def month_text(number: int, locale: Locale) -> str:
    """1 is January; as it stands alone."""
    names: dict[int, str] = locale.months["stand-alone"]["wide"]
    return names[number]


def zone_text(zone: tzinfo, locale: Locale) -> str:
    """A zone by its city: Rome, New York."""
    name = str(zone)
    known = locale.time_zones.get(name) or {}
    return str(known.get("city") or name.rpartition("/")[2].replace("_", " "))


def _comes_twice(wall: datetime, zone: tzinfo) -> bool:
    return wall_kind(wall.date(), wall.time().replace(tzinfo=None), zone) is WallKind.TWICE
