"""How the calendar is shown: as the address says, else as this person left it in this browser."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import quote, unquote, urlencode

from django.http import HttpResponse, QueryDict

from fitflow.core.actor import Actor
from fitflow.core.pages import page
from fitflow.core.requests import PageRequest
from fitflow.ui.htmx import is_fragment

#: The cookie, which islands/calendar_page.js writes as well, and what is in it beside who that is.
COOKIE, NAMES = "calendar", ("view", "mode", "by", "trainer", "location")
KEPT_FOR, LONGEST = timedelta(days=365), 500


def read_look(actor: Actor, request: PageRequest) -> dict[str, str]:
    """A text for each of `NAMES`, empty where nothing was said. Nothing is checked yet."""
    left = QueryDict(unquote(request.COOKIES.get(COOKIE, "")[:LONGEST]))
    if left.get("who") != str(actor.user_id):
        left = QueryDict()
    return {name: request.GET.get(name) or left.get(name, "") for name in NAMES}


def keep_look(answer: HttpResponse, request: PageRequest, look: Mapping[str, str]) -> HttpResponse:
    """Lets the browser keep it. A part of the page that renews itself says nothing new."""
    if not is_fragment(request):
        text = quote(urlencode({"who": request.actor.user_id, **look}))
        path = page(request.actor, "planning:calendar")
        answer.set_cookie(COOKIE, text, path=path, max_age=KEPT_FOR, secure=request.is_secure(), samesite="Lax")
    return answer
