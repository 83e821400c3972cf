"""Money is an integer of minor units and a currency; credits are decimals with two places.

How both are written for people stands in `core.formats`.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache

from babel.core import get_global
from babel.numbers import get_currency_precision, get_territory_currencies

CREDIT = Decimal("0.01")


class TooExact(ValueError):
    """The amount has more decimals than its currency."""


@dataclass(frozen=True)
class Money:
    """An amount: minor units (pence, cents) and an ISO 4217 code."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal, currency: str) -> "Money":
        """12.50 pounds are 1250 pence. Raises TooExact rather than round."""
        minor = amount.scaleb(minor_digits(currency))
        if minor != minor.to_integral_value():
            raise TooExact(amount)
        return cls(int(minor), currency)

    @property
    def amount(self) -> Decimal:
        """In whole units of the currency: 1250 pence are 12.50 pounds."""
        return Decimal(self.minor).scaleb(-minor_digits(self.currency))


@cache
def currencies() -> tuple[str, ...]:
    """ISO 4217 codes of every currency that somewhere is money today (CLDR: legal tender of a country)."""
    return tuple(sorted({code for country in get_global("territory_currencies") for code in _tender(country)}))


def currency_of(country: str) -> str:
    """What one pays with in a country, by its two letters; empty where the CLDR knows none."""
    return next(iter(_tender(country)), "")


def minor_digits(currency: str) -> int:
    """How many decimals a currency has: 2 for GBP, 0 for JPY, 3 for KWD."""
    return get_currency_precision(currency)


def credits(value: Decimal | int | str) -> Decimal:  # noqa: A001 - the word of the product; the builtin is for prompts.
    """A number of credits, exact to two places."""
    return Decimal(value).quantize(CREDIT, rounding=ROUND_HALF_UP)


def plain_decimal(text: str) -> Decimal:
    """A number as programs write it. Raises InvalidOperation; Python itself would read 1_0."""
    if "_" in text:
        raise InvalidOperation(text)
    return Decimal(text)


def plain_whole(text: str) -> int:
    """A whole number, in digits of any script. Raises ValueError."""
    if "_" in text:
        raise ValueError(text)
    return int(text)


def plain_credits(value: Decimal) -> str:
    """As programs and number fields take it: 1, 0.5, 12. People read `Formats.number`."""
    text = f"{value.normalize():f}"
    return text if text != "-0" else "0"


def _tender(country: str) -> list[str]:
    known = country in get_global("territory_currencies")
    return get_territory_currencies(country) if known else []
