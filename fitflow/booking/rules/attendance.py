"""Who came, who came late, who did not: by the clock, and at the end of a session (ATT-03, CON-24, POL-10)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from fitflow.booking.models import Attendance, Booking
from fitflow.schedule.rules.sessions import COMPLETED, IN_PROGRESS, PUBLISHED

#: Pages show the marks from then on; nobody is absent before. Who checks in earlier is there.
OPENS_BEFORE = timedelta(hours=1)
FLAG_THRESHOLD, FLAG_DAYS = 3, 90


def marks_open(status: str, starts_at: datetime, now: datetime) -> bool:
    """Whether attendance can be marked: from an hour before the start."""
    return status in (PUBLISHED, IN_PROGRESS, COMPLETED) and now >= starts_at - OPENS_BEFORE


def is_absent_by_itself(
    marked: str | None, *, anyone_marked: bool, auto_no_show: bool, now: datetime, no_show_at: datetime
) -> bool:
    """Whether somebody nobody marked is absent by now: only where attendance is taken at all, and after the grace."""
    return marked is None and anyone_marked and auto_no_show and now >= no_show_at


def booking_status(marked: str) -> str:
    """What marking somebody makes of the booking: only an absence counts against it; correctable (ATT-07)."""
    return Booking.Status.NO_SHOW if marked == Attendance.Status.NO_SHOW else Booking.Status.COMPLETED


def closing_status(marked: str | None, *, anyone_marked: bool, auto_no_show: bool) -> str:
    """What a booking becomes when its session ends.

    Where nobody took attendance everybody came: an absent-minded trainer must not cost members their credits.
    """
    if marked is None:
        return Booking.Status.NO_SHOW if anyone_marked and auto_no_show else Booking.Status.COMPLETED
    return booking_status(marked)


def is_flagged(days: Iterable[date], today: date, *, threshold: int = FLAG_THRESHOLD, window: int = FLAG_DAYS) -> bool:
    """Whether something happened often enough in the last 90 days, the first of them included."""
    since = today - timedelta(days=window)
    return sum(since <= on <= today for on in days) >= threshold
