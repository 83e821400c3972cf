"""The API's documentation as a page of ours: every operation with its fields, an example and its refusals."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from fitflow.core.doors import public
from fitflow.ui.htmx import render_page
from fitflow.web.openapi import about
from fitflow.web.reference import reference


@gzip_page  # Some 750 KB of the same words again and again; nothing in it is secret.
@require_safe
@public
def docs(request: HttpRequest) -> HttpResponse:
    """Searched by the words in `q`; scripts hide what does not fit while one types."""
    text = request.GET.get("q", "")[:100]
    sections = reference(text)
    context = {
        "sections": sections,
        "about": about(),
        "text": text,
        "count": sum(len(section.operations) for section in sections),
    }
    return render_page(request, "web/docs.html", context)
