"""What may stand in a client's record, and what a search looks through."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitflow.core.errors import Invalid
from fitflow.organizations.rules.clients import (
    folded,
    read_note,
    read_phone,
    read_values,
    search_text,
    search_words,
)


class TestReadPhone:
    @pytest.mark.parametrize("written", ["+44 20 7946 0958", "(020) 7946-0958", "020 7946 0958 x12", "12345"])
    def test_keeps_numbers_as_people_write_them(self, written: str) -> None:
        assert read_phone(written) == written

    @pytest.mark.parametrize("written", ["call me", "1234", "4.42E+11", "1" * 21, "+44 20 <7946>"])
    def test_says_what_a_number_looks_like(self, written: str) -> None:
        with pytest.raises(Invalid, match="5 to 20 digits"):
            read_phone(written)


class TestReadValues:
    def test_names_every_field_that_is_wrong(self) -> None:
        with pytest.raises(Invalid) as refused:
            read_values({"name": " ", "email": "maya", "phone": "x", "status": "gone", "location_id": "here"})

        assert set(refused.value.errors) == {"name", "email", "phone", "status", "location_id"}

    def test_does_not_know_other_fields(self) -> None:
        with pytest.raises(Invalid, match="no such field"):
            read_values({"archived_at": "2026-01-01"})

    @pytest.mark.parametrize("text", ["a\x00b", "\x1b[31m", "\ud800"])
    def test_refuses_what_cannot_be_shown_or_stored(self, text: str) -> None:
        with pytest.raises(Invalid, match="cannot be shown"):
            read_note(text)

    def test_says_how_long_a_text_may_be(self) -> None:
        with pytest.raises(Invalid, match="at most 2000 characters"):
            read_values({"goals": "x" * 2001})


class TestSearch:
    @pytest.mark.parametrize("typed", ["zoe", "ZOË ørs", "orsted zo", "example.org", "7946 0958", "0207946", "+44 20"])
    def test_finds_a_person_however_they_are_written(self, typed: str) -> None:
        text = search_text("Zoë Ørsted", "zoe@example.org", "+44 20 7946 0958")

        assert all(word in text for word in search_words(typed))

    @pytest.mark.parametrize("typed", ["zoe maya", "+45", "zoe@other.org"])
    def test_does_not_find_somebody_else(self, typed: str) -> None:
        text = search_text("Zoë Ørsted", "zoe@example.org", "+44 20 7946 0958")

        assert not all(word in text for word in search_words(typed))

    def test_begins_with_the_name(self) -> None:
        assert sorted([search_text("Ängla", "a@x.de", ""), search_text("bo", "b@x.de", "")])[0].startswith("angla")

    @given(st.text(max_size=200))
    def test_reads_whatever_is_typed(self, typed: str) -> None:
        words = search_words(typed)

        assert "\x00" not in "".join(words)
        assert all(word and not re.search(r"\s", word) for word in words)

    @given(st.text(max_size=40))
    def test_folding_twice_changes_nothing(self, text: Any) -> None:
        assert folded(folded(text)) == folded(text)
