"""Numbers, percents and money as a locale writes them, and numbers as people there type them. Never a float."""

import re
import unicodedata
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.numbers import format_currency, format_decimal, format_percent, get_decimal_symbol, get_group_symbol

from fitflow.core.money import Money
from fitflow.core.unseen import without_unseen

#: Characters that people type or paste for a minus, and for the apostrophe between thousands in Switzerland.
_SAME = str.maketrans({"−": "-", "–": "-", "‒": "-", "’": "'"})
#: One sign with one or two digits behind it is no group of thousands, so it can only be the decimal sign.
_DECIMAL = re.compile(r"([+-]?\d+)[.,](\d{1,2})")
LONGEST_NUMBER = 40


class NotANumber(ValueError):
    """The text is no number in this locale."""


def number_text(amount: Decimal | int, locale: Locale) -> str:
    """1, 0.5, 12.25, 1,234.5: all decimals that it has and none more."""
    return format_decimal(_shortest(amount), locale=locale, decimal_quantization=False)


def percent_text(percent: Decimal | int, locale: Locale) -> str:
    """50 is 50%, or 50 % where it is written so."""
    return format_percent(_shortest(percent).scaleb(-2), locale=locale, decimal_quantization=False)


def money_text(money: Money, locale: Locale) -> str:
    """£12.50, -1.234,50 €: with as many decimals as the currency has."""
    return format_currency(money.amount, money.currency, locale=locale)


def read_number(text: str, locale: Locale) -> Decimal:
    """A typed number as the locale writes it. 1.5 and 1,5 are also read where they cannot mean thousands."""
    typed = _cleaned(text)
    if len(typed) > LONGEST_NUMBER:
        raise NotANumber(text)
    decimal, group = (_cleaned(symbol) or " " for symbol in (get_decimal_symbol(locale), get_group_symbol(locale)))
    if _written_in(decimal, group).fullmatch(typed):
        return Decimal(typed.replace(group, "").replace(decimal, "."))
    if found := _DECIMAL.fullmatch(typed):
        return Decimal(".".join(found.groups()))
    raise NotANumber(text)


@cache
def _written_in(decimal: str, group: str) -> re.Pattern[str]:
    """Digits without groups, or in groups of three (in India the upper ones of two), then decimals."""
    between, point = re.escape(group), re.escape(decimal)
    return re.compile(rf"[+-]?(\d+|\d{{1,3}}({between}\d{{2,3}})*{between}\d{{3}})({point}\d+)?", re.ASCII)


def _shortest(amount: Decimal | int) -> Decimal:
    """Without idle zeros, and never minus zero."""
    number = Decimal(amount)
    return number.normalize() if number else Decimal(0)


def _cleaned(text: str) -> str:
    """Digits of any script as ours, every blank as the plain one, nothing that is not seen."""
    digits = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in without_unseen(text))
    return " ".join(digits.translate(_SAME).split())
