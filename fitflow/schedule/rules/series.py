"""A series in wall time: "every weekday at 06:30" stays at 06:30 across a clock change (CLS-06, cases 14 and 17)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from django.utils.translation import gettext as _

from fitflow.core.errors import Invalid
from fitflow.core.formats import Formats
from fitflow.core.wording import list_words
from fitflow.core.zones import DAY, add_months, instant_of

WORKING_DAYS = frozenset({1, 2, 3, 4, 5})
EVERY_DAY = frozenset({1, 2, 3, 4, 5, 6, 7})
#: The latest first day of a new series.
MOST_YEARS = 3


@dataclass(frozen=True)
class SeriesRule:
    """ISO weekdays (Monday = 1) at a wall time, from a date to a date, both included; `except_on` leaves days out."""

    weekdays: frozenset[int]
    at: time
    duration: timedelta
    starts_on: date
    ends_on: date | None = None
    except_on: frozenset[date] = frozenset()

    def happens_on(self, on: date) -> bool:
        """Whether a session belongs to this studio day."""
        started, ended = self.starts_on <= on, self.ends_on is not None and on > self.ends_on
        return started and not ended and on.isoweekday() in self.weekdays and on not in self.except_on


@dataclass(frozen=True)
class Occurrence:
    """One session of a series. `on` is its identity within the series, also where the clocks move the start."""

    on: date
    starts_at: datetime
    ends_at: datetime


def occurrences(rule: SeriesRule, zone: tzinfo, first: date, last: date) -> Iterator[Occurrence]:
    """The sessions of a series on the studio days `first` to `last`, in order.

    The start is wall time, the length is real time: an hour's class lasts an hour in the night of the change too.
    """
    on = max(first, rule.starts_on)
    last = last if rule.ends_on is None else min(last, rule.ends_on)
    while on <= last:
        if rule.happens_on(on):
            yield occurrence_on(rule, on, zone)
        on += DAY


def occurrence_on(rule: SeriesRule, on: date, zone: tzinfo) -> Occurrence:
    """The session of one studio day."""
    starts_at = instant_of(on, rule.at, zone)
    return Occurrence(on, starts_at, starts_at + rule.duration)


def check_dates(starts_on: date, ends_on: date | None, *, today: date, formats: Formats) -> None:
    """A new series begins within the next years, and ends behind that."""
    last = add_months(today, 12 * MOST_YEARS)
    if not today <= starts_on <= last:
        message = _("Choose a day from today to %(date)s.")
        raise Invalid.field("starts_on", message % {"date": formats.day(last, "date")})
    check_end(starts_on, ends_on)


def check_end(starts_on: date, ends_on: date | None) -> None:
    """A series does not end before it begins."""
    if ends_on is not None and ends_on < starts_on:
        raise Invalid.field("ends_on", _("Choose a day after the first one, or leave it empty."))


def read_weekdays(weekdays: frozenset[int]) -> frozenset[int]:
    if not weekdays or not weekdays <= EVERY_DAY:
        raise Invalid.field("weekdays", _("Choose at least one day of the week."))
    return weekdays


def series_words(rule: SeriesRule, formats: Formats) -> str:
    """Every weekday at 06:30, until 18 Dec 2026."""
    facts = {"days": _days_words(rule.weekdays, formats), "time": formats.time(rule.at)}
    words = _("Every %(days)s at %(time)s") % facts
    if rule.ends_on is None:
        return words
    return _("%(series)s, until %(date)s") % {"series": words, "date": formats.day(rule.ends_on, "date")}


def _days_words(weekdays: frozenset[int], formats: Formats) -> str:
    if weekdays == EVERY_DAY:
        return _("day")
    if weekdays == WORKING_DAYS:
        return _("weekday")
    return list_words([formats.weekday(number) for number in formats.week if number in weekdays])
