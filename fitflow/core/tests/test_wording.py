from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from fitflow.core.wording import (
    clock_words,
    day_words,
    length_words,
    list_words,
    moment_words,
    number_words,
    zone_words,
)

ROME = ZoneInfo("Europe/Rome")


class TestMomentWords:
    def test_show_the_studio_s_wall_clock(self) -> None:
        early_class = datetime(2026, 11, 19, 5, 30, tzinfo=UTC)

        assert moment_words(early_class, ROME) == "Thu 19 Nov 06:30"
        assert moment_words(early_class, ROME, named=True) == "Thu 19 Nov 06:30, Rome time"

    def test_tell_the_two_equal_hours_of_the_autumn_night_apart(self) -> None:
        first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))

        assert moment_words(first, ROME) == "Sun 25 Oct 02:30 (UTC+02:00)"
        assert moment_words(second, ROME) == "Sun 25 Oct 02:30 (UTC+01:00)"

    def test_speak_the_language_of_the_reader(self) -> None:
        with translation.override("de"):
            assert moment_words(datetime(2026, 12, 1, 8, tzinfo=UTC), ROME).startswith("Di")


class TestWords:
    def test_name_days_times_and_zones(self) -> None:
        assert day_words(date(2026, 11, 9)) == "9 Nov 2026"
        assert clock_words(time(6, 30)) == "06:30"
        assert zone_words(ZoneInfo("America/New_York")) == "New York"

    @pytest.mark.parametrize(
        ("length", "words"),
        [
            (timedelta(), "0 minutes"),
            (timedelta(seconds=1), "1 second"),
            (timedelta(minutes=1), "1 minute"),
            (timedelta(minutes=90), "90 minutes"),
            (timedelta(hours=12), "12 hours"),
            (timedelta(hours=24), "24 hours"),
            (timedelta(days=14), "14 days"),
        ],
    )
    def test_say_lengths_in_the_largest_exact_unit(self, length: timedelta, words: str) -> None:
        assert length_words(length) == words

    @pytest.mark.parametrize(
        ("amount", "words"), [("1.00", "1"), ("0.50", "0.5"), ("12.25", "12.25"), ("100", "100"), ("0.00", "0")]
    )
    def test_write_amounts_without_idle_zeros(self, amount: str, words: str) -> None:
        assert number_words(Decimal(amount)) == words

    def test_write_amounts_in_the_reader_s_notation(self) -> None:
        with translation.override("de"):
            assert number_words(Decimal("0.50")) == "0,5"

    def test_join_lists_as_people_do(self) -> None:
        assert list_words([]) == ""
        assert list_words(["Monday"]) == "Monday"
        assert list_words(["Monday", "Wednesday", "Friday"]) == "Monday, Wednesday and Friday"
