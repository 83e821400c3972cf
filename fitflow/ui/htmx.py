"""Answer with a page, or with the one fragment of it that htmx asked for."""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

SHEET = "sheet-body"
UNDO = "undo"


class SeeOther(HttpResponseRedirect):
    """The answer to a plain form that was accepted: look at the result with GET."""

    status_code = 303


def is_fragment(request: HttpRequest) -> bool:
    """True if htmx will swap the answer into the page; a boosted link or the back button needs the whole page."""
    details = HtmxDetails(request)
    return bool(details) and not details.boosted and not details.history_restore_request


def is_sheet(request: HttpRequest) -> bool:
    """True if the answer is shown in the sheet of the page that is open."""
    return is_fragment(request) and HtmxDetails(request).target == SHEET


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    part: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, or its partial `part` when htmx asks; messages travel with a fragment as toasts."""
    fragment = bool(part) and is_fragment(request)
    name = f"{template}#{part}" if fragment else template
    response = render(request, name, dict(context or {}), status=status)
    patch_vary_headers(response, ["HX-Request"])
    if fragment:
        send_toasts(request, response)
    return response


def see_other(request: HttpRequest, url: str) -> HttpResponse:
    """Go on to `url`: a redirect for a plain form, a fresh load for htmx (a fragment cannot redirect a page)."""
    if not is_fragment(request):
        return SeeOther(url)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = url
    return response


def say_undoable(request: HttpRequest, text: str, url: str, token: str) -> None:
    """Says what was done, with a button that takes it back (`core.undo`)."""
    messages.success(request, text, extra_tags=f"{UNDO} {url} {token}" if token else "")


def undo_of(message: Message) -> dict[str, str] | None:
    word, _space, rest = (message.extra_tags or "").partition(" ")
    if word != UNDO:
        return None
    url, _space, token = rest.partition(" ")
    return {"url": url, "token": token}


def send_toasts(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Move the waiting messages of the request into the fragment's HX-Trigger header."""
    toasts = [
        {"text": str(message), "tone": message.level_tag} | ({"undo": undo} if (undo := undo_of(message)) else {})
        for message in messages.get_messages(request)
    ]
    return trigger(response, "ui:toasts", toasts) if toasts else response


def close_sheet(response: HttpResponse) -> HttpResponse:
    """Close the sheet once the fragment is swapped."""
    return trigger(response, "ui:close-sheet", {})


def trigger(response: HttpResponse, event: str, detail: Any) -> HttpResponse:
    """Let the page hear `event`; triggers already set on the response are kept."""
    events = json.loads(response.get("HX-Trigger", "{}"))
    events[event] = {"value": detail} if isinstance(detail, list) else detail
    response["HX-Trigger"] = json.dumps(events)
    return response
