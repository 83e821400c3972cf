"""What people read beside a session, decided from facts alone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitflow.booking.rules.eligibility import Reason
from fitflow.booking.rules.shown import Claims, Facts, Shown, bookable_from, can_wait, first_day_within, shown_state
from fitflow.core.zones import Period, add_months, end_of_months
from fitflow.organizations.typed_settings.registry import registry

BERLIN = ZoneInfo("Europe/Berlin")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
START = NOW + 2 * DAY
FACTS = Facts(status="published", during=Period(START, START + HOUR), open_spots=3, mine=Claims(), refusal=None)


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
            ({"refusal": Reason.NOT_YET_OPEN}, Shown.NOT_YET),
            ({"refusal": Reason.TOO_FAR_AHEAD, "open_spots": 0}, Shown.NOT_YET),
            ({"refusal": Reason.CLOSED}, Shown.CLOSED),
            ({"refusal": Reason.TOO_LATE}, Shown.CLOSED),
            ({"refusal": Reason.CLIENT_INACTIVE}, Shown.REFUSED),
            ({"refusal": Reason.CLIENT_INACTIVE, "open_spots": 0}, Shown.REFUSED),
            ({"refusal": Reason.NO_ENTITLEMENT}, Shown.OPEN),
            ({"refusal": Reason.NO_ENTITLEMENT, "open_spots": 0}, Shown.FULL),
            ({"refusal": Reason.ALREADY_BOOKED, "mine": Claims(has_booking=True)}, Shown.BOOKED),
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

        assert bookable_from(NOW, far, 3, BERLIN) == datetime(2027, 2, 28, 23, 0, tzinfo=UTC)  # 1 March in Berlin.

    @given(
        st.builds(datetime.combine, st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.times(), st.just(UTC)),
        st.integers(0, 400 * 24 * 60),
        st.integers(1, 12),
        st.sampled_from([BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Africa/Cairo"), ZoneInfo("America/Havana")]),
    )
    def test_is_when_the_rule_ceases_to_call_it_too_far_ahead(
        self, starts_at: datetime, minutes_before: int, months: int, zone: ZoneInfo
    ) -> None:
        at = starts_at - timedelta(minutes=minutes_before)

        is_too_far = starts_at >= end_of_months(at, months, zone)

        assert is_too_far is (at < bookable_from(LONG_AGO, starts_at, months, zone))

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
