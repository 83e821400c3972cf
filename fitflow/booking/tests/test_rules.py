from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitflow.booking.rules.cancellation import (
    Deadline,
    Decision,
    Standing,
    Why,
    deadline_words,
    deadlines,
    next_deadline_words,
    refund_percent,
    refund_words,
)
from fitflow.core.formats import Formats
from fitflow.core.zones import instant_of
from fitflow.schedule.rules.policies import Policy, PolicyKind, Tier, tiers_of

ROME = ZoneInfo("Europe/Rome")
FORMATS = Formats(zone=ROME)
HOUR, MINUTE, TICK = timedelta(hours=1), timedelta(minutes=1), timedelta.resolution
START = datetime(2026, 11, 20, 5, 30, tzinfo=UTC)
BOOKED = START - timedelta(days=10)
STANDING = Standing(START, BOOKED)

minutes = st.integers(-100, 20_000).map(lambda n: START - n * MINUTE)
tiers = st.lists(
    st.tuples(st.integers(0, 240), st.integers(1, 100), st.booleans()), max_size=4, unique_by=lambda row: row[0]
).map(
    lambda rows: tuple(
        Tier(hours * HOUR, percent, inclusive)
        for (hours, _p, inclusive), percent in zip(
            sorted(rows, reverse=True), sorted((row[1] for row in rows), reverse=True), strict=True
        )
    )
)
policies = st.builds(
    Policy, st.just(PolicyKind.CUSTOM), st.just(""), tiers, st.integers(0, 60).map(lambda n: n * MINUTE)
)


def policy(kind: str, rows: object = (), cutoff: timedelta = 12 * HOUR, grace: timedelta = 5 * MINUTE) -> Policy:
    return Policy(PolicyKind(kind), "", tiers_of(PolicyKind(kind), rows=rows, cutoff=cutoff), grace)


class TestRefundPercent:
    @pytest.mark.parametrize(
        ("before", "percent"),
        [
            (24 * HOUR + TICK, 100),
            (24 * HOUR, 50),
            (12 * HOUR, 50),
            (12 * HOUR - TICK, 0),
            (TICK, 0),
        ],
    )
    def test_gives_exactly_24_and_exactly_12_hours_to_the_middle_tier(self, before: timedelta, percent: int) -> None:
        assert refund_percent(policy("tiered"), STANDING, START - before) == Decision(percent, Why.POLICY)

    @pytest.mark.parametrize(("before", "percent"), [(3 * HOUR, 100), (3 * HOUR - TICK, 0)])
    def test_gives_the_instant_of_a_cutoff_to_the_client(self, before: timedelta, percent: int) -> None:
        assert refund_percent(policy("cutoff", cutoff=3 * HOUR), STANDING, START - before).percent == percent

    @pytest.mark.parametrize(("before", "percent"), [(48 * HOUR, 80), (48 * HOUR - TICK, 25), (HOUR - TICK, 0)])
    def test_gives_the_boundaries_of_custom_rows_to_the_client(self, before: timedelta, percent: int) -> None:
        assert refund_percent(policy("custom", [[48, 80], [1, 25]]), STANDING, START - before).percent == percent

    def test_gives_everything_until_the_start_when_flexible(self) -> None:
        assert refund_percent(policy("flexible"), STANDING, START - TICK) == Decision(100, Why.POLICY)

    @pytest.mark.parametrize("kind", ["flexible", "tiered", "cutoff"])
    def test_gives_nothing_from_the_start_on(self, kind: str) -> None:
        just_booked_and_moved = Standing(START, START - MINUTE, moved_at=START)

        assert refund_percent(policy(kind), just_booked_and_moved, START) == Decision(0, Why.STARTED)

    def test_gives_everything_when_the_organizer_cancels_even_afterwards(self) -> None:
        decision = refund_percent(policy("tiered"), STANDING, START + HOUR, by_organizer=True)

        assert decision == Decision(100, Why.ORGANIZER)

    def test_forgives_a_mistap_for_five_minutes(self) -> None:
        late = Standing(START, START - HOUR)

        assert refund_percent(policy("tiered"), late, START - HOUR + 5 * MINUTE) == Decision(100, Why.MISTAP)
        assert refund_percent(policy("tiered"), late, START - HOUR + 5 * MINUTE + TICK) == Decision(0, Why.POLICY)
        assert refund_percent(policy("tiered", grace=timedelta()), late, START - HOUR).percent == 0

    def test_lets_whoever_booked_before_a_move_leave_until_the_start(self) -> None:
        booked_before = Standing(START, BOOKED, moved_at=BOOKED + HOUR)
        booked_after = Standing(START, BOOKED, moved_at=BOOKED - HOUR)

        assert refund_percent(policy("tiered"), booked_before, START - TICK) == Decision(100, Why.MOVED)
        assert refund_percent(policy("tiered"), booked_after, START - TICK) == Decision(0, Why.POLICY)

    @given(policies, minutes, minutes, minutes)
    def test_never_grows_while_time_passes(
        self, some: Policy, booked: datetime, one: datetime, other: datetime
    ) -> None:
        standing, (earlier, later) = Standing(START, booked), sorted([one, other])

        assert refund_percent(some, standing, earlier).percent >= refund_percent(some, standing, later).percent


class TestDeadlines:
    def test_list_what_is_still_ahead(self) -> None:
        ahead = deadlines(policy("tiered"), STANDING, BOOKED + HOUR)

        assert ahead == (
            Deadline(START - 24 * HOUR, 100, inclusive=False),
            Deadline(START - 12 * HOUR, 50, inclusive=True),
        )
        assert deadlines(policy("tiered"), STANDING, START - 13 * HOUR) == ahead[1:]
        assert deadlines(policy("tiered"), STANDING, START - HOUR) == ()

    def test_begin_with_the_mistap_grace_where_it_is_worth_more(self) -> None:
        confirmed = START - 20 * HOUR

        ahead = deadlines(policy("tiered"), Standing(START, confirmed), confirmed)

        assert [(step.until, step.percent, step.why) for step in ahead] == [
            (confirmed + 5 * MINUTE, 100, Why.MISTAP),
            (START - 12 * HOUR, 50, Why.POLICY),
        ]

    def test_know_no_grace_before_booking(self) -> None:
        assert [step.percent for step in deadlines(policy("tiered"), Standing(START), START - 20 * HOUR)] == [50]

    @given(policies, minutes, minutes, minutes, st.none() | minutes)
    def test_promise_exactly_what_cancelling_gives(
        self, some: Policy, booked: datetime, now: datetime, later: datetime, moved: datetime | None
    ) -> None:
        standing = Standing(START, booked, moved)
        now, later = sorted([now, later])

        ahead = deadlines(some, standing, now)

        promised = next((step.percent for step in ahead if step.is_open(later)), 0)
        assert promised == refund_percent(some, standing, later).percent

    @given(policies, minutes, minutes)
    def test_fall_in_time_and_never_pass_the_start(self, some: Policy, booked: datetime, now: datetime) -> None:
        ahead = deadlines(some, Standing(START, booked), now)

        assert [step.percent for step in ahead] == sorted({step.percent for step in ahead}, reverse=True)
        assert [step.until for step in ahead] == sorted(step.until for step in ahead)
        assert all(now <= step.until <= START for step in ahead)


class TestDeadlineWords:
    def test_say_it_with_the_studio_s_clock(self) -> None:
        words = deadline_words(deadlines(policy("tiered"), STANDING, BOOKED + HOUR), START, FORMATS)

        assert words == "Cancel free until Thu 19 Nov 06:30, half back until Thu 19 Nov 18:30, nothing after."

    def test_name_the_start_where_that_is_the_end(self) -> None:
        words = deadline_words(deadlines(policy("flexible"), STANDING, BOOKED), START, FORMATS)

        assert words == "Cancel free until the start, Fri 20 Nov 06:30."

    def test_name_only_what_comes_next_in_a_row(self) -> None:
        def said(kind: str, at: datetime) -> str:
            return next_deadline_words(deadlines(policy(kind), STANDING, at), START, FORMATS)

        assert said("tiered", BOOKED + HOUR) == "Free to cancel until Thu 19 Nov 06:30"
        assert said("tiered", START - 20 * HOUR) == "Half back until Thu 19 Nov 18:30"
        assert said("flexible", BOOKED) == "Free to cancel until the start, Fri 20 Nov 06:30"
        assert said("tiered", START - HOUR) == "Nothing back any more"

    def test_name_odd_shares_and_the_end_of_all(self) -> None:
        rows = policy("custom", [[24, 30]])

        assert (
            deadline_words(deadlines(rows, STANDING, BOOKED + HOUR), START, FORMATS)
            == "Cancel with 30% back until Thu 19 Nov 06:30, nothing after."
        )
        assert deadline_words((), START, FORMATS) == "Cancelling gives nothing back."

    def test_show_real_hours_across_the_autumn_night(self) -> None:
        start = instant_of(date(2026, 10, 25), time(10), ROME)
        ahead = deadlines(policy("tiered"), Standing(start), start - timedelta(days=3))

        assert deadline_words(ahead, start, FORMATS) == (
            "Cancel free until Sat 24 Oct 11:00, half back until Sat 24 Oct 23:00, nothing after."
        )


class TestRefundWords:
    def test_give_the_amounts_and_the_reason_where_there_is_one(self) -> None:
        one, half = Decimal("1.00"), Decimal("0.50")

        just_booked = Decision(100, Why.MISTAP)

        assert refund_words(Decision(50, Why.POLICY), one, half, FORMATS) == "Credits back: 0.5 of 1."
        assert refund_words(just_booked, one, one, FORMATS) == "Credits back: 1 of 1. You have only just booked."
        assert refund_words(Decision(0, Why.POLICY), Decimal(0), Decimal(0), FORMATS) == "This place was free."
