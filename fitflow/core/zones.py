"""Wall clock to instant and back: each wall time is converted once, never by adding hours to a local midnight.

Promise P9 (docs/design.md section 3). Instants are aware and in UTC, periods are [start, end),
a wall time is a date and a time of day in the studio's zone.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Self

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _

from fitflow.core.errors import Invalid

MIDNIGHT = time()
DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1970, 2200
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)([Zz]|[+ -]\d{2}:\d{2})", re.ASCII)


class WallKind(StrEnum):
    """How often the clocks of a zone show a wall time."""

    ONCE = "once"
    TWICE = "twice"
    NEVER = "never"


class UnreadableTime(ValueError):
    """Text that is neither a date nor a time with an offset."""


class WallTimeRefused(ValueError):
    """A typed wall time that the clocks skip or show twice; `kind` tells which. `Formats.refused_wall` words it."""

    def __init__(self, on: date, at: time, kind: WallKind) -> None:
        super().__init__(f"{on} {at}: {kind}")
        self.on, self.at, self.kind = on, at, kind


@dataclass(frozen=True)
class Period:
    """A stretch of time from `start` up to, but not including, `end`."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def overlaps(self, other: "Period") -> bool:
        """Whether they share a moment; periods that only touch do not."""
        return self.start < other.end and other.start < self.end

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant < self.end


def wall_kind(on: date, at: time, zone: tzinfo) -> WallKind:
    """Whether the clocks show this wall time once, twice (autumn) or never (spring)."""
    first = datetime.combine(on, at, zone).replace(fold=0).utcoffset()
    second = datetime.combine(on, at, zone).replace(fold=1).utcoffset()
    if first is None or second is None or first == second:
        return WallKind.ONCE
    return WallKind.TWICE if first > second else WallKind.NEVER


def instant_of(on: date, at: time, zone: tzinfo) -> datetime:
    """The instant at which something planned for a wall time starts.

    A missing wall time moves forward by the gap (02:30 becomes 03:30), an ambiguous one is its first occurrence
    (RFC 5545).
    """
    return datetime.combine(on, at, zone).replace(fold=0).astimezone(UTC)


def typed_instant(on: date, at: time, zone: tzinfo) -> datetime:
    """The instant of a wall time a person typed; refuses one that the clocks skip or show twice."""
    kind = wall_kind(on, at, zone)
    if kind is not WallKind.ONCE:
        raise WallTimeRefused(on, at, kind)
    return instant_of(on, at, zone)


def edge_of(on: date, minute: int, zone: tzinfo) -> datetime:
    """The instant of a window's edge, given in minutes of the wall clock (1440 = the next midnight, more is allowed).

    An edge that the clocks skip is clipped to the transition, so that a window inside the gap is empty (case 14).
    """
    wall = datetime.combine(on, MIDNIGHT) + timedelta(minutes=minute)
    if wall_kind(wall.date(), wall.time(), zone) is WallKind.NEVER:
        return _transition_at(wall, zone)
    return instant_of(wall.date(), wall.time(), zone)


def local_date(instant: datetime, zone: tzinfo) -> date:
    """The studio day to which an instant belongs."""
    return instant.astimezone(zone).date()


def day_bounds(on: date, zone: tzinfo) -> Period:
    """A studio day: 23, 24 or 25 hours, from two conversions."""
    return days_bounds(on, on, zone)


def days_bounds(first: date, last: date, zone: tzinfo) -> Period:
    """Several studio days, both ends included."""
    return Period(edge_of(first, 0, zone), edge_of(last + DAY, 0, zone))


def week_start_on(on: date, week_start: int = 1) -> date:
    """The first day of the week around a date; `week_start` 1 = Monday ... 6 = Saturday, 0 or 7 = Sunday."""
    return on - timedelta(days=(on.isoweekday() - week_start) % 7)


def add_months(on: date, months: int) -> date:
    """The same day so many calendar months later, clamped to the month's last day (30 November + 3 = 28 February)."""
    return on + relativedelta(months=months)


def end_of_months(instant: datetime, months: int, zone: tzinfo) -> datetime:
    """The end of the studio day so many calendar months later: that last day is included whole (case 10, CON-46)."""
    return day_bounds(add_months(local_date(instant, zone), months), zone).end


def parse_bound(text: str, zone: tzinfo, *, is_end: bool = False) -> datetime:
    """A `from` or `to` value of the API: a date is the studio day (`to` includes it whole), a time is RFC 3339.

    A blank in place of the offset's plus sign is what a query string makes of an unescaped "+", and is read as one.
    """
    text = text.strip()
    try:
        if _DATE.fullmatch(text):
            bounds = day_bounds(_in_range(date.fromisoformat(text)), zone)
            return bounds.end if is_end else bounds.start
        if match := _MOMENT.fullmatch(text):
            day, clock, offset = match.groups()
            _in_range(date.fromisoformat(day))
            return datetime.fromisoformat(f"{day}T{clock}{offset.upper().replace(' ', '+')}").astimezone(UTC)
    except UnreadableTime:
        raise
    except ValueError as error:
        raise _unreadable(text) from error
    raise _unreadable(text)


@dataclass(frozen=True)
class QuietHours:
    """The part of each night in which nobody need answer; over midnight when it ends earlier than it begins."""

    begins: time
    ends: time

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "22:00-07:00"."""
        begins, dash, ends = text.partition("-")
        if not dash:
            raise ValueError(text)
        return cls(time.fromisoformat(begins.strip()), time.fromisoformat(ends.strip()))

    def on(self, evening: date, zone: tzinfo) -> Period:
        """The quiet period that begins on a date."""
        last = evening if self.begins < self.ends else evening + DAY
        return Period(edge_of(evening, _minute(self.begins), zone), edge_of(last, _minute(self.ends), zone))


def waking_deadline(start: datetime, needed: timedelta, zone: tzinfo, quiet: QuietHours | None) -> datetime:
    """When so much time outside the quiet hours has passed since `start`."""
    if quiet is None or quiet.begins == quiet.ends:
        return start + needed
    evening = local_date(start, zone) - DAY
    while True:
        night = quiet.on(evening, zone)
        if start + needed <= night.start:
            return start + needed
        if start < night.end:
            needed -= max(night.start - start, timedelta())
            start = night.end
        evening += DAY


def end_of_quiet(at: datetime, zone: tzinfo, quiet: QuietHours | None) -> datetime:
    """The end of the quiet hours that a moment lies in; the moment itself outside of them."""
    if quiet is None or quiet.begins == quiet.ends:
        return at
    yesterday = local_date(at, zone) - DAY
    for evening in (yesterday, yesterday + DAY, yesterday + 2 * DAY):
        night = quiet.on(evening, zone)
        at = night.end if night.start <= at < night.end else at
    return at


def is_within_reach(on: date | datetime) -> bool:
    """Whether a calendar can show it, and a clock can be moved from there: no offset leads out of what there is."""
    return FIRST_YEAR < on.year < LAST_YEAR


def reach_words() -> str:
    years = {"first": FIRST_YEAR + 1, "last": LAST_YEAR - 1}
    return _("Choose a day in the years %(first)d to %(last)d.") % years


def check_reach(**days: date | datetime | None) -> None:
    """Days and moments that are within reach; Invalid names those that are not."""
    wrong = {name: [reach_words()] for name, on in days.items() if on is not None and not is_within_reach(on)}
    if wrong:
        raise Invalid(wrong)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _in_range(on: date) -> date:
    if not is_within_reach(on):
        raise UnreadableTime(reach_words())
    return on


def _unreadable(text: str) -> UnreadableTime:
    message = _("“%(text)s” is neither a date (2026-11-19) nor a time with its offset (2026-11-19T06:30:00+01:00).")
    return UnreadableTime(message % {"text": text[:40]})


def _transition_at(missing: datetime, zone: tzinfo) -> datetime:
    """The instant at which the clocks jump over a missing wall time, by halving between its two readings."""
    before = missing.replace(tzinfo=zone, fold=1).astimezone(UTC).replace(microsecond=0)
    after = missing.replace(tzinfo=zone, fold=0).astimezone(UTC).replace(microsecond=0)
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
