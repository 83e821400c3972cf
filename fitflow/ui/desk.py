"""What the pages of the desk have in common: their context, parts that renew themselves, sheets that end."""

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from django_htmx.middleware import HtmxDetails

from fitflow.core.actor import Actor, Role
from fitflow.core.offers import offered
from fitflow.ui.hooks import DeskEntry
from fitflow.ui.htmx import close_sheet, is_fragment, is_sheet, render_page, see_other, send_toasts, trigger

#: Said to the page under a sheet when something has changed: its live parts ask for themselves again.
CHANGED = "desk:changed"


def desk(actor: Actor, **context: Any) -> dict[str, Any]:
    """What every template of the desk reads."""
    return {
        "slug": actor.organization.slug,
        "is_manager": actor.can(Role.MANAGER),
        **context,
    }


def version_of(*facts: Any) -> str:
    """A name for what a page shows: the same facts, the same name."""
    return hashlib.blake2b(repr(facts).encode(), digest_size=12).hexdigest()


def render_live(template: str, context: Mapping[str, Any], *, request: HttpRequest, version: str) -> HttpResponse:
    """The page, or its part `live` for the island that asks every so often: 304 while nothing is different."""
    etag = f'W/"{version}"'  # Of the facts, whatever bytes say them: pages are sent compressed.
    if is_fragment(request) and etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = render_page(request, template, {**context, "version": version}, part="live")
    if is_fragment(request):
        response["ETag"] = etag
        response["Cache-Control"] = "private, no-cache"
    return response


def render_form(template: str, context: Mapping[str, Any], *, request: HttpRequest, status: int = 200) -> HttpResponse:
    """A page that can stand in the sheet as well."""
    shown = {**context, "here": request.path, "in_sheet": is_sheet(request)}
    return render_page(request, template, shown, part="sheet", status=status)


def done(actor: Actor, url: str, text: str = "", *, request: HttpRequest, stays: bool = False) -> HttpResponse:
    """After an act: on to `url`. In a sheet over a page that renews itself (or over `url` itself, if it `stays`) the
    sheet closes and what is under it asks for itself again."""
    if text:
        messages.success(request, text)
    renewed = [entry.url(actor) for entry in offered(DeskEntry) if entry.renews]
    if is_sheet(request) and _is_under(request, *renewed, *([url] if stays else [])):
        return trigger(close_sheet(send_toasts(request, HttpResponse(status=204))), CHANGED, {})
    return see_other(request, url)


def _is_under(request: HttpRequest, *urls: str) -> bool:
    current = urlsplit(HtmxDetails(request).current_url or "").path
    return current in {urlsplit(url).path for url in urls}
