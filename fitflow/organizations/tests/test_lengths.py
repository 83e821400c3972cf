from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitflow.organizations.typed_settings.lengths import (
    LengthUnit,
    join_length,
    length_text,
    read_length,
    read_lengths,
    split_length,
)


class TestReadLength:
    @pytest.mark.parametrize(
        ("text", "seconds"),
        [
            ("24 h", 86_400),
            ("1h", 3_600),
            ("90 min", 5_400),
            ("1 h 30 min", 5_400),
            ("2 days", 172_800),
            ("1.5 h", 5_400),
            ("1,5 Hours", 5_400),
            ("0 min", 0),
        ],
    )
    def test_reads_what_people_write(self, text: str, seconds: int) -> None:
        assert read_length(text) == seconds

    @pytest.mark.parametrize("text", ["", "24", "h", "1 week", "-1 h", "1 h x", "0.001 min", "1..5 h"])
    def test_refuses_anything_else(self, text: str) -> None:
        with pytest.raises(ValueError):  # noqa: PT011 - whatever it says, the form words it.
            read_length(text)

    @pytest.mark.parametrize(
        ("text", "lengths"),
        [
            ("24 h, 1 h", [86_400, 3_600]),
            ("24 h and 1 h", [86_400, 3_600]),
            ("1,5 h", [5_400]),
            ("", []),
            ("1 h,", [3_600]),
        ],
    )
    def test_reads_several(self, text: str, lengths: list[int]) -> None:
        assert read_lengths(text) == lengths

    @given(st.integers(0, 10_000_000))
    def test_reads_back_what_it_writes(self, minutes: int) -> None:
        assert read_length(length_text(minutes * 60)) == minutes * 60


class TestSplitLength:
    @pytest.mark.parametrize(
        ("seconds", "number", "unit"),
        [
            (0, "0", LengthUnit.MINUTES),
            (90, "1.5", LengthUnit.MINUTES),
            (600, "10", LengthUnit.MINUTES),
            (86_400, "24", LengthUnit.HOURS),
            (172_800, "2", LengthUnit.DAYS),
            (5_400, "90", LengthUnit.MINUTES),
        ],
    )
    def test_uses_the_largest_unit_that_is_exact(self, seconds: int, number: str, unit: LengthUnit) -> None:
        assert split_length(seconds) == (Decimal(number), unit)

    @given(st.integers(0, 10**9))
    def test_is_undone_by_joining(self, seconds: int) -> None:
        number, unit = split_length(seconds - seconds % 6)

        assert join_length(number, unit) == seconds - seconds % 6

    @pytest.mark.parametrize("number", ["0.001", "NaN", "Infinity"])
    def test_refuses_parts_of_a_second(self, number: str) -> None:
        with pytest.raises((ValueError, ArithmeticError)):
            join_length(Decimal(number), LengthUnit.MINUTES)
