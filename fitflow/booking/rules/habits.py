"""What a client's visits say: how many weeks in a row, at which times, with whom (CLI-19)."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

WEEK = timedelta(days=7)
#: A time somebody came to once is no habit.
LEAST_TIMES, MOST_TIMES = 2, 3


@dataclass(frozen=True)
class UsualTime:
    """A weekday (1 = Monday) and a clock time in the studio, and how often somebody came then."""

    weekday: int
    at: time
    times: int


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.isoweekday() - 1)


def streak_weeks(days: Collection[date], today: date) -> int:
    """Weeks in a row with a visit, up to this one; a week that is not over does not end it."""
    weeks = {week_of(day) for day in days}
    week = week_of(today)
    if week not in weeks:
        week -= WEEK
    count = 0
    while week in weeks:
        count, week = count + 1, week - WEEK
    return count


def usual_times(starts: Iterable[datetime]) -> tuple[UsualTime, ...]:
    """The times somebody came to most, in studio time; the earlier in the week first among equals."""
    counted = Counter((at.isoweekday(), at.time().replace(second=0, microsecond=0)) for at in starts)
    often = sorted(counted.items(), key=lambda found: (-found[1], found[0]))
    return tuple(UsualTime(*when, times) for when, times in often if times >= LEAST_TIMES)[:MOST_TIMES]
