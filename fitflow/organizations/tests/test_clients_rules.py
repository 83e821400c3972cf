"""What may stand in a client's record, and what a search looks through."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitflow.core.errors import Invalid
from fitflow.organizations.rules.client_fields import read_values
from fitflow.organizations.rules.clients import (
    folded,
    read_note,
    read_phone,
    search_text,
    search_words,
)


class TestReadPhone:
    @pytest.mark.parametrize("written", ["+44 20 7946 0958", "(020) 7946-0958", " 020 7946 0958 "])
    def test_brings_numbers_into_one_form(self, written: str) -> None:
        assert read_phone(written, "GB") == "+442079460958"
        assert read_phone(" ", "GB") == ""

    @pytest.mark.parametrize(
        ("country", "example"), [("GB", "07400 123456 (United Kingdom)"), ("IT", "312 345 6789 (Italy)")]
    )
    def test_says_beside_its_field_how_numbers_look_there(self, country: str, example: str) -> None:
        with pytest.raises(Invalid, match=re.escape(f"such as {example}")) as refused:
            read_phone("12345", country)

        assert set(refused.value.errors) == {"phone"}


class TestReadValues:
    def test_names_every_field_that_is_wrong(self) -> None:
        with pytest.raises(Invalid) as refused:
            read_values({"name": " ", "email": "maya", "phone": "x", "status": "gone", "location_id": "here"}, "GB")

        assert set(refused.value.errors) == {"name", "email", "phone", "status", "location_id"}

    def test_does_not_know_other_fields(self) -> None:
        with pytest.raises(Invalid, match="no such field"):
            read_values({"archived_at": "2026-01-01"}, "GB")

    @pytest.mark.parametrize("text", ["a\x00b", "\x1b[31m", "\ud800"])
    def test_refuses_what_cannot_be_shown_or_stored(self, text: str) -> None:
        with pytest.raises(Invalid, match="cannot be shown"):
            read_note(text)

    def test_says_how_long_a_text_may_be(self) -> None:
        with pytest.raises(Invalid, match="at most 2000 characters"):
            read_values({"goals": "x" * 2001}, "GB")


class TestSearch:
    @pytest.mark.parametrize(
        "typed",
        [
            "zoe",
            "ZOË ørs",
            "orsted zo",
            "example.org",
            "7946 0958",
            "0207946",
            "(020) 79",
            "+44 20",
            "0044 20",
            "+442079",
            "+44 (0)20 7946 0958",
            "(0)20 7946",
            "\u202a+44 20 7946 0958\u202c",
            "020 – 7946 0958",
            "020\u20117946",
            "٠٢٠ ٧٩٤٦",
            "０２０－７９４６",
            "zo\u00ade\u200b",
        ],
    )
    def test_finds_a_person_however_they_are_written(self, typed: str) -> None:
        text = search_text("Zoë Ørsted", "zoe@example.org", "+442079460958")

        assert all(word in text for word in search_words(typed))

    @pytest.mark.parametrize("typed", ["zoe maya", "+45", "zoe@other.org"])
    def test_does_not_find_somebody_else(self, typed: str) -> None:
        text = search_text("Zoë Ørsted", "zoe@example.org", "+442079460958")

        assert not all(word in text for word in search_words(typed))

    @pytest.mark.parametrize("typed", ["123 45", "12345"])
    def test_finds_a_number_of_before_that_nobody_can_read(self, typed: str) -> None:
        assert search_words(typed)[0] in search_text("Vera Voss", "", "123-45")

    @pytest.mark.parametrize("typed", ["020 7946 0958 x12", "+44 20 7946 0958, ext. 12", "7946 0958;ext=12"])
    def test_finds_a_number_with_its_extension(self, typed: str) -> None:
        assert search_words(typed)[0] in search_text("Vera Voss", "", "+442079460958;ext=12")

    @pytest.mark.parametrize("typed", ["علی‌رضا", "علیرضا"])
    def test_finds_a_name_with_its_joiners_or_without(self, typed: str) -> None:
        assert search_words(typed)[0] in search_text("علی‌رضا", "", "")

    @pytest.mark.parametrize(
        ("name", "typed"),
        [
            *(
                ("Siobhán O’Neil", typed)
                for typed in ("o'neil", "o’neil", "oʼneil", "oneil", "ONEIL siobhan", "o neil")
            ),
            *(("Siobhán O'Neil", typed) for typed in ("o’neil", "oneil", "o`neil")),
            *(("Anna-Lena Bø", typed) for typed in ("anna-lena", "anna lena", "annalena", "anna‑lena bo")),
            *(("Anna Lena Bø", typed) for typed in ("anna-lena", "anna lena")),
            *(("Anna van den Berg", typed) for typed in ("vandenberg", "van den berg", "van-den-berg")),
            *(("Nguyễn Thị", typed) for typed in ("nguyen", "nguyễn", "thi")),
            ("Łukasz Dvořák", "lukasz dvorak"),
        ],
    )
    def test_finds_a_name_with_its_signs_or_without(self, name: str, typed: str) -> None:
        assert all(word in search_text(name, "", "") for word in search_words(typed))

    def test_finds_an_address_with_an_apostrophe_or_a_hyphen(self) -> None:
        text = search_text("Vera", "o'neil-vera@bu-cher.example", "")

        for typed in ("o'neil-vera@bu-cher.example", "o’neil-vera@", "oneilvera@bucher.example"):
            assert all(word in text for word in search_words(typed))

    def test_finds_a_number_as_it_is_dialled_in_its_country(self) -> None:
        assert search_words("8 (912) 345")[0] in search_text("Ivan", "", "+79123456789")

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
