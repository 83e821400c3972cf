"""Visiting pages as somebody: signing in, posting forms, reading what is said."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any
from uuid import uuid4

from django.test import Client as Browser

from fitflow.accounts.models import User
from fitflow.core.actor import Actor, Studio
from fitflow.core.tenancy import tenant

__all__ = ["SHEET", "Browser", "browser", "field_of", "inside", "path_of", "post", "sheet", "words"]
SHEET = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "sheet-body"}


def browser(who: Actor | User | None = None) -> Browser:
    """A browser of its own, signed in as somebody or not at all."""
    visit = Browser()
    if isinstance(who, Actor):
        assert who.user_id is not None
        who = User.objects.get(pk=who.user_id)
    if who is not None:
        visit.force_login(who)
    return visit


def post(visit: Browser, path: str, key: str = "", **values: Any) -> Any:
    """A form of a page, with a key of its own unless one is given."""
    headers = {name: value for name, value in values.items() if name.startswith("HTTP_")}
    fields = {name: str(value) for name, value in values.items() if name not in headers}
    return visit.post(path, {"idempotency_key": key or str(uuid4()), **fields}, **headers)


def sheet(visit: Browser, path: str) -> Any:
    """The part of a page that stands in the sheet."""
    return visit.get(path, headers={"HX-Request": "true", "HX-Target": "sheet-body"})


def words(response: Any) -> str:
    """What a reader sees: without tags, scripts and double blanks."""
    text = re.sub(r"<(script|style|template|head)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def field_of(response: Any, name: str) -> str:
    """The value of a hidden field, as the form would send it."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', response.content.decode())
    assert found is not None
    return found[1]


@contextmanager
def inside(studio: Studio) -> Iterator[None]:
    """Rows of the studio, after a request has closed its door."""
    with tenant(studio.id):
        yield


def path_of(response: Any) -> str:
    """Where an answer leads, without what has just happened."""
    location: str = response["Location"]
    return location.partition("?")[0]
