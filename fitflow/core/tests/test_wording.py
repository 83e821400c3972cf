from datetime import timedelta

import pytest

from fitflow.core.wording import length_words, list_words, short_length_words


class TestWords:
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

    @pytest.mark.parametrize(("minutes", "words"), [(45, "45 min"), (60, "1 h"), (90, "1 h 30 min")])
    def test_say_lengths_briefly_where_there_is_little_room(self, minutes: int, words: str) -> None:
        assert short_length_words(minutes) == words

    def test_join_lists_as_people_do(self) -> None:
        assert list_words([]) == ""
        assert list_words(["Monday"]) == "Monday"
        assert list_words(["Monday", "Wednesday", "Friday"]) == "Monday, Wednesday and Friday"
