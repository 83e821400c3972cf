from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from fitflow.core.formats import DayStyle, Formats, HourCycle, NotANumber
from fitflow.core.formats.locales import english_locales
from fitflow.core.money import Money
from fitflow.core.zones import WallTimeRefused, typed_instant

ROME, NEW_YORK = ZoneInfo("Europe/Rome"), ZoneInfo("America/New_York")
BRITISH, AMERICAN = Formats("en-gb", ROME), Formats("en-us", NEW_YORK, week_start=7)
GERMAN, FRENCH, SWISS = Formats("de-de", ROME), Formats("fr-fr", ROME), Formats("de-ch", ROME)
START = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
END = START + timedelta(minutes=55)
HOUR = timedelta(hours=1)
#: Every English of the CLDR, and languages with other days, digits, signs and directions.
TAGS = [
    *english_locales(),
    "de-de",
    "de-ch",
    "fr-fr",
    "fr-ch",
    "pl-pl",
    "sv-se",
    "es-es",
    "pt-br",
    "ja-jp",
    "he-il",
    "en-in",
]


def plain(text: str) -> str:
    """The CLDR writes thin and narrow blanks; here only the words matter."""
    return " ".join(text.split())


class TestMoments:
    def test_are_those_of_the_studio_s_wall_clock(self) -> None:
        assert BRITISH.moment(START) == "Fri 20 Nov 18:30"
        assert BRITISH.moment(START, named=True) == "Fri 20 Nov 18:30, Rome time"
        assert BRITISH.moment(START, end=END, style="long") == "Friday 20 November 18:30–19:25"
        assert plain(AMERICAN.moment(START, end=END, named=True)) == "Fri, Nov 20 12:30 – 1:25 PM, New York time"
        assert GERMAN.moment(START) == "Fr., 20. Nov. 18:30"

    @pytest.mark.parametrize(
        ("formats", "cycle", "text"),
        [
            (BRITISH, HourCycle.AUTO, "18:30"),
            (BRITISH, HourCycle.TWELVE, "6:30 pm"),
            (Formats("en-us", ROME), HourCycle.AUTO, "6:30 PM"),
            (Formats("en-us", ROME), HourCycle.TWENTY_FOUR, "18:30"),
            (Formats("en-au", ROME), HourCycle.AUTO, "6:30 pm"),
            (Formats("en-ie", ROME), HourCycle.AUTO, "18:30"),
        ],
    )
    def test_have_the_hours_of_the_locale_or_those_the_studio_chose(
        self, formats: Formats, cycle: HourCycle, text: str
    ) -> None:
        chosen = Formats(formats.tag, formats.zone, cycle)

        assert plain(chosen.clock(START)) == text
        assert plain(chosen.time(time(18, 30))) == text
        assert chosen.web_clock == ("h12" if "m" in text.lower() else "h23")

    def test_span_noon_and_midnight(self) -> None:
        half_days = Formats("en-us", ROME)

        assert plain(half_days.clock(START, END)) == "6:30 – 7:25 PM"
        assert plain(half_days.clock(START, START + 7 * HOUR)) == "6:30 PM – 1:30 AM"
        assert BRITISH.clock(START, START + 7 * HOUR) == "18:30–01:30"

    def test_span_a_whole_day(self) -> None:
        assert BRITISH.clock(START, START + 24 * HOUR) == "18:30–18:30"

    def test_tell_the_two_equal_hours_of_the_autumn_night_apart(self) -> None:
        first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
        second = first + HOUR

        assert BRITISH.moment(first) == "Sun 25 Oct 02:30 (UTC+02:00)"
        assert BRITISH.moment(second) == "Sun 25 Oct 02:30 (UTC+01:00)"
        assert BRITISH.clock(first, second) == "02:30 (UTC+02:00)–02:30 (UTC+01:00)"
        assert BRITISH.clock(second, second + HOUR) == "02:30 (UTC+01:00)–03:30"

    def test_in_the_spring_night_jump_with_the_clocks(self) -> None:
        before = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)

        assert BRITISH.clock(before, before + HOUR) == "01:30–03:30"

    @pytest.mark.parametrize(
        ("on", "at", "words"),
        [
            (
                date(2026, 3, 29),
                time(2, 30),
                "02:30 does not exist on 29 Mar 2026: the clocks in Rome skip it. Choose a later or earlier time.",
            ),
            (
                date(2026, 10, 25),
                time(2, 30),
                "02:30 happens twice on 25 Oct 2026: the clocks in Rome go back. Choose a later or earlier time.",
            ),
        ],
    )
    def test_that_are_none_are_refused_in_the_studio_s_notation(self, on: date, at: time, words: str) -> None:
        with pytest.raises(WallTimeRefused) as refused:
            typed_instant(on, at, ROME)

        assert BRITISH.refused_wall(refused.value) == words


class TestDays:
    @pytest.mark.parametrize(
        ("style", "british", "american", "german"),
        [
            ("short", "Fri 20 Nov", "Fri, Nov 20", "Fr., 20. Nov."),
            ("long", "Friday 20 November", "Friday, November 20", "Freitag, 20. November"),
            ("year", "Fri, 20 Nov 2026", "Fri, Nov 20, 2026", "Fr., 20. Nov. 2026"),
            ("date", "20 Nov 2026", "Nov 20, 2026", "20. Nov. 2026"),
            ("month", "November 2026", "November 2026", "November 2026"),
            ("column", "Fri 20", "20 Fri", "Fr., 20."),
        ],
    )
    def test_are_written_as_the_locale_does(self, style: DayStyle, british: str, american: str, german: str) -> None:
        on = date(2026, 11, 20)

        assert [one.day(on, style) for one in (BRITISH, AMERICAN, GERMAN)] == [british, american, german]

    def test_of_a_moment_are_the_studio_s(self) -> None:
        late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)

        assert (BRITISH.day_at(late), AMERICAN.day_at(late)) == ("Sat 21 Nov", "Fri, Nov 20")

    def test_of_the_week_stand_in_the_studio_s_order(self) -> None:
        assert [BRITISH.weekday(number, "abbreviated") for number in BRITISH.week] == [
            "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun",
        ]  # fmt: skip
        assert [AMERICAN.weekday(number) for number in AMERICAN.week][:2] == ["Sunday", "Monday"]
        assert Formats(week_start=6).week == (6, 7, 1, 2, 3, 4, 5)

    def test_have_their_months_by_name(self) -> None:
        assert [one.month(3) for one in (BRITISH, GERMAN, FRENCH)] == ["March", "März", "mars"]

    @given(some.dates(), some.sampled_from(TAGS), some.sampled_from(HourCycle), some.integers(1, 7))
    def test_and_times_can_be_written_everywhere(self, on: date, tag: str, cycle: HourCycle, week_start: int) -> None:
        formats = Formats(tag, UTC, cycle, week_start)
        at = datetime.combine(on, time(12, 5), UTC)

        styles: tuple[DayStyle, ...] = ("short", "long", "year", "date", "month", "column")
        assert all(formats.day(on, style) for style in styles)
        assert formats.moment(at) in formats.moment(at, named=True)
        assert sorted(formats.week) == [1, 2, 3, 4, 5, 6, 7]
        assert formats.week[0] == week_start


class TestNumbers:
    @pytest.mark.parametrize(
        ("amount", "british", "german"),
        [
            ("1.00", "1", "1"),
            ("0.50", "0.5", "0,5"),
            ("12.25", "12.25", "12,25"),
            ("100", "100", "100"),
            ("1234.50", "1,234.5", "1.234,5"),
            ("-3", "-3", "-3"),
            ("0.00", "0", "0"),
            ("-0.00", "0", "0"),
        ],
    )
    def test_have_no_idle_zeros(self, amount: str, british: str, german: str) -> None:
        assert (BRITISH.number(Decimal(amount)), GERMAN.number(Decimal(amount))) == (british, german)

    def test_of_credits_are_counted(self) -> None:
        assert [BRITISH.credits(Decimal(text)) for text in ("1.00", "0", "0.50", "12.00", "-1", "1000")] == [
            "1 credit", "0 credits", "0.5 credits", "12 credits", "-1 credit", "1,000 credits",
        ]  # fmt: skip
        assert GERMAN.credits(Decimal("1.5")) == "1,5 credits"

    def test_of_percents_stand_as_the_locale_writes_them(self) -> None:
        assert [one.percent(50) for one in (BRITISH, GERMAN)] == ["50%", "50\xa0%"]
        assert BRITISH.percent(Decimal("12.5")) == "12.5%"

    @pytest.mark.parametrize(
        ("money", "british", "german"),
        [
            (Money(125_050, "EUR"), "€1,250.50", "1.250,50\xa0€"),
            (Money(-1250, "GBP"), "-£12.50", "-12,50\xa0£"),
            (Money(0, "GBP"), "£0.00", "0,00\xa0£"),
            (Money(900, "JPY"), "JP¥900", "900\xa0¥"),
            (Money(1234, "KWD"), "KWD1.234", "1,234\xa0KWD"),
            (Money(10**17 + 1, "EUR"), "€1,000,000,000,000,000.01", "1.000.000.000.000.000,01\xa0€"),
        ],
    )
    def test_of_money_are_exact(self, money: Money, british: str, german: str) -> None:
        assert (plain(BRITISH.money(money)).replace(" ", ""), GERMAN.money(money)) == (british, german)


class TestReadNumber:
    @pytest.mark.parametrize(
        ("formats", "typed", "number"),
        [
            (BRITISH, "1.5", "1.5"),
            (BRITISH, " 1,234.50 ", "1234.50"),
            (BRITISH, "1,234", "1234"),
            (BRITISH, "0,5", "0.5"),
            (GERMAN, "1,5", "1.5"),
            (GERMAN, "1.234,50", "1234.50"),
            (GERMAN, "1.234", "1234"),
            (GERMAN, "1.5", "1.5"),
            (FRENCH, "1 234,5", "1234.5"),
            (FRENCH, "1\u202f234,5", "1234.5"),
            (SWISS, "1'234.5", "1234.5"),
            (SWISS, "1\u2019234.5", "1234.5"),
            (Formats("en-in"), "12,34,567.5", "1234567.5"),
            (BRITISH, "\u2212" + "2", "-2"),
            (BRITISH, "+3", "3"),
            (BRITISH, "\u0661\u0662", "12"),
            (BRITISH, "\u202a12\u202c", "12"),
        ],
    )
    def test_as_the_locale_writes_it(self, formats: Formats, typed: str, number: str) -> None:
        assert formats.read_number(typed) == Decimal(number)

    @pytest.mark.parametrize(
        "typed", ["", "-", "one", "1,23,4", "1.2.3", "1e5", "NaN", "Infinity", "1_000", "12..5", "5-", "9" * 41]
    )
    def test_refuses_what_is_none(self, typed: str) -> None:
        with pytest.raises(NotANumber):
            BRITISH.read_number(typed)

    @given(some.decimals(-(10**9), 10**9, places=2), some.sampled_from(TAGS))
    def test_reads_what_it_writes(self, number: Decimal, tag: str) -> None:
        assert Formats(tag).read_number(Formats(tag).number(number)) == number
