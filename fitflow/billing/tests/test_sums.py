"""Finished days of the ledger are summed at night: the sums say what adding up everything says."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from itertools import combinations

import pytest
from django.db import transaction

from fitflow.billing.factories import make_credits
from fitflow.billing.models import LedgerDay
from fitflow.billing.queries.movements import MovementFilter, credits_left, movement_totals
from fitflow.billing.services import adjust, expire_lot, sum_days
from fitflow.billing.tests.test_charges import own, pay
from fitflow.core.actor import Actor, Studio
from fitflow.core.zones import instant_of, local_date

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
#: Mornings of a studio in London: before and after its clocks went back, with a day off in between.
DAYS = tuple(datetime(2026, 10, day, 9, tzinfo=UTC) for day in (23, 24, 25, 26, 28))


@pytest.fixture
def moved(studio: Studio, maya: Actor, manager: Actor) -> datetime:
    """Credits moved on five days, also a moment before and at midnight. Gives the morning after the last."""
    for number, morning in enumerate(DAYS):
        make_credits(studio, client_id=maya.client_id, amount=number + 1, now=morning)
        adjust(manager, client_id=own(maya), amount=Decimal("-0.25"), reason="Counted twice", now=morning + HOUR)
    midnight = instant_of(local_date(DAYS[2], manager.zone), time(), manager.zone)
    for at in (midnight - timedelta(microseconds=1), midnight):
        make_credits(studio, client_id=maya.client_id, amount=100, now=at)
    return DAYS[-1] + DAY


def periods(at: datetime) -> list[MovementFilter]:
    """All, and everything between some moments: midnights of the studio, mornings, the present."""
    moments = [None, DAYS[0] - DAY, *(day.replace(hour=0) - HOUR for day in DAYS), *DAYS, at]
    some = [MovementFilter(since=since, until=until) for since, until in combinations(moments, 2)]
    return [MovementFilter(), MovementFilter(kind="grant"), replace(some[-1], kind="refund"), *some]


class TestSums:
    def test_are_what_adding_up_says_for_any_period(self, manager: Actor, system: Actor, moved: datetime) -> None:
        added_up = [movement_totals(manager, one) for one in periods(moved)]

        assert sum_days(system, now=moved) == 5

        assert [movement_totals(manager, one) for one in periods(moved)] == added_up
        assert len({str(one) for one in added_up}) > 10

    def test_leave_out_the_day_that_may_still_change(self, manager: Actor, system: Actor, moved: datetime) -> None:
        midnight = instant_of(local_date(DAYS[-1], manager.zone) + DAY, time(), manager.zone)

        assert sum_days(system, now=midnight + HOUR - timedelta(microseconds=1)) == 4
        assert sum_days(system, now=midnight + HOUR) == 1
        assert sum_days(system, now=midnight + 9 * HOUR) == 0

    def test_go_on_where_the_last_night_ended(
        self, studio: Studio, maya: Actor, manager: Actor, system: Actor, moved: datetime
    ) -> None:
        sum_days(system, now=moved)
        make_credits(studio, client_id=maya.client_id, amount=7, now=moved)
        before = movement_totals(manager, MovementFilter())

        assert sum_days(system, now=moved + DAY) == 1

        assert movement_totals(manager, MovementFilter()) == before
        assert LedgerDay.objects.order_by("-ends_at")[0].balance == sum(before.values())

    def test_hold_when_the_studio_moves_to_another_zone(
        self, studio: Studio, maya: Actor, manager: Actor, system: Actor, moved: datetime
    ) -> None:
        sum_days(system, now=moved)
        abroad = Actor.system(replace(studio, timezone="Pacific/Auckland"))
        for at in (moved, moved + 5 * HOUR):
            make_credits(studio, client_id=maya.client_id, amount=7, now=at)
        added_up = [movement_totals(manager, one) for one in periods(moved + DAY)]

        assert sum_days(abroad, now=moved + 3 * DAY) == 2

        assert [movement_totals(manager, one) for one in periods(moved + DAY)] == added_up

    def test_of_days_behind_a_posting_that_is_dated_back_are_made_anew(
        self, studio: Studio, maya: Actor, manager: Actor, system: Actor, moved: datetime
    ) -> None:
        sum_days(system, now=moved)

        make_credits(studio, client_id=maya.client_id, amount=1000, now=DAYS[3])

        assert LedgerDay.objects.count() == 3
        assert movement_totals(manager, MovementFilter())["grant"] == 1215
        assert sum_days(system, now=moved) == 2
        assert movement_totals(manager, MovementFilter())["grant"] == 1215


class TestCreditsLeft:
    def test_are_those_that_can_be_spent(
        self, studio: Studio, maya: Actor, manager: Actor, system: Actor, moved: datetime
    ) -> None:
        """Of 215 a quarter went five times; of the new ones one is spent, three have ended and wait to be emptied."""
        before = (credits_left(manager, until=moved + DAY, now=moved), Decimal("213.75"))
        sum_days(system, now=moved)
        at = moved + HOUR
        make_credits(studio, client_id=maya.client_id, amount=5, now=at, valid_until=at + 2 * DAY)
        ended = make_credits(studio, client_id=maya.client_id, amount=4, now=at, valid_until=at + DAY)
        with transaction.atomic():
            pay(maya, "1", at)

        assert before[0] == (before[1], Decimal(0))
        assert credits_left(manager, until=at + DAY, now=at) == (before[1] + 8, Decimal(3))
        assert credits_left(manager, until=at + 3 * DAY, now=at + DAY) == (before[1] + 5, Decimal(5))
        expire_lot(system, lot_id=ended.pk, now=at + DAY)
        assert credits_left(manager, until=at + 3 * DAY, now=at + DAY) == (before[1] + 5, Decimal(5))
