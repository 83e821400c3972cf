from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitflow.core.formats import Formats
from fitflow.core.zones import Period, local_date
from fitflow.schedule.rules.claims import Claim, Occupancy, busy_moments, conflict_with
from fitflow.schedule.rules.series import EVERY_DAY, WORKING_DAYS, SeriesRule, occurrences, series_words
from fitflow.schedule.rules.sessions import (
    can_become,
    due_statuses,
    is_moved_away,
    late_cancel_at,
    registration_window,
)

ROME, LONDON = ZoneInfo("Europe/Rome"), ZoneInfo("Europe/London")
HOUR = timedelta(hours=1)
EARLY = SeriesRule(WORKING_DAYS, time(6, 30), HOUR, date(2026, 1, 1))
START = datetime(2026, 3, 2, 15, tzinfo=UTC)

days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
zones = st.sampled_from([ROME, LONDON, ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe")])
quarters = st.integers(0, 16)
claims = st.builds(
    lambda number, start, length, before, after, **values: claim(
        number, start * 15, (start + length) * 15, before=before * 15, after=after * 15, **values
    ),
    st.integers(1, 30),
    quarters,
    st.integers(1, 8),
    st.integers(0, 2),
    st.integers(0, 2),
    weight=st.integers(1, 2),
    exclusive=st.booleans(),
)
#: Every quarter of an hour at which one of them is busy.
QUARTERS = range(-60, 480, 15)


def claim(
    number: int,
    start: int,
    end: int,
    *,
    weight: int = 1,
    exclusive: bool = False,
    before: int = 0,
    after: int = 0,
) -> Claim[UUID]:
    """A claim from one minute to another after 15:00, with minutes of buffer around it."""
    minute = timedelta(minutes=1)
    return Claim(
        UUID(int=number), START + start * minute, START + end * minute, weight, exclusive,
        before=before * minute, after=after * minute,
    )  # fmt: skip


def runs(one: Claim[UUID], minute: int) -> bool:
    return one.starts_at <= START + timedelta(minutes=minute) < one.ends_at


def is_busy(one: Claim[UUID], minute: int) -> bool:
    return one.busy_from <= START + timedelta(minutes=minute) < one.busy_until


def load_at(minute: int, claims: list[Claim[UUID]]) -> int:
    """The weights of all that are busy, if one of them runs."""
    if not any(runs(one, minute) for one in claims):
        return 0
    return sum(one.weight for one in claims if is_busy(one, minute))


class TestOccurrences:
    def test_keep_the_wall_time_across_the_clock_change_in_london(self) -> None:
        found = list(occurrences(EARLY, LONDON, date(2026, 3, 27), date(2026, 3, 30)))

        assert [one.on for one in found] == [date(2026, 3, 27), date(2026, 3, 30)]
        assert [one.starts_at.time() for one in found] == [time(6, 30), time(5, 30)]

    def test_move_a_start_that_the_clocks_skip_and_last_a_real_hour(self) -> None:
        night = SeriesRule(EVERY_DAY, time(2, 30), HOUR, date(2026, 1, 1))

        (one,) = occurrences(night, ROME, date(2026, 3, 29), date(2026, 3, 29))

        assert one.starts_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
        assert one.starts_at.astimezone(ROME).time() == time(3, 30)
        assert one.ends_at - one.starts_at == HOUR

    def test_include_the_first_and_the_last_day_and_leave_exceptions_out(self) -> None:
        rule = SeriesRule(EVERY_DAY, time(9), HOUR, date(2026, 5, 4), date(2026, 5, 8), frozenset({date(2026, 5, 6)}))

        found = [one.on.day for one in occurrences(rule, ROME, date(2026, 1, 1), date(2026, 12, 31))]

        assert found == [4, 5, 7, 8]

    @given(days, st.integers(0, 60), st.frozensets(st.integers(1, 7)), st.times(), zones)
    def test_are_one_for_each_chosen_day_in_order(
        self, first: date, count: int, weekdays: frozenset[int], at: time, zone: ZoneInfo
    ) -> None:
        rule = SeriesRule(weekdays, at, HOUR, date(2024, 1, 1))
        last = first + timedelta(days=count)

        found = list(occurrences(rule, zone, first, last))

        expected = [first + timedelta(days=n) for n in range(count + 1)]
        assert [one.on for one in found] == [on for on in expected if on.isoweekday() in weekdays]
        assert all(before.starts_at < after.starts_at for before, after in pairwise(found))
        assert all(local_date(one.starts_at, zone) == one.on for one in found)

    @given(days, st.integers(1, 40), zones)
    def test_are_the_same_whether_made_at_once_or_week_by_week(self, first: date, count: int, zone: ZoneInfo) -> None:
        middle, last = first + timedelta(days=count // 2), first + timedelta(days=count)

        in_two_steps = [
            *occurrences(EARLY, zone, first, middle),
            *occurrences(EARLY, zone, middle + timedelta(days=1), last),
        ]

        assert in_two_steps == list(occurrences(EARLY, zone, first, last))


class TestSeriesWords:
    @pytest.mark.parametrize(
        ("weekdays", "words"),
        [
            (WORKING_DAYS, "Every weekday at 06:30"),
            (EVERY_DAY, "Every day at 06:30"),
            (frozenset({2}), "Every Tuesday at 06:30"),
            (frozenset({5, 1, 3}), "Every Monday, Wednesday and Friday at 06:30"),
            (frozenset({6, 7}), "Every Saturday and Sunday at 06:30"),
        ],
    )
    def test_say_it_as_people_do(self, weekdays: frozenset[int], words: str) -> None:
        assert series_words(SeriesRule(weekdays, time(6, 30), HOUR, date(2026, 1, 1)), Formats()) == words

    def test_name_the_last_day(self) -> None:
        rule = SeriesRule(WORKING_DAYS, time(6, 30), HOUR, date(2026, 1, 1), date(2026, 12, 18))

        assert series_words(rule, Formats()) == "Every weekday at 06:30, until 18 Dec 2026"


class TestSessionStates:
    @pytest.mark.parametrize(
        ("status", "allowed"),
        [
            ("draft", {"published", "cancelled"}),
            ("published", {"in_progress", "cancelled"}),
            ("in_progress", {"completed", "cancelled"}),
            ("completed", set()),
            ("cancelled", set()),
        ],
    )
    def test_only_move_forward(self, status: str, allowed: set[str]) -> None:
        states = ["draft", "published", "in_progress", "completed", "cancelled"]

        assert {target for target in states if can_become(status, target)} == allowed

    def test_catch_up_when_the_timer_was_late(self) -> None:
        during = Period(START, START + HOUR)

        assert due_statuses("published", during, START - timedelta.resolution) == []
        assert due_statuses("published", during, START) == ["in_progress"]
        assert due_statuses("published", during, START + HOUR) == ["in_progress", "completed"]
        assert due_statuses("in_progress", during, START + HOUR) == ["completed"]
        assert due_statuses("draft", during, START + HOUR) == []
        assert due_statuses("cancelled", during, START + HOUR) == []


class TestRegistrationWindow:
    def test_runs_from_publishing_to_the_start_by_default(self) -> None:
        published = START - timedelta(days=20)

        window = registration_window(START, published_at=published, opens_before=None, closes_before=timedelta())

        assert window == Period(published, START)
        assert START not in window

    def test_opens_and_closes_at_its_offsets_but_never_before_publishing(self) -> None:
        week, closes = timedelta(days=7), timedelta(hours=2)

        early = registration_window(START, published_at=START - 2 * week, opens_before=week, closes_before=closes)
        late = registration_window(START, published_at=START - HOUR * 5, opens_before=week, closes_before=closes)
        too_late = registration_window(START, published_at=START - HOUR, opens_before=week, closes_before=closes)

        assert early == Period(START - week, START - closes)
        assert late.start == START - HOUR * 5
        assert too_late.length == timedelta()


class TestLateCancelAt:
    def test_is_left_to_the_policy_unless_set(self) -> None:
        assert late_cancel_at(START, None) is None
        assert late_cancel_at(START, HOUR) == START - HOUR


class TestIsMovedAway:
    def test_means_more_than_a_quarter_of_an_hour_or_another_place(self) -> None:
        quarter = timedelta(minutes=15)

        assert not is_moved_away(START, START + quarter, elsewhere=False)
        assert not is_moved_away(START, START - quarter, elsewhere=False)
        assert is_moved_away(START, START + quarter + timedelta(seconds=1), elsewhere=False)
        assert is_moved_away(START, START - timedelta(minutes=20), elsewhere=False)
        assert is_moved_away(START, START, elsewhere=True)


class TestConflictWith:
    def test_lets_two_back_to_back_bookings_share_an_hour_with_a_third(self) -> None:
        existing = [claim(1, 60, 90), claim(2, 90, 120)]

        assert conflict_with(claim(3, 60, 120), existing, capacity=2) is None

    def test_finds_the_moment_at_which_three_would_run(self) -> None:
        existing = [claim(1, 0, 60), claim(2, 30, 90), claim(3, 100, 160)]

        conflict = conflict_with(claim(4, 45, 110), existing, capacity=2)

        assert conflict is not None
        assert (conflict.peak, conflict.capacity) == (3, 2)
        assert [one.key.int for one in conflict.claims] == [1, 2]

    def test_lets_a_claim_move_within_its_own_time(self) -> None:
        assert conflict_with(claim(1, 30, 90), [claim(1, 0, 60)], capacity=1) is None

    def test_lets_nothing_run_beside_an_exclusive_claim(self) -> None:
        a_class, personal = claim(1, 0, 60, exclusive=True), claim(2, 30, 90)

        assert conflict_with(personal, [a_class], capacity=9) is not None
        assert conflict_with(a_class, [personal], capacity=9) is not None
        assert conflict_with(claim(3, 60, 90, exclusive=True), [a_class], capacity=9) is None

    def test_refuses_what_is_too_heavy_even_for_an_empty_calendar(self) -> None:
        conflict = conflict_with(claim(1, 0, 60, weight=3), [], capacity=2)

        assert conflict is not None
        assert conflict.claims == ()

    @given(claims, st.lists(claims, max_size=8, unique_by=lambda one: one.key), st.integers(1, 4))
    def test_agrees_with_counting_minute_by_minute(
        self, candidate: Claim[UUID], existing: list[Claim[UUID]], capacity: int
    ) -> None:
        others = [one for one in existing if one.key != candidate.key]
        minutes = [minute for minute in QUARTERS if is_busy(candidate, minute)]
        peak = max(load_at(minute, [*others, candidate]) for minute in minutes)
        shut = any(
            (one.exclusive or candidate.exclusive)
            and any(
                runs(one, minute) and is_busy(candidate, minute) or runs(candidate, minute) and is_busy(one, minute)
                for minute in QUARTERS
            )
            for one in others
        )

        conflict = conflict_with(candidate, existing, capacity=capacity)

        assert (conflict is not None) is (peak > capacity or shut)
        if conflict is not None:
            assert conflict.peak == peak
            assert all(one in others for one in conflict.claims)

    @given(claims, st.lists(claims, max_size=8, unique_by=lambda one: one.key), st.integers(1, 4))
    def test_names_all_that_is_in_the_way(
        self, candidate: Claim[UUID], existing: list[Claim[UUID]], capacity: int
    ) -> None:
        conflict = conflict_with(candidate, existing, capacity=capacity)
        named = conflict.claims if conflict is not None else ()
        others = [one for one in existing if one not in named]

        assert candidate.weight > capacity or conflict_with(candidate, others, capacity=capacity) is None

    @given(st.lists(claims, min_size=1, max_size=8, unique_by=lambda one: one.key), st.integers(1, 4))
    def test_does_not_ask_who_came_first(self, claims: list[Claim[UUID]], capacity: int) -> None:
        """What fits in one order fits in any other."""

        def fits(ordered: list[Claim[UUID]]) -> bool:
            return not any(
                conflict_with(one, ordered[:number], capacity=capacity) for number, one in enumerate(ordered)
            )

        assert fits(claims) is fits(claims[::-1])


class TestAClaimPutOverAnother:
    def test_is_excused_against_that_one_alone(self) -> None:
        first, second = claim(1, 0, 60), claim(2, 60, 120)
        over = replace(claim(3, 30, 90), over=frozenset({first.key}))

        conflict = conflict_with(over, [first, second], capacity=1)

        assert conflict_with(over, [first], capacity=1) is None
        assert conflict is not None
        assert conflict.claims == (second,)

    def test_is_in_the_way_of_that_one_and_of_others(self) -> None:
        first = claim(1, 0, 60)
        over = replace(claim(2, 30, 90), over=frozenset({first.key}))

        assert conflict_with(first, [over], capacity=1) is not None
        assert conflict_with(claim(3, 60, 120), [first, over], capacity=1) is not None

    @given(claims, st.lists(claims, max_size=8, unique_by=lambda one: one.key), st.integers(2, 4))
    def test_fits_when_it_names_all_that_is_in_its_way(
        self, candidate: Claim[UUID], existing: list[Claim[UUID]], capacity: int
    ) -> None:
        conflict = conflict_with(candidate, existing, capacity=capacity)
        over = frozenset(one.key for one in conflict.claims) if conflict is not None else frozenset()

        assert conflict_with(replace(candidate, over=over), existing, capacity=capacity) is None


class TestBuffers:
    def test_keep_the_longer_of_two_gaps_and_not_their_sum(self) -> None:
        first = claim(1, 0, 60, after=15)

        assert conflict_with(claim(2, 70, 130, before=5), [first], capacity=1) is not None
        assert conflict_with(claim(2, 75, 130, before=5), [first], capacity=1) is None
        assert conflict_with(claim(2, 75, 130, before=20), [first], capacity=1) is not None
        assert conflict_with(claim(2, 80, 130, before=20), [first], capacity=1) is None

    def test_alone_are_free(self) -> None:
        around = [claim(1, 0, 60, after=60), claim(2, 120, 180, before=60)]

        assert [one.load for one in busy_moments(around, START, START + 3 * HOUR)] == [1, 1]


class TestOccupancy:
    @given(st.lists(claims, max_size=10, unique_by=lambda one: one.key), claims, st.integers(1, 3))
    def test_answers_as_if_it_looked_at_all(
        self, existing: list[Claim[UUID]], candidate: Claim[UUID], capacity: int
    ) -> None:
        taken = Occupancy(existing, capacity=capacity)

        assert taken.conflict_with(candidate) == conflict_with(
            candidate, sorted(existing, key=lambda one: one.busy_from), capacity=capacity
        )
