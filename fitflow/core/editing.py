"""Whoever edits sees that somebody else changed it meanwhile: one at a time for each thing, on pages and in the API.

A page carries what it showed (`fitflow/ui/editing.py` compares it); a program sends the ETag it read as `If-Match`.
Both are compared under the lock that is taken here, so that nobody comes in between.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

import orjson
from django.db import transaction
from django.http import HttpResponse
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from fitflow.core.db import lock_advisory
from fitflow.core.doors import View, declared
from fitflow.core.errors import Refused
from fitflow.core.etags import etag_of_text
from fitflow.core.problems import to_json

#: Its own space of advisory locks, after the idempotency key and before all others.
EDITING = 5


class ChangedMeanwhile(Refused):
    """Somebody else changed it since it was read. `now` is what it is; nothing was done."""

    status, code = 409, "changed_meanwhile"


def edits(view: View) -> View:
    """For a page whose form edits something: stands under `@idempotent`, and `submit` compares."""

    @wraps(view)
    def alone(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        request.edits = True
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            lock_advisory(edited(request, kwargs), space=EDITING)
            return view(request, *args, **kwargs)

    return declared(alone, edits=True)


def edits_as(read: Callable[..., Response]) -> Callable[[View], View]:
    """For a PATCH of the API: stands under `@idempotent`. `read` answers the GET whose ETag is sent as `If-Match`."""

    def declare(view: View) -> View:
        @wraps(view)
        def alone(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            with transaction.atomic():
                lock_advisory(edited(request, kwargs), space=EDITING)
                refuse_outdated(request, read, args, kwargs)
                return view(request, *args, **kwargs)

        return declared(alone, edits=True)

    return declare


def refuse_outdated(request: Request, read: Callable[..., Response], args: Any, kwargs: Any) -> None:
    wanted = parse_etags(request.headers.get("If-Match", ""))
    if not wanted or "*" in wanted:
        return
    now = read(request, *args, **kwargs)
    if etag_of(now.data) not in wanted:
        held = orjson.loads(now.data) if isinstance(now.data, str) else now.data
        words = _("Somebody else changed this since you read it. Nothing was done: look again.")
        raise ChangedMeanwhile(words, now=held)


def tagged(answer: Response) -> Response:
    """The answer of a GET with its ETag."""
    answer["ETag"] = etag_of(answer.data)
    return answer


def etag_of(data: Any) -> str:
    """Some answers are text already, which the database wrote."""
    return etag_of_text(data if isinstance(data, str) else to_json(data))


def edited(request: Any, kwargs: dict[str, Any]) -> UUID:
    """What is edited: the last thing that the address names, else the studio itself."""
    named = [value for value in kwargs.values() if isinstance(value, UUID)]
    found: UUID = named[-1] if named else request.actor.organization_id
    return found
