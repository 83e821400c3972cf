"""Addresses that lead nowhere, and crashes: a page for people, a problem for programs, no traceback for anybody."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _
from django.views import defaults

from fitflow.core.actor import Actor
from fitflow.core.doors import FORM_FIELD
from fitflow.core.problems import problem, respond, to_json
from fitflow.organizations.doors import in_frame
from fitflow.web.addresses import API, studio_of
from fitflow.web.navigation import brand_sheet

#: What is never shown again.
SECRETS = ("password", "code", "secret", "token")
#: Hidden fields in which a page says what it had shown.
CARRIED = ("expected", "shown")


def _answer(
    request: HttpRequest, status: int, code: str, detail: str, page: Callable[[], HttpResponse]
) -> HttpResponse:
    if request.path.startswith(API):
        return respond(status, to_json(problem(status, code, detail)))
    slug = studio_of(request.path)
    if not slug or hasattr(request, "actor"):
        return page()
    with in_frame(request, slug):
        return page()


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 400, "invalid", "", lambda: defaults.bad_request(request, exception))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 403, "forbidden", "", lambda: defaults.permission_denied(request, exception))


def outdated(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django says why; people need what to do.
    """A form of an older page. What was typed is shown again and can be sent once more, if a page of ours sent it."""
    words = _("This page was opened before you signed in. Open it again.")
    context = {"typed": typed_text(request), "again": fields_again(request), "address": request.get_full_path()}
    return _answer(request, 403, "forbidden", words, lambda: render(request, "403_csrf.html", context, status=403))


def fields_again(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form that may be sent again. None of what another site sent: it would only need one more press.

    Passwords and codes are typed anew, and files are not kept.
    """
    sent = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    ours = [f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS]
    is_ours = request.headers.get("Origin") in ours
    is_secret = any(word in name.lower() for name, _value in sent for word in SECRETS)
    if not is_ours or is_secret or request.FILES:
        return []
    return [(name, value) for name, value in sent if name not in ("csrfmiddlewaretoken", FORM_FIELD)]


def typed_text(request: HttpRequest) -> list[str]:
    """What somebody may have written themselves: ids and what pages carry with them says nothing to anybody."""
    return [value for name, value in fields_again(request) if " " in value.strip() and name not in CARRIED]


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    words = _("There is nothing at this address.")
    return _answer(request, 404, "not_found", words, lambda: defaults.page_not_found(request, exception))


def too_large(request: HttpRequest, most: int) -> HttpResponse:
    words = _("Send at most %(most)d MB at once.") % {"most": most // 1_000_000}
    return _answer(request, 413, "body_too_large", words, lambda: _page("413.html", 413, {"words": words}))


def without_length(request: HttpRequest) -> HttpResponse:
    words = _("Say how long the body is: send a Content-Length.")
    return _answer(request, 411, "length_required", words, lambda: _page("400.html", 411))


def cut(request: HttpRequest) -> HttpResponse:
    words = _("The body is shorter than its Content-Length says.")
    return _answer(request, 400, "body_cut", words, lambda: _page("400.html", 400))


def too_many_wait(request: HttpRequest) -> HttpResponse:
    words = _("Too many requests are on their way at once. Try again.")
    answer = _answer(request, 503, "too_many_wait", words, lambda: _page("503.html", 503))
    answer["Retry-After"] = "2"
    return answer


def _page(template: str, status: int, context: dict[str, Any] | None = None) -> HttpResponse:
    return HttpResponse(loader.render_to_string(template, context), status=status)


def crashed(request: HttpRequest, **_kwargs: Any) -> HttpResponse:
    words = _("Something went wrong here, not with you. It is noted; try again.")
    if request.path.startswith(API):
        return respond(500, to_json(problem(500, "server_error", words)))
    actor: Actor | None = getattr(request, "actor", None)
    frame: dict[str, Any] = {"request": request}
    if actor is not None:  # Of what is at hand: whatever crashed may be the database.
        home = f"/s/{actor.organization.slug}/"
        frame |= {"studio_name": actor.organization.name, "studio_url": home, "brand_sheet": brand_sheet(actor)}
    return _page("500.html", 500, frame)
