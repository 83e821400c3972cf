"""The API's documentation as a page of ours: every operation with its fields, an example and its refusals."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.safestring import SafeString
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from fitflow.core.doors import public
from fitflow.ui.htmx import render_page
from fitflow.web.openapi import about
from fitflow.web.reference import Operation, reference, sections


@cache
def drawn() -> dict[str, SafeString]:
    """Each operation as it is shown, by its id. Nothing in it depends on who asks, and drawing all takes a second."""
    every = [one for section in sections() for one in section.operations]
    return {one.id: draw(one) for one in every}


def draw(one: Operation) -> SafeString:
    return SafeString(loader.render_to_string("web/docs/operation.html", {"one": one}))


@gzip_page  # Some 750 KB of the same words again and again; nothing in it is secret.
@require_safe
@public
def docs(request: HttpRequest) -> HttpResponse:
    """Searched by the words in `q`; scripts hide what does not fit while one types."""
    text = request.GET.get("q", "")[:100]
    found, shown = reference(text), drawn()
    context = {
        "sections": [(section, [shown[one.id] for one in section.operations]) for section in found],
        "about": about(),
        "text": text,
        "count": sum(len(section.operations) for section in found),
    }
    return render_page(request, "web/docs.html", context)
