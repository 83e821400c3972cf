"""What people read beside a session, decided from facts alone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitflow.booking.rules.shown import Claims, Facts, Shown, bookable_from, can_wait, first_day_within, shown_state
from fitflow.core.zones import Period, add_months
from fitflow.organizations.typed_settings.registry import registry

BERLIN = ZoneInfo("Europe/Berlin")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
START = NOW + 2 * DAY
FACTS = Facts(
    status="published",
    during=Period(START, START + HOUR),
    registration=Period(NOW - DAY, START),
    open_spots=3,
    mine=Claims(),
    notice=timedelta(),
    months_ahead=3,
    zone=BERLIN,
)


class TestShownState:
    @pytest.mark.parametrize(
        ("changes", "state"),
        [
            ({}, Shown.OPEN),
            ({"open_spots": 0}, Shown.FULL),
            ({"status": "cancelled"}, Shown.CANCELLED),
            ({"status": "cancelled", "mine": Claims(has_booking=True)}, Shown.CANCELLED),
            ({"status": "completed"}, Shown.OVER),
            ({"status": "in_progress"}, Shown.RUNNING),
            ({"mine": Claims(has_booking=True), "open_spots": 0}, Shown.BOOKED),
            ({"mine": Claims(has_hold=True)}, Shown.HELD),
            ({"mine": Claims(has_hold=True, is_offer=True)}, Shown.OFFER),
            ({"mine": Claims(is_waiting=True), "open_spots": 0}, Shown.WAITING),
            ({"registration": Period(NOW + HOUR, START)}, Shown.NOT_YET),
            ({"registration": Period(NOW - DAY, NOW)}, Shown.CLOSED),
            ({"notice": 2 * DAY}, Shown.OPEN),
            ({"notice": 2 * DAY + timedelta(seconds=1)}, Shown.CLOSED),
        ],
    )
    def test_is_the_one_that_matters_most(self, changes: dict[str, object], state: Shown) -> None:
        assert shown_state(replace(FACTS, **changes), NOW) is state  # type: ignore[arg-type]

    def test_follows_the_clock_without_anybody_moving_the_status(self) -> None:
        assert shown_state(FACTS, START) is Shown.RUNNING
        assert shown_state(FACTS, START + HOUR) is Shown.OVER

    def test_keeps_an_offer_in_sight_after_the_start(self) -> None:
        offered = replace(FACTS, status="in_progress", mine=Claims(has_hold=True, is_offer=True))

        assert shown_state(offered, START + timedelta(minutes=5)) is Shown.OFFER


class TestBookableFrom:
    def test_is_the_studio_day_from_which_the_session_is_near_enough(self) -> None:
        far = datetime(2027, 5, 31, 22, 30, tzinfo=UTC)  # 1 June in Berlin.
        facts = replace(FACTS, during=Period(far, far + HOUR), registration=Period(NOW, far))

        assert bookable_from(facts) == datetime(2027, 2, 28, 23, 0, tzinfo=UTC)  # 1 March in Berlin.

    @pytest.mark.parametrize(
        ("on", "first"),
        [
            (date(2026, 5, 31), date(2026, 3, 1)),
            (date(2026, 5, 28), date(2026, 2, 28)),
            (date(2026, 3, 15), date(2025, 12, 15)),
        ],
    )
    def test_counts_calendar_months_that_are_too_short(self, on: date, first: date) -> None:
        assert first_day_within(on, 3) == first

    @given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 24))
    def test_is_the_first_such_day_and_no_later_one(self, on: date, months: int) -> None:
        first = first_day_within(on, months)

        assert add_months(first, months) >= on
        assert add_months(first - DAY, months) < on


class TestCanWait:
    def test_only_while_full_and_offers_can_still_be_made(self) -> None:
        settings = registry().resolve("studio", {})

        assert can_wait(settings, Shown.FULL, START, NOW)
        assert not can_wait(settings, Shown.OPEN, START, NOW)
        assert not can_wait(settings, Shown.FULL, START, START + HOUR)
        assert not can_wait({**settings, "features.waitlist": False}, Shown.FULL, START, NOW)
