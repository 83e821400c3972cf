"""E-mail addresses: the one reader of what people type, and how what is stored is shown.

Stored is the form that mail programs send to and that two spellings of one address have in common: small letters,
the host in ASCII (IDNA 2008, after the mapping of UTS 46). Shown is the host in its own letters.
"""

import re
import unicodedata

import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from fitflow.core.bounds import LONGEST_ADDRESS, LONGEST_LOCAL
from fitflow.core.errors import Invalid
from fitflow.core.unseen import JOINERS, without_unseen

#: What programs put around an address that is copied out of them.
_WRAPPED = re.compile(r"(?:mailto:)?<?(?:mailto:)?([^<>?\s]*?)>?[,;]?", re.IGNORECASE)
#: Quotes of both sides. One alone may be of the address: an apostrophe is a letter there.
_QUOTED = re.compile(r"['\"“”‘]+([^\"“”‘]*[^\"“”‘’'])['\"“”’]+")
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ", "'"))


class NotAnAddress(ValueError):
    """The text is no address that mail can be sent to."""


def read_address(text: str) -> str:
    """The stored form. Raises NotAnAddress."""
    local, at, host = _typed(text).rpartition("@")
    try:
        address = f"{local.lower()}{at}{_ascii_host(host)}"
        validate_email(address)
    except (ValidationError, idna.IDNAError) as error:
        raise NotAnAddress(text) from error
    fits = len(local) <= LONGEST_LOCAL and len(address) <= LONGEST_ADDRESS
    if not (address.isascii() and address.isprintable() and fits):
        raise NotAnAddress(text)
    return address


def read_email(value: object, *, field: str = "email", is_required: bool = True) -> str:
    """The stored form; what is no address is refused beside its field. Empty where none is required and none given."""
    text = str(value)
    if not is_required and not text.strip():
        return ""
    try:
        return read_address(text)
    except NotAnAddress as error:
        raise Invalid.field(field, _("Write an e-mail address, such as name@example.org.")) from error


def comparable(text: str) -> str:
    """What to look for: the stored form of an address; of anything else something that no row has."""
    try:
        return read_address(text)
    except NotAnAddress:
        return text.strip().lower()


def search_text_of(text: str) -> str:
    """A part of an address, in the letters in which rows are searched: also a host that is typed in its own letters."""
    part = _typed(text).lower()
    if part.isascii():
        return part
    local, at, host = part.rpartition("@")
    try:
        return f"{local}{at}{idna.encode(host, uts46=True).decode()}"
    except idna.IDNAError:
        return part


def shown_address(address: str) -> str:
    """An address with its host as people write it: name@faß.de."""
    local, at, host = address.rpartition("@")
    if "xn--" not in host:
        return address
    try:
        return f"{local}{at}{idna.decode(host)}"
    except idna.IDNAError:  # A name of the DNS that IDNA 2008 does not allow: shown as it is sent.
        return address


def _typed(text: str) -> str:
    """One line in the usual forms of its letters, without marks of direction and width, and what was around it."""
    plain = without_unseen(unicodedata.normalize("NFKC", text), keep=JOINERS).strip()
    for around in (_WRAPPED, _QUOTED, _WRAPPED):
        found = around.fullmatch(plain)
        plain = found[1] if found else plain
    return plain.translate(_APOSTROPHES)


def _ascii_host(host: str) -> str:
    """The host for the DNS. One dot at the end, as the DNS itself writes it, is left out."""
    encoded = idna.encode(host.removesuffix("."), uts46=True, std3_rules=True)
    name = encoded.decode()
    if "." not in name:
        raise NotAnAddress(host)
    return name
