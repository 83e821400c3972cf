"""What may stand in a client's record: each value in its normal form, or a sentence that says what would be right."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fitflow.core.addresses import read_email, shown_address
from fitflow.core.countries import country_name
from fitflow.core.errors import Invalid
from fitflow.core.phones import NotAPhone, example_phone, search_digits
from fitflow.core.phones import read_phone as stored_phone
from fitflow.organizations.models import Client
from fitflow.organizations.rules.names import read_name

Reader = Callable[[Any], object]

#: What members may change about themselves; the address is changed on their account's pages, where it is proven.
OWN_FIELDS = frozenset({"name", "phone", "goals", "emergency_contact"})
LONGEST_NOTE = 4000
LONGEST_QUERY = 100
_SHOWN_CONTROLS = "\n\t"
#: Letters that Unicode does not take apart by itself (casefold already turns ß into ss).
_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "þ": "th", "ð": "d", "ı": "i"})


def folded(text: str) -> str:
    """Without case, accents and doubled blanks: what two spellings of one name have in common."""
    small = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    letters = unicodedata.normalize("NFKD", small)
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def search_text(name: str, email: str, phone: str) -> str:
    """What a search looks through. It begins with the name, so it also puts a list in the order of names."""
    shown = folded(shown_address(email))
    parts = (folded(name), email, shown if shown != email else "", folded(phone), *search_digits(phone))
    return " ".join(part for part in parts if part)


def search_words(query: str) -> tuple[str, ...]:
    """The words a record must contain, each of them somewhere; a number may be typed with or without its gaps."""
    query = query.replace("\x00", "")[:LONGEST_QUERY]
    if re.fullmatch(r"[\s+\d().\-/]+", query) and (digits := re.sub(r"\D", "", query).lstrip("0")):
        return (digits,)
    return tuple(dict.fromkeys(folded(query).split()))


def read_phone(value: object, country: str) -> str:
    """The stored form of a number that somebody in this country wrote, or nothing."""
    text = str(value).strip()
    if not text:
        return ""
    try:
        return stored_phone(text, country)
    except NotAPhone as error:
        words = _(
            "Write a telephone number of %(country)s, such as %(example)s, or one with + and its country in front."
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
        text = str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
        if not _can_be_shown(text):
            raise Invalid.field(field, _("Remove the characters that cannot be shown."))
        if len(text) > longest:
            message = ngettext("Use at most %(count)d character.", "Use at most %(count)d characters.", longest)
            raise Invalid.field(field, message % {"count": longest})
        return text

    return read


def _can_be_shown(text: str) -> bool:
    return all(letter in _SHOWN_CONTROLS or unicodedata.category(letter) not in {"Cc", "Cs"} for letter in text)


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


def readers(country: str) -> Mapping[str, Reader]:
    """The reader of each field, in a studio in this country."""
    return {
        "name": lambda value: read_name(str(value)),
        "email": read_email,
        "phone": lambda value: read_phone(value, country),
        "status": read_status,
        "location_id": read_reference("location_id"),
        "trainer_id": read_reference("trainer_id"),
        "goals": read_words("goals", 2000),
        "emergency_contact": read_words("emergency_contact", 200),
    }


def read_values(given: Mapping[str, object], country: str, known: Client | None = None) -> dict[str, Any]:
    """Every value in its normal form; one Invalid names every field that is wrong.

    What the record holds already is not read again: a number of an earlier release may be none that is read today.
    """
    values: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    known_readers = readers(country)
    for field, value in given.items():
        try:
            read = known_readers[field]
            values[field] = value if known and value == getattr(known, field) else read(value)
        except KeyError:
            names = ", ".join(known_readers)
            errors[field] = [_("A client has no such field. There are: %(names)s.") % {"names": names}]
        except Invalid as refusal:
            errors |= refusal.errors
    if errors:
        raise Invalid(errors)
    return values
