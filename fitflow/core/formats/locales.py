"""Locales of the CLDR by the tags that the product stores, such as `en-gb`."""

from functools import cache

from babel import Locale
from babel.localedata import locale_identifiers

#: English as it is written in the world and in Europe, for studios in countries without a form of their own.
WORLD, EUROPE = "en-001", "en-150"


@cache
def locale_of(tag: str) -> Locale:
    """The locale a tag names. Raises babel.UnknownLocaleError or ValueError for what is none."""
    return Locale.parse(tag, sep="-")


@cache
def english_locales() -> tuple[str, ...]:
    """Tags of English as the CLDR knows it for each country, then for Europe and the world."""
    parts = [name.split("_") for name in locale_identifiers() if name.startswith("en_")]
    countries = sorted(region.lower() for _language, region, *rest in parts if not rest and len(region) == 2)
    return (*(f"en-{country}" for country in countries), EUROPE, WORLD)


@cache
def shows_half_days(locale: Locale) -> bool:
    """Whether clocks there go to twelve twice a day."""
    return bool({"h", "K"} & set(locale.time_formats["short"].pattern))


def web_tag(tag: str) -> str:
    """The tag as browsers and HTML write it: en-GB."""
    language, *others = tag.split("-")
    return "-".join([language, *(part.upper() if len(part) == 2 else part.title() for part in others)])
