from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitflow.core.tests.waking import waking_time
from fitflow.core.zones import (
    Period,
    QuietHours,
    UnreadableTime,
    WallKind,
    WallTimeRefused,
    add_months,
    day_bounds,
    edge_of,
    end_of_months,
    end_of_quiet,
    instant_of,
    local_date,
    parse_bound,
    typed_instant,
    waking_deadline,
    wall_kind,
    week_start_on,
)

ROME, LONDON, NEW_YORK = ZoneInfo("Europe/Rome"), ZoneInfo("Europe/London"), ZoneInfo("America/New_York")
APIA, LORD_HOWE, CAIRO = ZoneInfo("Pacific/Apia"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Africa/Cairo")
KATHMANDU = ZoneInfo("Asia/Kathmandu")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
NIGHT = QuietHours(time(22), time(7))

zones = st.sampled_from(
    [ROME, LONDON, NEW_YORK, LORD_HOWE, CAIRO, KATHMANDU, ZoneInfo("America/Havana"), ZoneInfo("UTC")]
)
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
instants = st.builds(datetime.combine, days, st.times(), st.just(UTC))
clock_times = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def utc(month: int, day: int, hour: int, minute: int = 0, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


class TestInstantOf:
    def test_follows_the_offset_of_the_day_in_new_york(self) -> None:
        sundays = [date(2026, 3, 1), date(2026, 3, 8), date(2026, 3, 15)]

        openings = [instant_of(on, time(13), NEW_YORK).hour for on in sundays]

        assert openings == [18, 17, 17]

    def test_moves_a_missing_time_forward_by_the_gap(self) -> None:
        assert instant_of(SPRING, time(2, 30), ROME) == utc(3, 29, 1, 30)
        assert instant_of(SPRING, time(2, 30), ROME).astimezone(ROME).time() == time(3, 30)

    def test_takes_the_first_of_two_equal_times(self) -> None:
        assert instant_of(AUTUMN, time(2, 30), ROME) == utc(10, 25, 0, 30)

    def test_moves_by_half_an_hour_where_the_clocks_do(self) -> None:
        assert instant_of(date(2026, 10, 4), time(2, 10), LORD_HOWE).astimezone(LORD_HOWE).time() == time(2, 40)

    @given(days, clock_times, zones)
    def test_shows_the_same_wall_time_unless_the_clocks_skip_it(self, on: date, at: time, zone: ZoneInfo) -> None:
        shown = instant_of(on, at, zone).astimezone(zone).replace(tzinfo=None)

        if wall_kind(on, at, zone) is WallKind.NEVER:
            assert shown > datetime.combine(on, at)
        else:
            assert shown == datetime.combine(on, at)


class TestWallKind:
    def test_tells_skipped_and_repeated_times(self) -> None:
        assert wall_kind(SPRING, time(2, 30), ROME) is WallKind.NEVER
        assert wall_kind(AUTUMN, time(2, 30), ROME) is WallKind.TWICE
        assert wall_kind(AUTUMN, time(3), ROME) is WallKind.ONCE
        assert wall_kind(SPRING, time(3), ROME) is WallKind.ONCE
        assert wall_kind(date(2011, 12, 30), time(12), APIA) is WallKind.NEVER


class TestTypedInstant:
    @pytest.mark.parametrize(("on", "kind"), [(SPRING, WallKind.NEVER), (AUTUMN, WallKind.TWICE)])
    def test_refuses_what_cannot_be_meant_and_says_which(self, on: date, kind: WallKind) -> None:
        with pytest.raises(WallTimeRefused, match="02:30") as refusal:
            typed_instant(on, time(2, 30), ROME)

        assert refusal.value.kind is kind

    def test_takes_any_other_time(self) -> None:
        assert typed_instant(SPRING, time(3), ROME) == utc(3, 29, 1)


class TestEdgeOf:
    def test_leaves_two_real_hours_in_the_spring_night(self) -> None:
        window = Period(edge_of(SPRING, 60, ROME), edge_of(SPRING, 240, ROME))

        assert window.length == timedelta(hours=2)

    def test_leaves_four_real_hours_in_the_autumn_night(self) -> None:
        window = Period(edge_of(AUTUMN, 60, ROME), edge_of(AUTUMN, 240, ROME))

        assert window.length == timedelta(hours=4)

    def test_makes_a_window_inside_the_gap_empty(self) -> None:
        assert edge_of(SPRING, 120, ROME) == edge_of(SPRING, 150, ROME) == utc(3, 29, 1)

    def test_counts_past_midnight(self) -> None:
        assert edge_of(date(2026, 3, 6), 26 * 60, ROME) == utc(3, 7, 1)


class TestDays:
    @pytest.mark.parametrize(("on", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2026, 6, 1), 24)])
    def test_last_as_long_as_the_clocks_say(self, on: date, hours: int) -> None:
        assert day_bounds(on, ROME).length == timedelta(hours=hours)

    def test_begin_at_one_where_midnight_is_skipped(self) -> None:
        skipped = date(2026, 4, 24)

        assert wall_kind(skipped, time(0, 30), CAIRO) is WallKind.NEVER
        assert day_bounds(skipped, CAIRO).start.astimezone(CAIRO).time() == time(1)

    def test_that_a_country_skipped_are_empty(self) -> None:
        assert day_bounds(date(2011, 12, 30), APIA).length == timedelta()

    @given(days, zones)
    def test_follow_each_other_without_gap_or_overlap(self, on: date, zone: ZoneInfo) -> None:
        assert day_bounds(on, zone).end == day_bounds(on + timedelta(days=1), zone).start

    @given(instants, zones)
    def test_contain_every_instant_of_their_date(self, instant: datetime, zone: ZoneInfo) -> None:
        assert instant in day_bounds(local_date(instant, zone), zone)


class TestWeeks:
    @given(days, st.integers(0, 7))
    def test_hold_their_day_and_begin_on_the_chosen_weekday(self, on: date, week_start: int) -> None:
        first = week_start_on(on, week_start)

        assert first <= on < first + timedelta(days=7)
        assert first.isoweekday() % 7 == week_start % 7

    def test_begin_on_monday_unless_told_otherwise(self) -> None:
        assert week_start_on(date(2026, 3, 8)) == date(2026, 3, 2)
        assert week_start_on(date(2026, 3, 8), 0) == date(2026, 3, 8)


class TestMonthAddition:
    @pytest.mark.parametrize(
        ("today", "last_day"), [(date(2026, 11, 30), date(2027, 2, 28)), (date(2026, 3, 2), date(2026, 6, 2))]
    )
    def test_clamps_the_day_and_includes_the_last_day_whole(self, today: date, last_day: date) -> None:
        end = end_of_months(instant_of(today, time(20), ROME), 3, ROME)

        assert add_months(today, 3) == last_day
        assert end == day_bounds(last_day, ROME).end

    def test_uses_the_studio_s_date_and_not_that_of_utc(self) -> None:
        late_evening_in_new_york = utc(2, 1, 3)

        assert end_of_months(late_evening_in_new_york, 1, NEW_YORK) == day_bounds(date(2026, 2, 28), NEW_YORK).end


class TestParseBound:
    def test_reads_a_date_as_the_studio_day(self) -> None:
        assert parse_bound("2026-03-29", ROME) == utc(3, 28, 23)
        assert parse_bound("2026-03-29", ROME, is_end=True) == utc(3, 29, 22)

    @pytest.mark.parametrize(
        "text",
        ["2026-03-29T03:30:00+02:00", "2026-03-29T01:30:00Z", "2026-03-29t01:30:00z", "2026-03-29T01:30Z",
         "2026-03-29 01:30:00.000Z", "2026-03-29T03:30:00 02:00", " 2026-03-29T01:30:00Z "],
    )  # fmt: skip
    def test_reads_a_time_with_its_offset(self, text: str) -> None:
        assert parse_bound(text, NEW_YORK, is_end=True) == utc(3, 29, 1, 30)

    @pytest.mark.parametrize(
        "text",
        ["", "today", "2026-02-30", "2026-3-1", "20260301", "2026-W10", "2026-03-29T01:30:00", "2026-03-29T25:00:00Z",
         "2026-03-29T01:30:00+99:00", "2026-03-29T01:30:60Z", "٢٠٢٦-٠٣-٢٩"],
    )  # fmt: skip
    def test_refuses_anything_else_and_says_what_would_be_right(self, text: str) -> None:
        with pytest.raises(UnreadableTime, match="2026-11-19T06:30"):
            parse_bound(text, ROME)

    @pytest.mark.parametrize(
        "text", ["0001-01-01", "9999-12-31", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "1969-12-31"]
    )
    def test_refuses_what_no_clock_reaches(self, text: str) -> None:
        with pytest.raises(UnreadableTime, match="1971 to 2199"):
            parse_bound(text, ROME)

    @given(st.text(max_size=40))
    def test_never_fails_in_another_way(self, text: str) -> None:
        with suppress(UnreadableTime):
            assert parse_bound(text, ROME).tzinfo is UTC


class TestQuietHours:
    def test_are_read_from_text(self) -> None:
        assert QuietHours.parse("22:00-07:00") == NIGHT

    def test_do_not_count_towards_a_deadline(self) -> None:
        ten_to_ten = instant_of(date(2026, 11, 18), time(21, 50), ROME)

        deadline = waking_deadline(ten_to_ten, timedelta(minutes=30), ROME, NIGHT)

        assert deadline == instant_of(date(2026, 11, 19), time(7, 20), ROME)

    def test_let_a_deadline_end_exactly_when_they_begin(self) -> None:
        half_past_nine = instant_of(date(2026, 11, 18), time(21, 30), ROME)

        assert waking_deadline(half_past_nine, timedelta(minutes=30), ROME, NIGHT) == instant_of(
            date(2026, 11, 18), time(22), ROME
        )

    def test_may_lie_within_one_day(self) -> None:
        siesta = QuietHours(time(13), time(15))
        noon = instant_of(date(2026, 11, 18), time(12, 45), ROME)

        assert waking_deadline(noon, timedelta(minutes=30), ROME, siesta) == instant_of(
            date(2026, 11, 18), time(15, 15), ROME
        )

    @pytest.mark.parametrize(
        ("at", "end"),
        [
            (time(21, 59), time(21, 59)),
            (time(22), time(7)),
            (time(23, 30), time(7)),
            (time(3), time(7)),
            (time(6, 59), time(7)),
            (time(7), time(7)),
        ],
    )
    def test_have_an_end(self, at: time, end: time) -> None:
        evening = date(2026, 11, 18) if at.hour > 12 else date(2026, 11, 19)
        day = evening if end.hour > 12 else date(2026, 11, 19)

        assert end_of_quiet(instant_of(evening, at, ROME), ROME, NIGHT) == instant_of(day, end, ROME)

    @given(instants, zones, st.builds(QuietHours, clock_times, clock_times))
    def test_are_over_at_their_end_and_no_later(self, at: datetime, zone: ZoneInfo, quiet: QuietHours) -> None:
        end = end_of_quiet(at, zone, quiet)

        assert end_of_quiet(end, zone, quiet) == end
        assert waking_time(Period(at, end), zone, quiet) == timedelta()
        assert end_of_quiet(at, zone, None) == at

    def test_are_an_hour_shorter_in_the_spring_night(self) -> None:
        assert NIGHT.on(SPRING - timedelta(days=1), ROME).length == timedelta(hours=8)
        assert NIGHT.on(AUTUMN - timedelta(days=1), ROME).length == timedelta(hours=10)

    @given(instants, st.integers(1, 3000), zones, st.builds(QuietHours, clock_times, clock_times))
    def test_are_left_out_and_nothing_else_is(
        self, start: datetime, minutes: int, zone: ZoneInfo, quiet: QuietHours
    ) -> None:
        needed = timedelta(minutes=minutes)

        deadline = waking_deadline(start, needed, zone, quiet)

        assert waking_time(Period(start, deadline), zone, quiet) == needed
        assert deadline >= start + needed
