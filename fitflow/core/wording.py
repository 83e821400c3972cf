"""Lengths of time and lists in words of the reader's language. What a locale decides stands in `core.formats`."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


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


def short_length_words(minutes: int) -> str:
    """45 min, 1 h, 1 h 30 min: where there is little room."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    if not rest:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


def list_words(parts: Sequence[str]) -> str:
    """Monday, Wednesday and Friday."""
    if not parts:
        return ""
    *first, last = parts
    return _("%(list)s and %(last)s") % {"list": ", ".join(first), "last": last} if first else last
