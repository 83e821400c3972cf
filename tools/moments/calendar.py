"""The odd moments, on the clock of a studio in London: what is next after now, and whose turn it is today."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: Studios of the tests are here unless they say otherwise (organizations/factories.py).
ZONE = ZoneInfo("Europe/London")
WEDNESDAY, SUNDAY = 2, 6
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Moment:
    """A time of day on a certain kind of day."""

    name: str
    at: time
    on: Callable[[date], bool]
    why: str

    def after(self, now: datetime) -> datetime:
        """The next such moment, tomorrow or later."""
        day = now.astimezone(ZONE).date() + DAY
        while not self.on(day):
            day += DAY
        return datetime.combine(day, self.at, ZONE)


def _ordinary(day: date) -> bool:
    """A Wednesday without a change of the clocks in the following week."""
    return day.weekday() == WEDNESDAY and _offset(day) == _offset(day + 7 * DAY)


def _of_summer(day: date) -> bool:
    return _ordinary(day) and _offset(day) != 0 * DAY


def _offset(day: date) -> timedelta | None:
    return datetime.combine(day, time(12), ZONE).utcoffset()


def _change(day: date) -> timedelta:
    """By how much the clocks change in the night before noon of this day."""
    after, before = _offset(day), _offset(day - DAY)
    assert after is not None
    assert before is not None
    return after - before


MOMENTS = (
    Moment("half-past-midnight", time(0, 30), _of_summer, "in UTC it is still yesterday"),
    Moment("before-six", time(5, 59), _ordinary, "the hours of work and of messages begin in the run"),
    Moment("before-midnight", time(23, 45), _ordinary, "what happens soon happens tomorrow; the day ends in the run"),
    Moment("spring-forward", time(0, 55), lambda day: _change(day) > 0 * DAY, "01:00 to 02:00 does not exist"),
    Moment("fall-back", time(1, 55), lambda day: _change(day) < 0 * DAY, "01:00 to 02:00 happens twice"),
    Moment("new-year", time(23, 50), lambda day: (day.month, day.day) == (12, 31), "the year ends in the run"),
    Moment("leap-day", time(11), lambda day: (day.month, day.day) == (2, 29), "a year ago there was no such day"),
    Moment("sunday", time(20), lambda day: day.weekday() == SUNDAY, "the week ends in four hours"),
)


def of_the_day(today: date) -> Moment:
    """Each in its turn, by the date alone: whoever runs the tests today gets the same one."""
    return MOMENTS[today.toordinal() % len(MOMENTS)]


def named(name: str, now: datetime) -> datetime:
    """The beginning that a name of the list or a date and time of London stands for."""
    for moment in MOMENTS:
        if moment.name == name:
            return moment.after(now)
    return datetime.fromisoformat(name).replace(tzinfo=ZONE)
