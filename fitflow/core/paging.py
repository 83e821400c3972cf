"""Long lists in parts: a cursor names the last row seen, so that new rows neither repeat nor hide one."""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar, cast
from urllib.parse import urlencode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from fitflow.core.errors import Invalid

M = TypeVar("M", bound=Model)
T = TypeVar("T")
MOST = 200


@dataclass(frozen=True)
class Part(Generic[T]):
    """Some rows of a list and the cursor of the next part; empty at the end."""

    rows: list[T]
    next: str


def part_of(
    rows: "QuerySet[M]", *order: str, cursor: str = "", limit: int = 50, whole: "QuerySet[M] | None" = None
) -> Part[M]:
    """The rows behind the cursor. `order` ends with a unique field and runs one way: all names with "-", or none.

    With `whole`, `rows` is asked for its order only, which an index may have; the few rows are then read from `whole`.
    """
    names = [name.lstrip("-") for name in order]
    found = rows.order_by(*order)
    if cursor:
        found = found.filter(_behind(names, _values(rows.model, names, cursor), order[0].startswith("-")))
    taken = list((found if whole is None else found.only(*names))[: limit + 1])
    shown = taken[:limit] if whole is None else in_order(whole, [row.pk for row in taken[:limit]])
    return Part(shown, "" if len(taken) <= limit else _text([getattr(taken[limit - 1], name) for name in names]))


def in_order(rows: "QuerySet[M]", keys: list[Any]) -> list[M]:
    """The rows of these keys, in their order. One that has gone meanwhile is left out."""
    found = {row.pk: row for row in rows.filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


def read_limit(text: str, default: int = 50) -> int:
    """The `limit` of a request: 1 to 200."""
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= MOST:
        raise Invalid.field("limit", _("Use a whole number from 1 to %(most)d.") % {"most": MOST})
    return int(text)


def next_url(request: HttpRequest, cursor: str) -> str | None:
    """The address of the next part with the same filters; None at the end."""
    if not cursor:
        return None
    query = [(name, value) for name, values in request.GET.lists() if name != "cursor" for value in values]
    return request.build_absolute_uri(f"{request.path}?{urlencode([*query, ('cursor', cursor)])}")


def _behind(names: list[str], values: list[Any], falling: bool) -> Q:
    """(a, b) behind (x, y): a behind x, or a equal to x and b behind y. The first bound alone can use an index."""
    word = "lt" if falling else "gt"
    behind = Q()
    for depth, name in enumerate(names):
        equal = Q(**dict(zip(names[:depth], values[:depth], strict=True)))
        behind |= equal & Q(**{f"{name}__{word}": values[depth]})
    return Q(**{f"{names[0]}__{word}e": values[0]}) & behind


def _text(values: list[Any]) -> str:
    """What a list is sorted by may be a name: addresses stand in logs, so they say nothing. The same each time."""
    raw = json.dumps([value.isoformat() if hasattr(value, "isoformat") else str(value) for value in values])
    sealed = _seals()[0].encrypt(raw.encode(), None)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def _opened(sealed: bytes) -> bytes:
    """What was sealed by the key of today, or by one before it."""
    for seal in _seals():
        try:
            return seal.decrypt(sealed, None)
        except InvalidTag:
            continue
    raise ValueError(sealed)


@cache
def _seals() -> list[AESSIV]:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [AESSIV(hashlib.sha512(f"fitflow.cursor:{key}".encode()).digest()) for key in keys]


def _values(model: type[Model], names: list[str], cursor: str) -> list[Any]:
    try:
        raw = json.loads(_opened(base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))))
        if not isinstance(raw, list) or len(raw) != len(names) or any("\0" in str(text) for text in raw):
            raise ValueError(cursor)
        return [_value(model, name, text) for name, text in zip(names, raw, strict=True)]
    except (binascii.Error, UnicodeError, ValueError, TypeError, ValidationError) as error:
        message = _("This is no cursor of ours: leave it out, or follow `next` of an earlier answer.")
        raise Invalid.field("cursor", message) from error


def _value(model: type[Model], name: str, text: object) -> Any:
    value = cast("Field[Any, Any]", model._meta.get_field(name)).to_python(text)
    if value is None:
        raise ValueError(name)
    return value
