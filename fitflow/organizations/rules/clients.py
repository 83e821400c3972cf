"""What may stand in a client's record: each value in its normal form, or a sentence that says what would be right."""

import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.core.addresses import shown_address
from fitflow.core.countries import country_name
from fitflow.core.errors import Invalid
from fitflow.core.phones import NotAPhone, example_phone, search_digits, typed_digits
from fitflow.core.phones import read_phone as stored_phone
from fitflow.core.texts import read_name, read_text
from fitflow.core.unseen import without_unseen
from fitflow.organizations.models import Client

Reader = Callable[[Any], object]

LONGEST_NOTE = 4000
LONGEST_QUERY = 100
_APOSTROPHES = frozenset("'’‘ʼʻ`´′＇ʹ\u02bf\u02be")
#: Letters that Unicode does not take apart by itself (casefold already turns ß into ss).
_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "þ": "th", "ð": "d", "ı": "i"})


def folded(text: str) -> str:
    """Without case, accents, doubled blanks and what nobody sees: what two spellings of one name have in common."""
    small = unicodedata.normalize("NFKD", without_unseen(text)).casefold().translate(_LETTERS)
    letters = unicodedata.normalize("NFKD", small)
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def found_as(text: str) -> str:
    """Folded, and without what people leave out or write in several ways inside of a name: O’Neil, Anna-Lena."""
    return " ".join("".join(sign for sign in folded(text) if not _is_inside(sign)).split())


def search_text(name: str, email: str, phone: str) -> str:
    """What a search looks through. It begins with the name, so it also puts a list in the order of names."""
    plain, shown = found_as(name), found_as(shown_address(email))
    parts = (plain, *_joined(plain), email, shown, folded(phone), *search_digits(phone))
    return " ".join(dict.fromkeys(part for part in parts if part))


def _joined(name: str) -> tuple[str, ...]:
    """A name of three words and more as people also type it: Anna van den Berg is found by vandenberg."""
    words = name.split()
    return ("".join(words[1:]), "".join(words[:-1])) if len(words) > 2 else ()


def search_words(query: str) -> tuple[str, ...]:
    """The words a record must contain, each of them somewhere; a number may be typed with or without its gaps."""
    query = query.replace("\x00", "")[:LONGEST_QUERY]
    if digits := typed_digits(query):
        return (digits,)
    apart = "".join(" " if _is_dash(sign) else sign for sign in folded(query))
    return tuple(dict.fromkeys(found_as(apart).split()))


def _is_dash(sign: str) -> bool:
    return unicodedata.category(sign) == "Pd"


def _is_inside(sign: str) -> bool:
    return sign in _APOSTROPHES or _is_dash(sign)


def read_client_name(value: object) -> str:
    return read_name(str(value))


def read_phone(value: object, country: str) -> str:
    """The stored form of a number that somebody in this country wrote, or nothing."""
    text = str(value).strip()
    if not text:
        return ""
    try:
        return stored_phone(text, country)
    except NotAPhone as error:
        words = _(
            "Write a telephone number, such as %(example)s (%(country)s), or one with + and its country in front."
        )
        facts = {"country": country_name(country), "example": example_phone(country)}
        raise Invalid.field("phone", words % facts) from error


def read_status(value: object) -> str:
    status = str(value).strip().lower()
    if status not in Client.Status:
        raise Invalid.field("status", _("Choose lead, active, inactive or churned."))
    return status


def read_words(field: str, longest: int) -> Reader:
    """A reader of free text that may stay empty."""

    def read(value: object) -> str:
        return read_text(str(value), field=field, longest=longest)

    return read


def read_day(field: str) -> Reader:
    """A reader of a day that may stay open."""

    def read(value: object) -> date | None:
        if value in (None, ""):
            return None
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value).strip())
        except ValueError as error:
            raise Invalid.field(field, _("Write a day like 1990-11-20: year, month, day.")) from error

    return read


def read_reference(field: str) -> Reader:
    """A reader of an id that may stay open."""

    def read(value: object) -> UUID | None:
        if value in (None, ""):
            return None
        try:
            return value if isinstance(value, UUID) else UUID(str(value))
        except ValueError as error:
            raise Invalid.field(field, _("Choose one of the list.")) from error

    return read


read_note = read_words("text", LONGEST_NOTE)


#: Where dots in the name of a mailbox say nothing.
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})


def mailbox_of(address: str) -> str:
    """The mailbox behind an address: ada+gym@example.org is read by whoever reads ada@example.org."""
    local, _at, domain = address.rpartition("@")
    local = local.partition("+")[0]
    return f"{local.replace('.', '') if domain in _DOTLESS else local}@{domain}"
