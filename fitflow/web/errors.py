"""Addresses that lead nowhere, and crashes: a page for people, a problem for programs, no traceback for anybody."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views import defaults

from fitflow.core.problems import problem, respond, to_json

API = "/api/"


def _answer(
    request: HttpRequest, status: int, code: str, detail: str, page: Callable[[], HttpResponse]
) -> HttpResponse:
    if request.path.startswith(API):
        return respond(status, to_json(problem(status, code, detail)))
    return page()


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 400, "invalid", "", lambda: defaults.bad_request(request, exception))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 403, "forbidden", "", lambda: defaults.permission_denied(request, exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    words = _("There is nothing at this address.")
    return _answer(request, 404, "not_found", words, lambda: defaults.page_not_found(request, exception))


def crashed(request: HttpRequest, **_kwargs: Any) -> HttpResponse:
    words = _("Something went wrong here, not with you. It is noted; try again.")
    return _answer(request, 500, "server_error", words, lambda: defaults.server_error(request))
