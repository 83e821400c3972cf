"""Wall-clock times of a studio as a page says them; the words are those of the mails (core.wording)."""

from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from fitflow.core.wording import clock_words, zone_words


def to_zone(zone: ZoneInfo | str) -> ZoneInfo:
    return zone if isinstance(zone, ZoneInfo) else ZoneInfo(zone)


def clock_text(at: datetime, zone: ZoneInfo | str) -> str:
    """18:30; with its offset in the hour that the clocks show twice."""
    wall = at.astimezone(to_zone(zone))
    text = _clock(wall.time(), get_language())
    shown_twice = wall.replace(fold=1 - wall.fold).utcoffset() != wall.utcoffset()
    return f"{text} (UTC{wall.isoformat()[-6:]})" if shown_twice else text


def day_text(on: date, *, style: str = "short") -> str:
    """Fri 20 Nov; long: Friday 20 November; year: Fri 20 Nov 2026."""
    return _day(on, style, get_language())


@lru_cache(maxsize=2000)
def _clock(at: time, _language: str | None) -> str:
    return clock_words(at)


@lru_cache(maxsize=2000)
def _day(on: date, style: str, _language: str | None) -> str:
    patterns = {
        "short": pgettext("day, as in Django's date filter", "D j M"),
        "long": pgettext("day in full, as in Django's date filter", "l j F"),
        "year": pgettext("day with year, as in Django's date filter", "D j M Y"),
    }
    return date_format(on, patterns[style])


def moment_text(at: datetime, zone: ZoneInfo | str, *, style: str = "short", end: datetime | None = None) -> str:
    """`style`: short (Fri 20 Nov 18:30), long (Friday 20 November 18:30), time (18:30), day (Fri 20 Nov)."""
    on = at.astimezone(to_zone(zone)).date()
    day = day_text(on, style="long" if style == "long" else "short")
    if style == "day":
        return day
    clock = clock_text(at, zone)
    if end is not None:
        clock = f"{clock}–{clock_text(end, zone)}"
    return clock if style == "time" else f"{day} {clock}"


def zone_text(zone: ZoneInfo | str) -> str:
    """The zone as a person says it: Berlin time."""
    return _("%(zone)s time") % {"zone": zone_words(to_zone(zone))}


def duration_text(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    if not rest:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
