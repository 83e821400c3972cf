"""How much a request may send, decided by what its headers say: before anything is read, parsed or signed in."""

from functools import cache
from typing import Any

from django.urls import reverse

from fitflow.web.addresses import API

#: A form with a list of clients is the largest that a page sends: 1 MB in a body of several parts.
PAGE_BYTES = 3_000_000
API_BYTES = 1_000_000
#: 5,000 clients as rows, or a table of a million signs of which each takes two bytes.
IMPORT_BYTES = 3_000_000
#: Under this name the gate leaves for the middleware why it did not hand over a body.
UNREAD = "fitflow.unread"
WAITED, CUT = "too_many_wait", "body_cut"


@cache
def larger() -> dict[str, int]:
    """Addresses of the API that take more than others."""
    return {reverse("api-clients-import"): IMPORT_BYTES}


def most_bytes(path: str) -> int:
    """The longest body that is taken at an address."""
    if not path.startswith(API):
        return PAGE_BYTES
    return larger().get(path, API_BYTES)


def length_of(environ: dict[str, Any]) -> int | None:
    """How long the body is; None when nobody can tell beforehand. No header at all means no body."""
    text = environ.get("CONTENT_LENGTH") or ""
    if environ.get("HTTP_TRANSFER_ENCODING"):
        return None
    if not text:
        return 0
    return int(text) if text.isascii() and text.isdigit() else None
