"""The mailbox of the demo: every message of every studio and of the house, so that visitors can read their codes.

It exists only in the demo and while developing; everywhere else its addresses are not found.
"""

from datetime import datetime
from functools import wraps
from urllib.parse import urlencode
from uuid import UUID

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from fitflow.core.doors import View, public
from fitflow.core.errors import NotFound
from fitflow.notify import channels, queries
from fitflow.ui.htmx import render_page

SHOWN = 50
#: A mail brings its own styles and links, and nothing else. Links open in the whole window.
LETTER_POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:"],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox", "allow-top-navigation-by-user-activation"],
}


def demo_only(view: View) -> View:
    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not channels.has_mailbox():
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


@require_safe
@public
@demo_only
def mailbox(request: HttpRequest) -> HttpResponse:
    """The newest messages, all of them or those to one address."""
    address = request.GET.get("q", "")
    letters = queries.demo_letters(address, before=_moment(request.GET.get("before", "")), limit=SHOWN)
    older = {"q": address, "before": letters[-1].message.created_at.isoformat()} if len(letters) == SHOWN else {}
    context = {
        "letters": queries.letters_together(letters),
        "search": address,
        "next_url": f"{request.path}?{urlencode(older)}" if older else "",
        "is_first": "before" not in request.GET,
        "stays_here": not channels.leave_this_machine(),
    }
    return render_page(request, "notify/mailbox.html", context, part="rows")


@csp_update({"frame-src": [SELF]})
@require_safe
@public
@demo_only
def letter(request: HttpRequest, organization_id: UUID, message_id: UUID) -> HttpResponse:
    """One message as it was sent."""
    found = _letter(organization_id, message_id)
    return render_page(request, "notify/letter.html", {"letter": found, "message": found.message})


@csp(LETTER_POLICY)
@require_safe
@public
@demo_only
def letter_html(request: HttpRequest, organization_id: UUID, message_id: UUID) -> HttpResponse:  # noqa: ARG001
    """The HTML part alone, in a sandbox: whatever a message contains, it cannot act here."""
    found = _letter(organization_id, message_id)
    return HttpResponse(found.message.html.replace("<head>", '<head><base target="_top">', 1))


@require_safe
@public
@demo_only
def letter_file(request: HttpRequest, organization_id: UUID, message_id: UUID, number: int) -> HttpResponse:  # noqa: ARG001
    """An attached file, to be kept."""
    files = _letter(organization_id, message_id).message.attachments
    if number >= len(files):
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{number + 1}-{files[number]["name"]}"'}
    return HttpResponse(files[number]["text"], content_type=files[number]["type"], headers=headers)


def _letter(organization_id: UUID, message_id: UUID) -> queries.Letter:
    try:
        return queries.demo_letter(organization_id, message_id)
    except NotFound as error:
        raise Http404 from error


def _moment(text: str) -> datetime | None:
    """Where an older page begins; what cannot be read begins at the newest."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None
