"""Dates, times, lengths and lists in words: in the reader's language, on the studio's wall clock."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal

from django.utils.formats import date_format, number_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from fitflow.core.zones import WallKind, wall_kind

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def moment_words(instant: datetime, zone: tzinfo, *, named: bool = False) -> str:
    """Thu 19 Nov 06:30; with its offset in the hour that the clocks show twice; with the zone's city when asked."""
    wall = instant.astimezone(zone)
    words = date_format(wall, pgettext("date and time, as in Django's date filter", "D j M H:i"))
    if wall_kind(wall.date(), wall.time(), zone) is WallKind.TWICE:
        words = f"{words} (UTC{wall.isoformat()[-6:]})"
    return _("%(moment)s, %(zone)s time") % {"moment": words, "zone": zone_words(zone)} if named else words


def day_words(on: date) -> str:
    """19 Nov 2026."""
    return date_format(on, pgettext("date, as in Django's date filter", "j M Y"))


def clock_words(at: time) -> str:
    """06:30."""
    return time_format(at, pgettext("time of day, as in Django's date filter", "H:i"))


def zone_words(zone: tzinfo) -> str:
    """The zone by its city: Rome, New York."""
    return str(zone).rpartition("/")[2].replace("_", " ")


def length_words(length: timedelta) -> str:
    """10 minutes, 24 hours, 14 days: the largest unit that says it exactly, hours up to two days."""
    if length >= 2 * DAY and not length % DAY:
        return ngettext("%(count)d day", "%(count)d days", length // DAY) % {"count": length // DAY}
    if length and not length % HOUR:
        return ngettext("%(count)d hour", "%(count)d hours", length // HOUR) % {"count": length // HOUR}
    if length and length < MINUTE:
        return ngettext("%(count)d second", "%(count)d seconds", length.seconds) % {"count": length.seconds}
    minutes = round(length / MINUTE)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def number_words(amount: Decimal) -> str:
    """1, 0.5, 12.25: no more decimals than it has, in the reader's notation."""
    exact = amount.normalize()
    return number_format(exact, decimal_pos=max(0, -int(exact.as_tuple().exponent)))


def list_words(parts: Sequence[str]) -> str:
    """Monday, Wednesday and Friday."""
    if not parts:
        return ""
    *first, last = parts
    return _("%(list)s and %(last)s") % {"list": ", ".join(first), "last": last} if first else last
