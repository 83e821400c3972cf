"""Countries by their two letters, and what the CLDR says of each: its name, its zones, how people there write.

A studio's country is that of its time zone, unless the studio says otherwise.
"""

import unicodedata
from functools import cache

import phonenumbers
from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.numbers import get_currency_name
from django.utils.translation import get_language

from fitflow.core.formats.locales import EUROPE, WORLD, english_locales, locale_of, shows_half_days

#: Where a zone is in no country, such as UTC.
USUAL_COUNTRY = "GB"


@cache
def countries() -> tuple[str, ...]:
    """Every country that has telephone numbers of its own."""
    return tuple(sorted(phonenumbers.SUPPORTED_REGIONS))


@cache
def country_of_zone(zone: str) -> str:
    """The country of a time zone: Europe/Rome is in IT. Where nobody has a telephone, the usual one."""
    known = get_global("zone_aliases").get(zone, zone)
    country = get_global("zone_territories").get(known, "")
    return country if country in countries() else USUAL_COUNTRY


def usual_locale(country: str) -> str:
    """How English is written there; where the CLDR does not know it, as in Europe or, with half days, in the world."""
    tag = _english(country)
    if tag in english_locales():
        return tag
    return WORLD if shows_half_days(_locale_there(country)) else EUROPE


def first_weekday(country: str) -> int:
    """The day on which weeks begin there: 1 is Monday, 7 Sunday."""
    return _locale_there(country).first_week_day + 1


def country_name(country: str) -> str:
    """Its name in the reader's language."""
    return str(_reader().territories[country])


def countries_by_name() -> list[tuple[str, str]]:
    """Every country and its name, in the order of names: Åland Islands stands beside Albania."""
    named = [(country, country_name(country)) for country in countries()]
    return sorted(named, key=lambda pair: _without_marks(pair[1]))


def locale_name(tag: str) -> str:
    """English (United Kingdom), in the reader's language."""
    return str(locale_of(tag).get_display_name(_reader()))


def currency_name(currency: str) -> str:
    """British Pound, in the reader's language."""
    return get_currency_name(currency, locale=_reader())


def _without_marks(name: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))


def _english(country: str) -> str:
    return f"en-{country.lower()}"


@cache
def _locale_there(country: str) -> Locale:
    """English there, else the language that most people there speak. On a few islands the CLDR knows neither."""
    if _english(country) in english_locales():
        return locale_of(_english(country))
    try:
        return Locale.parse(get_global("likely_subtags").get(f"und_{country}", "en_001"))
    except UnknownLocaleError:
        return locale_of(WORLD)


def _reader() -> Locale:
    return locale_of(get_language() or "en")
