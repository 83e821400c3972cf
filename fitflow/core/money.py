"""Money is an integer of minor units and a currency; credits are decimals with two places."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

#: Currencies whose minor unit is not a hundredth (ISO 4217).
_EXPONENT = {
    "JPY": 0,
    "KRW": 0,
    "VND": 0,
    "CLP": 0,
    "ISK": 0,
    "XAF": 0,
    "XOF": 0,
    "BHD": 3,
    "JOD": 3,
    "KWD": 3,
    "OMR": 3,
    "TND": 3,
}
_SYMBOL = {"GBP": "£", "EUR": "€", "USD": "$", "AUD": "A$", "CAD": "C$", "NZD": "NZ$", "JPY": "¥", "CHF": "CHF "}
CREDIT = Decimal("0.01")


@dataclass(frozen=True)
class Money:
    """An amount: minor units (pence, cents) and an ISO 4217 code."""

    minor: int
    currency: str

    def __str__(self) -> str:
        places = _EXPONENT.get(self.currency, 2)
        symbol = _SYMBOL.get(self.currency, f"{self.currency} ")
        sign = "-" if self.minor < 0 else ""
        return f"{sign}{symbol}{abs(self.minor) / 10**places:,.{places}f}"


def credits(value: Decimal | int | str) -> Decimal:  # noqa: A001 - the word of the product; the builtin is for prompts.
    """A number of credits, exact to two places."""
    return Decimal(value).quantize(CREDIT, rounding=ROUND_HALF_UP)


def plain_credits(value: Decimal) -> str:
    """As people write it: 1, 0.5, 12."""
    text = f"{value.normalize():f}"
    return text if text != "-0" else "0"
