"""What may stand in a client's record: each value in its normal form, or a sentence that says what would be right."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fitflow.core.addresses import read_email, shown_address
from fitflow.core.errors import Invalid
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
    digits = re.sub(r"\D", "", phone)
    shown = folded(shown_address(email))
    parts = (folded(name), email, shown if shown != email else "", folded(phone), digits)
    return " ".join(part for part in parts if part)


def search_words(query: str) -> tuple[str, ...]:
    """The words a record must contain, each of them somewhere; a number may be typed with or without its gaps."""
    query = query.replace("\x00", "")[:LONGEST_QUERY]
    if re.fullmatch(r"[\s+\d().\-/]+", query) and (digits := re.sub(r"\D", "", query).lstrip("0")):
        return (digits,)
    return tuple(dict.fromkeys(folded(query).split()))


def read_phone(value: object) -> str:
    """A number as people write it, or nothing."""
    number = " ".join(str(value).split())
    if not number:
        return ""
    digits = re.sub(r"\D", "", number)
    if (
        not re.fullmatch(r"\+?[\d\s().\-/]+((ext\.?|x) ?\d+)?", number)
        or not 5 <= len(digits) <= 20
        or len(number) > 40
    ):
        raise Invalid.field("phone", _("Write a number of 5 to 20 digits, such as +44 20 7946 0958."))
    return number


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


READERS: Mapping[str, Reader] = {
    "name": lambda value: read_name(str(value)),
    "email": read_email,
    "phone": read_phone,
    "status": read_status,
    "location_id": read_reference("location_id"),
    "trainer_id": read_reference("trainer_id"),
    "goals": read_words("goals", 2000),
    "emergency_contact": read_words("emergency_contact", 200),
}
read_note = read_words("text", LONGEST_NOTE)


def read_values(given: Mapping[str, object]) -> dict[str, Any]:
    """Every value in its normal form; one Invalid names every field that is wrong."""
    values: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for field, value in given.items():
        try:
            values[field] = READERS[field](value)
        except KeyError:
            errors[field] = [_("A client has no such field. There are: %(names)s.") % {"names": ", ".join(READERS)}]
        except Invalid as refusal:
            errors |= refusal.errors
    if errors:
        raise Invalid(errors)
    return values
