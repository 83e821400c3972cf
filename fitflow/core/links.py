"""Links to somewhere else: the one reader of what people and programs send.

Stored is what programs follow: a small scheme and host, the host in ASCII (IDNA 2008), nothing in front of it. A name
and password in a link would be shown to everybody who gets it, and look like another host.
"""

import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

import idna
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from fitflow.core.bounds import LONGEST_LINK
from fitflow.core.errors import Invalid
from fitflow.core.unseen import without_unseen

SCHEMES = ("https", "http")
#: What stays as it is in a path, query or fragment; everything else is written in ASCII.
_KEPT = "!$%&'()*+,/:;=?@[]~#|{}^`\\\"<>"
_is_link = URLValidator(schemes=[*SCHEMES])


class NotALink(ValueError):
    """The text is no address of a page."""


def read_link(text: str) -> str:
    """The stored form; https is put in front where nothing is. Raises NotALink."""
    typed = without_unseen(unicodedata.normalize("NFC", text)).strip().strip("<>")
    if "://" not in typed and ":" not in typed.partition("/")[0].partition(".")[0]:
        typed = f"https://{typed}"
    try:
        parts = urlsplit(typed)
        if parts.username is not None or parts.password is not None or parts.scheme not in SCHEMES:
            raise NotALink(text)
        port = f":{parts.port}" if parts.port is not None else ""
        rest = [quote(part, safe=_KEPT) for part in (parts.path, parts.query, parts.fragment)]
        link = urlunsplit((parts.scheme, f"{_host(parts.hostname or '')}{port}", *rest))
        _is_link(link)
    except (ValueError, ValidationError) as error:  # IDNAError is a ValueError, too.
        raise NotALink(text) from error
    if len(link) > LONGEST_LINK:
        raise NotALink(text)
    return link


def read_online_url(text: str) -> str:
    """The link of an online class; empty is none."""
    if not text.strip():
        return ""
    try:
        return read_link(text)
    except NotALink as error:
        raise Invalid.field("online_url", link_words()) from error


def link_words() -> str:
    words = _("Write a link such as https://meet.example.com/room, without a password, of at most %(most)d characters.")
    return words % {"most": LONGEST_LINK}


def _host(name: str) -> str:
    if ":" in name:
        return f"[{name}]"  # IPv6
    return name if name.isascii() else idna.encode(name, uts46=True, std3_rules=True).decode()
