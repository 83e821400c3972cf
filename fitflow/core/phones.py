"""Telephone numbers: the one reader of what people type, and how what is stored is shown.

Stored is E.164, with an extension as RFC 3966 writes it: +442079460958 or +442079460958;ext=12. Numbers that an earlier
release kept and this reader cannot read are left as they are, and are shown so.
"""

import re
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult

from fitflow.core.bounds import LONGEST_PHONE
from fitflow.core.unseen import without_unseen

#: Digits and what people put between them; the library would also read words around a number, and forget them.
_WRITTEN = re.compile(r"[+＋]?[\d\s().\-/‐-―−·]+((;\s?ext=|,?\s?ext\.?|\s?x|\s?#)\s?\d+)?", re.IGNORECASE)
#: What spreadsheets, links and address books put around a number: ="…", '…, tel:…, mobile: …, … (mobile).
_WRAPPED = re.compile(r"=?['\"’‘“”]*(?:tel:|callto:|sms:)?(.*?)['\"’‘“”]*[,;]?", re.IGNORECASE)
_KIND = (
    "mobile|mob|cell|cellphone|handy|mobil|movil|móvil|portable|home|work|office|private|privat|main|landline|"
    "telephone|telefon|phone|tel|m|t|h|w|p"
)
_KIND_BEFORE = re.compile(rf"^(?:{_KIND})\s*[.:]{{1,2}}\s*(?=[+(\d])", re.IGNORECASE)
_KIND_BEHIND = re.compile(rf"(?<=\d)\s*(?:\((?:{_KIND})\.?\)|(?<=\s)(?:{_KIND})\.?)", re.IGNORECASE)
#: A country in parentheses, with its plus or in front of it: (+44), +(44).
_COUNTRY = re.compile(r"^(?:\(\+(\d{1,3})\)|\+\((\d{1,3})\))")
_DIALLED = re.compile(r"[^\d+]")
#: The zero of a national number, put behind the country that makes it idle.
_IDLE_ZERO = "(0)"


class NotAPhone(ValueError):
    """The text is no telephone number of that country or, with its country in front, of any."""


def read_phone(text: str, country: str) -> str:
    """The stored form of a number that somebody in a country typed. Raises NotAPhone.

    A number must be as long as numbers of its country are. Whether it is in use nobody knows for certain: new ranges
    are given out every week.
    """
    typed = _line(text)
    if len(typed) > LONGEST_PHONE or not _WRITTEN.fullmatch(typed):
        raise NotAPhone(text)
    spellings = [typed, f"+{typed[2:]}"] if typed.startswith("00") else [typed]
    for spelling in spellings:  # 00 leads abroad from most countries, and from some not.
        try:
            number = phonenumbers.parse(spelling, country)
        except NumberParseException:
            continue
        stored = _stored(number)
        if _is_possible(number) and len(stored) <= LONGEST_PHONE:
            return stored
    raise NotAPhone(text)


def shown_phone(stored: str, country: str) -> str:
    """020 7946 0958 in its own country, +44 20 7946 0958 elsewhere."""
    number = _number(stored)
    if number is None:
        return stored
    at_home = number.country_code == phonenumbers.country_code_for_region(country)
    style = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def dialled(stored: str) -> str:
    """The number behind `tel:` in a link (RFC 3966)."""
    return stored if _number(stored) else _DIALLED.sub("", stored.partition("x")[0].partition("ext")[0])


def search_digits(stored: str) -> tuple[str, ...]:
    """The digits under which a number is found: with its country, and as people dial it within that country."""
    number = _number(stored)
    forms = [stored, phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)] if number else [stored]
    return tuple(dict.fromkeys(digits for form in forms if (digits := re.sub(r"\D", "", form))))


def typed_digits(text: str) -> str:
    """The digits by which a typed number, or a part of one, is looked for; empty where there is more than a number.

    They stand in `search_digits` with a country or without, so the zeros in front of either are left out.
    """
    line = _line(text).replace(_IDLE_ZERO, "").replace("+", "")
    if not _WRITTEN.fullmatch(line):
        return ""
    return "".join(str(unicodedata.decimal(sign)) for sign in line if sign.isdecimal()).lstrip("0")


def example_phone(country: str) -> str:
    """A number as people of a country write it. Raises LookupError where nobody has one."""
    mobile = phonenumbers.example_number_for_type(country, PhoneNumberType.MOBILE)
    example = mobile or phonenumbers.example_number(country)
    if example is None:
        raise LookupError(country)
    return phonenumbers.format_number(example, PhoneNumberFormat.NATIONAL)


def _line(text: str) -> str:
    """One line in the usual forms of its signs (full-width ones are those of a Japanese keyboard), nothing around."""
    plain = " ".join(without_unseen(unicodedata.normalize("NFKC", text)).split())
    wrapped = _WRAPPED.fullmatch(plain)
    number = _KIND_BEFORE.sub("", (wrapped[1] if wrapped else plain).strip(), count=1)
    return _COUNTRY.sub(lambda found: f"+{found[1] or found[2]}", _KIND_BEHIND.sub("", number, count=1).strip())


def _is_possible(number: PhoneNumber) -> bool:
    return phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE


def _stored(number: PhoneNumber) -> str:
    plain = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return f"{plain};ext={number.extension}" if number.extension else plain


def _number(stored: str) -> PhoneNumber | None:
    """The number of a stored form; None for what an earlier release kept as it was typed."""
    try:
        number = phonenumbers.parse(stored)
    except NumberParseException:
        return None
    return number if _stored(number) == stored else None
