"""What a studio may be called and where its clocks are: the address, the time zone, the currency, the accent."""

import re
import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from fitflow.core.errors import Invalid
from fitflow.core.formats.locales import english_locales
from fitflow.core.likeness import LETTERS, is_of_house
from fitflow.core.money import currencies, currency_of
from fitflow.core.texts import read_name

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SHORTEST_SLUG, LONGEST_SLUG = 3, 50
#: Words that would read as an address of ours, or as somebody they are not.
RESERVED = frozenset(
    {"admin", "api", "accounts", "static", "media", "start", "studios", "fitflow", "support", "www", "new"}
)
_REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")

USUAL_CURRENCY = "GBP"
#: `de-AT`, also with a script between: `sr-Latn-RS`.
_REGION = re.compile(r"[a-z]{2,3}(?:-[a-z]{4})?-([a-z]{2})(?:-|$)", re.IGNORECASE)
#: English without a country, as studios could choose it in earlier releases.
PLAIN_ENGLISH = "en"


def locales() -> tuple[str, ...]:
    """How a studio may write: English as in each country, in Europe and in the world."""
    return (*english_locales(), PLAIN_ENGLISH)


def likely_currency(accept_language: str) -> str:
    """What one pays with where the browser's first language with a region is spoken (RFC 9110, 12.5.4)."""
    for tag in accept_language.split(","):
        if found := _REGION.match(tag.split(";")[0].strip()):
            return currency_of(found[1].upper()) or USUAL_CURRENCY
    return USUAL_CURRENCY


def read_studio_name(value: str, brand: str) -> str:
    """A name for a studio: not one that could be taken for the house itself."""
    name = read_name(value)
    if is_of_house(name, brand):
        raise Invalid.field("name", _("“%(brand)s” is the name of the house. Choose your own.") % {"brand": brand})
    return name


def suggested_slug(name: str) -> str:
    """An address made of a name: "Café Kraft & Co." becomes cafe-kraft-co."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(LETTERS)).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:LONGEST_SLUG].strip("-")
    if not slug:
        return ""
    return f"{slug}-studio" if len(slug) < SHORTEST_SLUG or slug in RESERVED else slug


def read_slug(value: str) -> str:
    """The last part of the studio's address; refuses what would not work there and says what would."""
    slug = value.strip().lower()
    if slug in RESERVED:
        raise Invalid.field(
            "slug", _("“%(slug)s” is kept for the site itself. Choose another address.") % {"slug": slug}
        )
    if SLUG.fullmatch(slug) and SHORTEST_SLUG <= len(slug) <= LONGEST_SLUG:
        return slug
    message = _("Use %(least)d to %(most)d small letters, digits and single hyphens, such as “%(example)s”.")
    example = suggested_slug(value) or "north-side-yoga"
    raise Invalid.field("slug", message % {"least": SHORTEST_SLUG, "most": LONGEST_SLUG, "example": example})


@cache
def zones() -> tuple[str, ...]:
    """The zones people choose from: places, not abbreviations."""
    return tuple(sorted(zone for zone in available_timezones() if zone.split("/")[0] in _REGIONS)) + ("UTC",)


@cache
def _by_spelling() -> dict[str, tuple[str, ...]]:
    """Zone, city and city with blanks, in small letters -> the zones meant."""
    found: dict[str, tuple[str, ...]] = {}
    for zone in zones():
        city = zone.rpartition("/")[2]
        for spelling in {zone.lower(), city.lower(), city.lower().replace("_", " ")}:
            found[spelling] = (*found.get(spelling, ()), zone)
    return found


def suggested_zones(text: str) -> Sequence[str]:
    """Up to three zones that were probably meant."""
    wanted = text.strip().lower()
    if not wanted:
        return ()
    exact = _by_spelling().get(wanted, ())
    parts = [zone for zone in zones() if wanted.replace(" ", "_") in zone.lower()]
    near = [_by_spelling()[spelling][0] for spelling in get_close_matches(wanted, _by_spelling(), n=3, cutoff=0.7)]
    return tuple(dict.fromkeys([*exact, *parts, *near]))[:3]


def read_zone(value: str) -> str:
    """A zone of the database of time zones; a city with a zone of its own will do."""
    text = value.strip()
    if text in zones() or ("/" in text and text in available_timezones()):
        return text
    exact = _by_spelling().get(text.lower(), ())
    if len(exact) == 1:
        return exact[0]
    if near := suggested_zones(text):
        raise Invalid.field(
            "timezone", _("No time zone has this name. Did you mean %(near)s?") % {"near": _either(near)}
        )
    raise Invalid.field("timezone", _("Choose a time zone by its city, such as Europe/London or America/New_York."))


def _either(names: Sequence[str]) -> str:
    *first, last = names
    return _("%(names)s or %(last)s") % {"names": ", ".join(first), "last": last} if first else last


def read_currency(value: str) -> str:
    """A currency by its three letters."""
    code = value.strip().upper()
    if code not in currencies():
        raise Invalid.field("currency", _("Choose a currency by its three letters, such as EUR, GBP or USD."))
    return code


def read_locale(value: str) -> str:
    """The language and country by which dates and numbers are written."""
    code = value.strip().lower()
    if code not in locales():
        raise Invalid.field("locale", _("Choose English as a country writes it, such as en-gb, en-us or en-de."))
    return code


def read_week_start(value: object) -> int:
    """The first day of the week: 1 Monday to 7 Sunday."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 7:
        raise Invalid.field("week_start", _("Choose a day from 1 (Monday) to 7 (Sunday)."))
    return value
