import pytest

from fitflow.core.errors import Invalid
from fitflow.core.texts import read_name
from fitflow.organizations.rules.names import (
    likely_currency,
    read_currency,
    read_locale,
    read_slug,
    read_week_start,
    read_zone,
    suggested_slug,
    suggested_zones,
    zones,
)


class TestSlug:
    @pytest.mark.parametrize(
        ("name", "slug"),
        [
            ("Northside Yoga", "northside-yoga"),
            ("  Café Kraft & Co. ", "cafe-kraft-co"),
            ("Straße 42", "strasse-42"),
            ("Ana's Gym", "anas-gym"),
            ("X", "x-studio"),
            ("API", "api-studio"),
            ("日本", ""),
            ("a" * 80, "a" * 50),
            ("--", ""),
        ],
    )
    def test_is_suggested_from_the_name(self, name: str, slug: str) -> None:
        assert suggested_slug(name) == slug

    @pytest.mark.parametrize("slug", ["abc", "north-side-2", "a1b"])
    def test_takes_what_reads_well_in_an_address(self, slug: str) -> None:
        assert read_slug(slug.upper()) == slug

    @pytest.mark.parametrize(
        ("slug", "hint"),
        [
            ("ab", "such as “ab-studio”"),
            ("Two words", "such as “two-words”"),
            ("a--b", "such as “a-b”"),
            ("-abc", "such as “abc”"),
            ("über", "such as “uber”"),
            ("", "such as “north-side-yoga”"),
            ("x" * 51, "3 to 50"),
            ("api", "kept for the site"),
            ("a/b", "such as “a-b”"),
        ],
    )
    def test_says_what_would_do_instead(self, slug: str, hint: str) -> None:
        with pytest.raises(Invalid) as refusal:
            read_slug(slug)

        assert hint in refusal.value.errors["slug"][0]


class TestZone:
    @pytest.mark.parametrize(
        ("text", "zone"),
        [
            ("Europe/London", "Europe/London"),
            (" berlin ", "Europe/Berlin"),
            ("new york", "America/New_York"),
            ("america/new_york", "America/New_York"),
            ("UTC", "UTC"),
            ("Asia/Calcutta", "Asia/Calcutta"),
        ],
    )
    def test_is_found_by_its_name_or_its_city(self, text: str, zone: str) -> None:
        assert read_zone(text) == zone

    @pytest.mark.parametrize(("text", "near"), [("Europe/Berln", "Europe/Berlin"), ("Lundon", "Europe/London")])
    def test_suggests_the_one_that_was_probably_meant(self, text: str, near: str) -> None:
        with pytest.raises(Invalid) as refusal:
            read_zone(text)

        assert near in refusal.value.errors["timezone"][0]

    @pytest.mark.parametrize("text", ["", "localtime", "posixrules", "EST5EDT", "../etc/passwd", "zzz"])
    def test_asks_for_a_city_otherwise(self, text: str) -> None:
        with pytest.raises(Invalid, match="timezone"):
            read_zone(text)

    def test_suggests_at_most_three(self) -> None:
        assert len(suggested_zones("america")) == 3
        assert suggested_zones("") == ()

    def test_offers_places_only(self) -> None:
        assert "Europe/London" in zones()
        assert not any(zone.startswith(("Etc/", "posix/", "SystemV")) for zone in zones())


class TestTheRest:
    def test_brings_a_currency_into_capitals(self) -> None:
        assert read_currency(" eur ") == "EUR"

    @pytest.mark.parametrize("code", ["XXX", "DEM", "pounds", ""])
    def test_says_how_a_currency_is_named(self, code: str) -> None:
        with pytest.raises(Invalid, match="three letters, such as EUR"):
            read_currency(code)

    @pytest.mark.parametrize("value", [0, 8, True, "1", None])
    def test_knows_seven_days(self, value: object) -> None:
        with pytest.raises(Invalid):
            read_week_start(value)

    @pytest.mark.parametrize("tag", ["en-gb", "en-DE", "en-150", "en"])
    def test_knows_english_of_every_country(self, tag: str) -> None:
        assert read_locale(tag) == tag.lower()

    def test_refuses_an_unknown_locale_and_a_name_of_two_lines(self) -> None:
        with pytest.raises(Invalid):
            read_locale("tlh")
        with pytest.raises(Invalid):
            read_name("x\x07")
        assert read_name(" two \n words ") == "two words"

    @pytest.mark.parametrize(
        "name",
        [
            "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627",
            "\u0d2a\u0d4d\u0d30\u0d35\u0d40\u0d23\u0d4d\u200d",
            "Mia \U0001f469\u200d\U0001f467",
        ],
    )
    def test_lets_joiners_be_part_of_a_name(self, name: str) -> None:
        assert read_name(name) == name

    @pytest.mark.parametrize(
        ("typed", "name"),
        [
            ("\u200dMia", "Mia"), ("Mia \u200d Lind", "Mia Lind"), ("Mi\u200c\u200ca", "Mi\u200ca"),
            ("Mi\u200ba", "Mia"), ("\ufeffMia", "Mia"), ("Mia\u202e", "Mia"),
        ],
    )  # fmt: skip
    def test_leaves_out_what_nobody_sees_and_no_word_is_written_with(self, typed: str, name: str) -> None:
        assert read_name(typed) == name

    @pytest.mark.parametrize("typed", ["\u200c", "\u200b", " \ufeff "])
    def test_refuses_a_name_in_which_nothing_is_seen(self, typed: str) -> None:
        with pytest.raises(Invalid):
            read_name(typed)


class TestLikelyCurrency:
    @pytest.mark.parametrize(
        ("languages", "currency"),
        [
            ("en-US,en;q=0.9", "USD"),
            ("de-AT, en-GB;q=0.5", "EUR"),
            ("bg-BG", "EUR"),
            ("sv, sv-SE;q=0.9", "SEK"),
            ("sr-Latn-RS", "RSD"),
            ("de-CH;q=0.8", "CHF"),
            ("zh-hans-cn", "CNY"),
            ("en-GB", "GBP"),
            ("is-XX", "GBP"),
            ("de", "GBP"),
            ("*", "GBP"),
            ("-, ;;, é-ÉÉ", "GBP"),
            ("", "GBP"),
        ],
    )
    def test_is_that_of_the_first_region(self, languages: str, currency: str) -> None:
        assert likely_currency(languages) == currency
