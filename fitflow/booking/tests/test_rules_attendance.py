from datetime import UTC, date, datetime, timedelta

import pytest

from fitflow.booking.rules.attendance import (
    booking_status,
    closing_status,
    is_absent_by_itself,
    is_flagged,
)

START = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
GRACE, TICK = timedelta(minutes=10), timedelta.resolution


class TestIsAbsentByItself:
    @pytest.mark.parametrize(
        ("marked", "anyone", "auto", "after", "absent"),
        [
            (None, True, True, GRACE, True),
            (None, True, True, GRACE - TICK, False),
            (None, False, True, GRACE, False),
            (None, True, False, GRACE, False),
            ("present", True, True, GRACE, False),
        ],
    )
    def test_only_where_attendance_is_taken_and_the_grace_is_over(
        self, marked: str | None, anyone: bool, auto: bool, after: timedelta, absent: bool
    ) -> None:
        assert absent is is_absent_by_itself(
            marked, anyone_marked=anyone, auto_no_show=auto, now=START + after, no_show_at=START + GRACE
        )


class TestClosingStatus:
    @pytest.mark.parametrize(
        ("marked", "anyone", "auto", "status"),
        [
            ("present", True, True, "completed"),
            ("late", True, True, "completed"),
            ("no_show", True, False, "no_show"),
            (None, True, True, "no_show"),
            (None, True, False, "completed"),
            (None, False, True, "completed"),
        ],
    )
    def test_makes_nobody_absent_where_nobody_looked(
        self, marked: str | None, anyone: bool, auto: bool, status: str
    ) -> None:
        assert closing_status(marked, anyone_marked=anyone, auto_no_show=auto) == status


class TestBookingStatus:
    @pytest.mark.parametrize(
        ("marked", "status"), [("present", "completed"), ("late", "completed"), ("no_show", "no_show")]
    )
    def test_counts_only_an_absence_against_the_client(self, marked: str, status: str) -> None:
        assert booking_status(marked) == status


class TestAttendanceFlag:
    def test_counts_ninety_days_back_with_the_first_included(self) -> None:
        today = date(2026, 4, 6)

        assert not is_flagged([date(2026, 1, 5), date(2026, 2, 10), today], today)
        assert is_flagged([date(2026, 1, 6), date(2026, 2, 10), today], today)
