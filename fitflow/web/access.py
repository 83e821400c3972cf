"""The access log: one line for each request, which says nothing that lets anybody in.

No query strings, no bodies, no headers, no names; of the path what is a token is left out.
"""

import logging
import re
import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.utils.functional import LazyObject

logger = logging.getLogger(__name__)
#: Parts of addresses that let somebody in, by the names the routes have for them.
SECRET_PARTS = ("token",)
LEFT_OUT = "***"
#: An address that nobody knows may be a link that was cut or typed wrong: long parts of it are left out.
_LONG, _UUID = re.compile(r"[^/]{21,}"), re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
REQUEST_ID = "X-Request-Id"


class AccessLog:
    """Stands before everything else: whatever is answered has its line, and an id for whoever asks about it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.FITFLOW_ACCESS_LOG:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began, request_id = time.perf_counter(), secrets.token_hex(8)
        response = self.get_response(request)
        response[REQUEST_ID] = request_id
        took = (time.perf_counter() - began) * 1000
        logger.info(
            "%s %s %s %d login=%s id=%s %.0f ms",
            request.method, shown_path(request), _size(response), response.status_code, login_of(request), request_id,
            took,
        )  # fmt: skip
        return response


def shown_path(request: HttpRequest) -> str:
    """The path without what is secret in it; never with line breaks of somebody's own."""
    path, match = request.path_info, request.resolver_match
    if match is None:
        return quote(_LONG.sub(lambda part: part[0] if _UUID.fullmatch(part[0]) else LEFT_OUT, path), safe="/*:@")
    for name in SECRET_PARTS:
        if value := str(match.kwargs.get(name, "")):
            path = path.replace(value, LEFT_OUT)
    return quote(path, safe="/*:@")


def login_of(request: HttpRequest) -> str:
    """Who was known to ask, without asking the database for it: "-" for nobody, or where no page looked."""
    user: Any = vars(request).get("_cached_user") or vars(request).get("user")
    if isinstance(user, LazyObject):  # Looked at by nobody.
        return "-"
    return str(getattr(user, "pk", None) or "-")


def _size(response: HttpResponse) -> str:
    return "-" if response.streaming else str(len(response.content))
