import pytest
from hypothesis import given
from hypothesis import strategies as some

from fitflow.core.bounds import LONGEST_PHONE
from fitflow.core.countries import countries
from fitflow.core.phones import NotAPhone, dialled, example_phone, read_phone, search_digits, shown_phone


class TestReadPhone:
    @pytest.mark.parametrize(
        ("typed", "country", "stored"),
        [
            ("020 7946 0958", "GB", "+442079460958"),
            ("(020) 7946-0958", "GB", "+442079460958"),
            ("  020\u00a07946   0958 ", "GB", "+442079460958"),
            ("+44 (0)20 7946 0958", "US", "+442079460958"),
            ("0044 20 7946 0958", "GB", "+442079460958"),
            ("\u202a+44 20 7946 0958\u202c", "GB", "+442079460958"),
            ("\u200e020 7946 0958\u2069", "GB", "+442079460958"),
            ("+44\ufe0f 20\u200b 7946\u00ad0958", "GB", "+442079460958"),
            ("０９０－１２３４－５６７８", "JP", "+819012345678"),
            ("（０３）１２３４－５６７８", "JP", "+81312345678"),
            ("020\u20117946\u20110958", "GB", "+442079460958"),
            ("011 44 20 7946 0958", "US", "+442079460958"),
            ("０２０ ７９４６ ０９５８", "GB", "+442079460958"),
            ("٠٢٠ ٧٩٤٦ ٠٩٥٨", "GB", "+442079460958"),
            ("07700 900123", "GB", "+447700900123"),
            ("07700 900123", "JE", "+447700900123"),
            ("(415) 555-0132", "US", "+14155550132"),
            ("415.555.0132", "CA", "+14155550132"),
            ("06 6982", "IT", "+39066982"),
            ("312 345 6789", "IT", "+393123456789"),
            ("8 (912) 345-67-89", "RU", "+79123456789"),
            ("0151/23456789", "DE", "+4915123456789"),
            ("030 – 901820", "DE", "+4930901820"),
            ("'+447700900123", "GB", "+447700900123"),
            ('="07700900123"', "GB", "+447700900123"),
            ("tel:+44-7700-900123", "GB", "+447700900123"),
            ("07700 900123 (mobile)", "GB", "+447700900123"),
            ("Mob.: 07700 900123;", "GB", "+447700900123"),
            ("(+44) 7700 900123", "GB", "+447700900123"),
            ("+(44) 7700 900123", "GB", "+447700900123"),
            ("0044 7700 900123", "US", "+447700900123"),
            ("07700—900123", "GB", "+447700900123"),
            ("020 7946 0958 x12", "GB", "+442079460958;ext=12"),
            ("020 7946 0958, ext. 12", "GB", "+442079460958;ext=12"),
            ("+442079460958;ext=12", "DE", "+442079460958;ext=12"),
        ],
    )
    def test_gives_the_one_form_that_is_stored(self, typed: str, country: str, stored: str) -> None:
        assert read_phone(typed, country) == stored

    @pytest.mark.parametrize(
        "typed",
        [
            "", "call me", "12345", "1234", "+44 20 1234", "4.42E+11", "1" * 21, "+44 20 <7946>", "+", "+0 123 456 789",
            "Maya 020 7946 0958", "020 7946 0958 or 020 7946 0111", "020 7946 0958 / 020 7946 0111", "1-800-FLOWERS",
            "maya@example.org", f"020 7946 0958 x{'1' * 30}", "020 7946 0958\x00", "---",
        ],
    )  # fmt: skip
    def test_refuses_what_is_no_number(self, typed: str) -> None:
        with pytest.raises(NotAPhone):
            read_phone(typed, "GB")

    @given(some.text("0123456789+-()/. xext;=#٣３", max_size=50), some.sampled_from(countries()))
    def test_knows_only_numbers_and_refusals(self, typed: str, country: str) -> None:
        try:
            stored = read_phone(typed, country)
        except NotAPhone:
            return
        assert len(stored) <= LONGEST_PHONE
        assert stored == read_phone(stored, country) == read_phone(stored, "GB")


class TestShownPhone:
    @pytest.mark.parametrize("country", countries())
    def test_is_read_as_the_same_number_everywhere(self, country: str) -> None:
        stored = read_phone(example_phone(country), country)

        assert {read_phone(shown_phone(stored, here), here) for here in (country, "GB", "US", "IT")} == {stored}

    @pytest.mark.parametrize(
        ("stored", "country", "shown"),
        [
            ("+442079460958", "GB", "020 7946 0958"),
            ("+442079460958", "US", "+44 20 7946 0958"),
            ("+442079460958;ext=12", "GB", "020 7946 0958 x12"),
            ("+14155550132", "CA", "(415) 555-0132"),
            ("+39066982", "IT", "06 6982"),
            ("12345", "GB", "12345"),
            ("(020) 7946", "GB", "(020) 7946"),
            ("", "GB", ""),
        ],
    )
    def test_is_national_at_home_and_what_was_typed_where_nobody_could_read_it(
        self, stored: str, country: str, shown: str
    ) -> None:
        assert shown_phone(stored, country) == shown


class TestDialled:
    @pytest.mark.parametrize(
        ("stored", "link"),
        [
            ("+442079460958", "+442079460958"),
            ("+442079460958;ext=12", "+442079460958;ext=12"),
            ("(020) 79 46 x12", "0207946"),
        ],
    )
    def test_is_what_stands_behind_tel(self, stored: str, link: str) -> None:
        assert dialled(stored) == link


class TestSearchDigits:
    def test_are_those_with_the_country_and_those_within_it(self) -> None:
        assert search_digits("+79123456789") == ("79123456789", "89123456789")
        assert search_digits("12 345") == ("12345",)
        assert search_digits("") == ()
