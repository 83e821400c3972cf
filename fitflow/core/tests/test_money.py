from decimal import Decimal

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as some

from fitflow.core import money
from fitflow.core.money import Money, TooExact, currencies, currency_of, minor_digits, plain_credits

#: Stored amounts count these units. A library that says otherwise one day would change every price.
WITHOUT_DECIMALS = {
    "AFN", "ALL", "BIF", "CLP", "COP", "DJF", "GNF", "HUF", "IDR", "IQD", "IRR", "ISK", "JPY", "KMF", "KPW", "KRW",
    "LAK", "LBP", "MGA", "MMK", "PYG", "RWF", "SOS", "SYP", "UGX", "VND", "VUV", "XAF", "XOF", "XPF", "YER",
}  # fmt: skip
WITH_THREE = {"BHD", "JOD", "KWD", "LYD", "OMR", "TND"}


class TestMoney:
    @pytest.mark.parametrize(
        ("amount", "currency", "minor"),
        [("12.50", "GBP", 1250), ("900", "JPY", 900), ("1.234", "KWD", 1234), ("-0.05", "EUR", -5), ("0", "USD", 0)],
    )
    def test_counts_in_the_smallest_unit_of_its_currency(self, amount: str, currency: str, minor: int) -> None:
        made = Money.of(Decimal(amount), currency)

        assert made == Money(minor, currency)
        assert made.amount == Decimal(amount)

    @pytest.mark.parametrize(("amount", "currency"), [("0.005", "GBP"), ("0.5", "JPY"), ("0.0001", "KWD")])
    def test_is_not_rounded(self, amount: str, currency: str) -> None:
        with pytest.raises(TooExact):
            Money.of(Decimal(amount), currency)

    @given(some.integers(-(10**15), 10**15), some.sampled_from(currencies()))
    def test_is_the_same_after_a_look_at_its_amount(self, minor: int, currency: str) -> None:
        assert Money.of(Money(minor, currency).amount, currency) == Money(minor, currency)


class TestCurrencies:
    def test_are_those_in_which_a_country_pays_today(self) -> None:
        assert {"GBP", "EUR", "USD", "TWD", "UYU", "XCG", "ZWG"} <= {*currencies()}
        assert not {"DEM", "HRK", "XAU", "XTS", "XXX"} & {*currencies()}

    def test_keep_their_decimals(self) -> None:
        found = {code: minor_digits(code) for code in currencies()}

        assert {code for code, digits in found.items() if digits == 0} == WITHOUT_DECIMALS
        assert {code for code, digits in found.items() if digits == 3} == WITH_THREE
        assert {*found.values()} == {0, 2, 3}

    @pytest.mark.parametrize(
        ("country", "currency"), [("GB", "GBP"), ("BG", "EUR"), ("XK", "EUR"), ("CH", "CHF"), ("AQ", ""), ("QQ", "")]
    )
    def test_are_known_by_their_country(self, country: str, currency: str) -> None:
        assert currency_of(country) == currency

    def test_of_every_country_are_ours(self) -> None:
        assert {currency_of(country) for country in get_global("territory_currencies")} <= {"", *currencies()}


class TestCredits:
    def test_have_two_places_and_are_short_for_programs(self) -> None:
        assert money.credits("1.005") == Decimal("1.01")
        assert [plain_credits(Decimal(text)) for text in ("1.00", "0.50", "100", "-0.00")] == ["1", "0.5", "100", "0"]
