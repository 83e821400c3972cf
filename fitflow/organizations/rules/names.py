"""What a studio may be called and where its clocks are: the address, the time zone, the currency, the accent."""

import re
import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fitflow.core.errors import Invalid
from fitflow.core.wording import list_words

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SHORTEST_SLUG, LONGEST_SLUG = 3, 50
#: Words that would read as an address of ours, or as somebody they are not.
RESERVED = frozenset(
    {"admin", "api", "accounts", "static", "media", "start", "studios", "fitflow", "support", "www", "new"}
)
#: Letters that Unicode does not take apart by itself.
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "þ": "th", "ð": "d", "ı": "i"})
_REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")

CURRENCIES = {
    "AED": gettext_lazy("UAE dirham"),
    "ARS": gettext_lazy("Argentine peso"),
    "AUD": gettext_lazy("Australian dollar"),
    "BGN": gettext_lazy("Bulgarian lev"),
    "BRL": gettext_lazy("Brazilian real"),
    "CAD": gettext_lazy("Canadian dollar"),
    "CHF": gettext_lazy("Swiss franc"),
    "CLP": gettext_lazy("Chilean peso"),
    "CNY": gettext_lazy("Chinese yuan"),
    "COP": gettext_lazy("Colombian peso"),
    "CZK": gettext_lazy("Czech koruna"),
    "DKK": gettext_lazy("Danish krone"),
    "EUR": gettext_lazy("Euro"),
    "GBP": gettext_lazy("Pound sterling"),
    "HKD": gettext_lazy("Hong Kong dollar"),
    "HUF": gettext_lazy("Hungarian forint"),
    "IDR": gettext_lazy("Indonesian rupiah"),
    "ILS": gettext_lazy("Israeli shekel"),
    "INR": gettext_lazy("Indian rupee"),
    "ISK": gettext_lazy("Icelandic króna"),
    "JPY": gettext_lazy("Japanese yen"),
    "KES": gettext_lazy("Kenyan shilling"),
    "KRW": gettext_lazy("South Korean won"),
    "MAD": gettext_lazy("Moroccan dirham"),
    "MXN": gettext_lazy("Mexican peso"),
    "MYR": gettext_lazy("Malaysian ringgit"),
    "NGN": gettext_lazy("Nigerian naira"),
    "NOK": gettext_lazy("Norwegian krone"),
    "NZD": gettext_lazy("New Zealand dollar"),
    "PHP": gettext_lazy("Philippine peso"),
    "PLN": gettext_lazy("Polish złoty"),
    "RON": gettext_lazy("Romanian leu"),
    "RSD": gettext_lazy("Serbian dinar"),
    "SAR": gettext_lazy("Saudi riyal"),
    "SEK": gettext_lazy("Swedish krona"),
    "SGD": gettext_lazy("Singapore dollar"),
    "THB": gettext_lazy("Thai baht"),
    "TRY": gettext_lazy("Turkish lira"),
    "UAH": gettext_lazy("Ukrainian hryvnia"),
    "USD": gettext_lazy("US dollar"),
    "VND": gettext_lazy("Vietnamese đồng"),
    "ZAR": gettext_lazy("South African rand"),
}
#: Where one pays in euros (Bulgaria since January 2026), in the union or not.
EURO_AREA = {
    "AD", "AT", "BE", "BG", "CY", "DE", "EE", "ES", "FI", "FR", "GR", "HR", "IE", "IT", "LT", "LU", "LV", "MC", "ME",
    "MT", "NL", "PT", "SI", "SK", "SM", "VA", "XK",
}  # fmt: skip
USUAL_CURRENCY = "GBP"
#: `de-AT`, also with a script between: `sr-Latn-RS`.
_REGION = re.compile(r"[a-z]{2,3}(?:-[a-z]{4})?-([a-z]{2})(?:-|$)", re.IGNORECASE)
LOCALES = {
    "en-gb": gettext_lazy("English (United Kingdom)"),
    "en-us": gettext_lazy("English (United States)"),
    "en-au": gettext_lazy("English (Australia)"),
    "en-ie": gettext_lazy("English (Ireland)"),
    "en": gettext_lazy("English"),
}


def likely_currency(accept_language: str) -> str:
    """What one pays with where the browser's first language with a region is spoken (RFC 9110, 12.5.4).

    ISO 4217 codes begin with the country: GB pays GBP. Unknown is the usual one.
    """
    for tag in accept_language.split(","):
        if found := _REGION.match(tag.split(";")[0].strip()):
            region = found[1].upper()
            own = [code for code in CURRENCIES if code.startswith(region)]
            return "EUR" if region in EURO_AREA else (*own, USUAL_CURRENCY)[0]
    return USUAL_CURRENCY


def read_name(value: str, *, field: str = "name", longest: int = 120) -> str:
    """A name as it is shown: one line, no blanks around it."""
    name = " ".join(value.split())
    if not name or len(name) > longest or not name.isprintable():
        message = _("Write a name of one line, with 1 to %(count)d characters.") % {"count": longest}
        raise Invalid.field(field, message)
    return name


def suggested_slug(name: str) -> str:
    """An address made of a name: "Café Kraft & Co." becomes cafe-kraft-co."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
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
    if code not in CURRENCIES:
        message = _("Choose one of %(codes)s.") % {"codes": list_words(list(CURRENCIES))}
        raise Invalid.field("currency", message)
    return code


def read_locale(value: str) -> str:
    """The language and country by which dates and numbers are written."""
    code = value.strip().lower()
    if code not in LOCALES:
        raise Invalid.field("locale", _("Choose one of %(codes)s.") % {"codes": list_words(list(LOCALES))})
    return code


def read_week_start(value: object) -> int:
    """The first day of the week: 1 Monday to 7 Sunday."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 7:
        raise Invalid.field("week_start", _("Choose a day from 1 (Monday) to 7 (Sunday)."))
    return value
