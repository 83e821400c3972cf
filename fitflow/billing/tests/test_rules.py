from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitflow.billing.rules import (
    Choice,
    Draw,
    Lot,
    WhyLot,
    allocate_refund,
    choose_lots,
    last_day,
    refund_amount,
    reopened_until,
    spendable,
    validity_end,
    why_words,
)
from fitflow.core.formats import Formats
from fitflow.core.zones import instant_of

ROME = ZoneInfo("Europe/Rome")
FORMATS = Formats(zone=ROME)
NOW = datetime(2026, 11, 19, 12, tzinfo=UTC)
DAY, TICK = timedelta(days=1), timedelta.resolution

amounts = st.decimals(0, 100, places=2)
cents = st.decimals("0.01", 20, places=2)
lots = st.lists(
    st.builds(
        Lot,
        id=st.uuids(),
        remaining=st.decimals(0, 20, places=2),
        valid_from=st.integers(-40, 2).map(lambda n: NOW + n * DAY),
        valid_until=st.none() | st.integers(-5, 60).map(lambda n: NOW + n * DAY),
        kinds=st.sampled_from([frozenset(), frozenset({"class"}), frozenset({"personal"})]),
    ),
    max_size=6,
    unique_by=lambda lot: lot.id,
)
draws = st.lists(st.builds(Draw, st.uuids(), cents), max_size=5, unique_by=lambda draw: draw.lot_id)


def lot(number: int, remaining: str, ends_in: int | None = 30, kinds: frozenset[str] = frozenset()) -> Lot:
    ends = None if ends_in is None else NOW + ends_in * DAY
    return Lot(UUID(int=number), Decimal(remaining), NOW - 30 * DAY, ends, kinds)


def draw(number: int, amount: str) -> Draw:
    return Draw(UUID(int=number), Decimal(amount))


def choice(number: int, amount: str, why: WhyLot) -> Choice:
    return Choice(UUID(int=number), Decimal(amount), why)


class TestChooseLots:
    def test_takes_the_soonest_to_expire_and_says_so(self) -> None:
        held = [lot(1, "9"), lot(2, "3", 5), lot(3, "4", None)]

        assert choose_lots(held, Decimal(1), kind="class", now=NOW) == (choice(2, "1", WhyLot.EXPIRES_FIRST),)

    def test_spans_lots_when_the_first_is_not_enough(self) -> None:
        held = [lot(1, "9", None), lot(2, "0.50", 5), lot(3, "0.25", 9)]

        assert choose_lots(held, Decimal("1.50"), kind="class", now=NOW) == (
            choice(2, "0.50", WhyLot.EXPIRES_FIRST),
            choice(3, "0.25", WhyLot.EXPIRES_NEXT),
            choice(1, "0.75", WhyLot.NEVER_EXPIRES),
        )

    def test_passes_over_lots_of_another_kind_spent_expired_or_not_yet_valid(self) -> None:
        unborn = Lot(UUID(int=5), Decimal(9), NOW + TICK)
        held = [lot(1, "9", 2, frozenset({"personal"})), lot(2, "0", 3), lot(3, "9", 0), unborn, lot(4, "1")]

        assert choose_lots(held, Decimal(1), kind="class", now=NOW) == (choice(4, "1", WhyLot.ONLY_ONE),)

    def test_answers_none_when_all_together_are_too_few(self) -> None:
        assert choose_lots([lot(1, "0.50"), lot(2, "0.49")], Decimal(1), kind="class", now=NOW) is None
        assert choose_lots([], Decimal("0.01"), kind="class", now=NOW) is None

    def test_needs_no_lot_for_what_is_free(self) -> None:
        assert choose_lots([], Decimal(0), kind="class", now=NOW) == ()

    @given(lots, cents)
    def test_pays_exactly_or_not_at_all_and_never_more_than_a_lot_has(self, held: list[Lot], amount: Decimal) -> None:
        remaining = {one.id: one.remaining for one in held if one.can_pay("class", NOW)}

        chosen = choose_lots(held, amount, kind="class", now=NOW)

        if spendable(held, kind="class", now=NOW) < amount:
            assert chosen is None
        else:
            assert chosen is not None
            assert sum(part.amount for part in chosen) == amount
            assert all(0 < part.amount <= remaining[part.lot_id] for part in chosen)

    @given(lots, cents)
    def test_leaves_nothing_in_a_lot_that_expires_before_one_it_uses(self, held: list[Lot], amount: Decimal) -> None:
        by_id = {one.id: one for one in held}
        far = NOW + 9999 * DAY

        chosen = choose_lots(held, amount, kind="class", now=NOW) or ()

        taken = {part.lot_id: part.amount for part in chosen}
        for used in (by_id[lot_id] for lot_id in taken):
            for other in (one for one in held if one.can_pay("class", NOW)):
                if (other.valid_until or far) < (used.valid_until or far):
                    assert taken.get(other.id) == other.remaining

    @given(lots, cents)
    def test_does_not_depend_on_the_order_of_reading(self, held: list[Lot], amount: Decimal) -> None:
        turned = list(reversed(held))

        assert choose_lots(held, amount, kind="class", now=NOW) == choose_lots(turned, amount, kind="class", now=NOW)


class TestRefundAmount:
    @pytest.mark.parametrize(
        ("charged", "percent", "rounding", "back"),
        [
            ("1.00", 50, "exact", "0.50"),
            ("1.00", 50, "up", "1.00"),
            ("1.00", 50, "down", "0.00"),
            ("3.00", 50, "up", "2.00"),
            ("3.00", 50, "down", "1.00"),
            ("0.50", 100, "down", "0.50"),
            ("0.50", 100, "up", "0.50"),
            ("0.25", 50, "exact", "0.13"),
            ("1.00", 0, "up", "0.00"),
            ("0.00", 100, "exact", "0.00"),
        ],
    )
    def test_rounds_as_the_studio_chose(self, charged: str, percent: int, rounding: str, back: str) -> None:
        assert str(refund_amount(Decimal(charged), percent, rounding)) == back

    @given(amounts, st.integers(0, 100), st.sampled_from(["exact", "up", "down"]))
    def test_lies_between_nothing_and_the_charge(self, charged: Decimal, percent: int, rounding: str) -> None:
        back = refund_amount(charged, percent, rounding)

        assert 0 <= back <= charged
        assert back == back.quantize(Decimal("0.01"))
        assert refund_amount(charged, 100, rounding) == charged
        assert refund_amount(charged, percent, "down") <= refund_amount(charged, percent, "up")


class TestAllocateRefund:
    def test_fills_the_last_lot_drawn_first(self) -> None:
        given_by = [draw(1, "0.50"), draw(2, "0.25"), draw(3, "0.75")]

        assert allocate_refund(given_by, Decimal("0.90")) == (draw(3, "0.75"), draw(2, "0.15"))

    def test_refuses_more_than_was_charged(self) -> None:
        with pytest.raises(ValueError, match="more than was charged"):
            allocate_refund([draw(1, "1.00")], Decimal("1.01"))

    def test_of_nothing_touches_no_lot(self) -> None:
        assert allocate_refund([draw(1, "1.00")], Decimal(0)) == ()

    @given(draws, st.integers(0, 100))
    def test_adds_up_and_gives_no_lot_more_than_it_gave(self, given_by: list[Draw], percent: int) -> None:
        charged = sum((part.amount for part in given_by), Decimal(0))
        amount = (charged * percent / 100).quantize(Decimal("0.01"))
        gave = {part.lot_id: part.amount for part in given_by}

        back = allocate_refund(given_by, amount)

        assert sum((part.amount for part in back), Decimal(0)) == amount
        assert all(0 < part.amount <= gave[part.lot_id] for part in back)


class TestValidityEnd:
    @pytest.mark.parametrize(
        ("granted_on", "last"), [(date(2026, 11, 30), date(2027, 2, 28)), (date(2026, 3, 2), date(2026, 6, 2))]
    )
    def test_is_the_end_of_the_day_three_months_later(self, granted_on: date, last: date) -> None:
        end = validity_end(instant_of(granted_on, time(20), ROME), 3, ROME)

        assert end == instant_of(last + DAY, time(), ROME)
        assert end is not None
        assert last_day(end, ROME) == last

    def test_is_open_for_credits_that_never_expire(self) -> None:
        assert validity_end(NOW, None, ROME) is None


class TestReopenedUntil:
    def test_gives_an_expired_lot_fourteen_days_to_the_end_of_the_day(self) -> None:
        reopened = reopened_until(NOW, now=NOW, grace=14 * DAY, zone=ROME)

        assert reopened is not None
        assert last_day(reopened, ROME) == date(2026, 12, 3)

    def test_prolongs_nothing_that_is_still_valid(self) -> None:
        assert reopened_until(NOW + TICK, now=NOW, grace=14 * DAY, zone=ROME) == NOW + TICK
        assert reopened_until(None, now=NOW, grace=14 * DAY, zone=ROME) is None

    def test_leaves_a_lot_expired_where_the_studio_gives_no_grace(self) -> None:
        assert reopened_until(NOW - DAY, now=NOW, grace=timedelta(), zone=ROME) == NOW - DAY


class TestWhyWords:
    def test_name_the_last_day(self) -> None:
        words = why_words(WhyLot.EXPIRES_FIRST, instant_of(date(2026, 12, 1), time(), ROME), FORMATS)

        assert words == "Your first credits to expire, last day 30 Nov 2026."

    @pytest.mark.parametrize("why", WhyLot)
    def test_are_a_sentence_for_every_reason(self, why: WhyLot) -> None:
        assert why_words(why, NOW, FORMATS).endswith(".")
        assert "%" not in why_words(why, NOW, FORMATS)
