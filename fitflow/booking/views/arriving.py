"""The way of somebody who has yet to sign in: what they chose is kept, and is theirs as soon as they are known.

The choice is made by a form and kept in the visitor's own session, so that the address they come back to may act: no
link from elsewhere holds a spot for anybody. Nothing is held before the address is proven, or a stranger could keep a
class full without ever saying who they are.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from fitflow.accounts.hooks import Way
from fitflow.booking.queries.sessions import session_on_schedule
from fitflow.core.actor import Actor
from fitflow.core.errors import NotFound
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import open_door
from fitflow.organizations.settings import BRAND_COLOR, BRAND_NAME
from fitflow.ui.htmx import is_fragment, see_other

WANTED = "booking.wanted"
#: As long as the code that signs somebody in, and a while to find the mail.
KEPT_FOR = timedelta(hours=1)
BOOK, WAIT = "booking:book", "booking:wait"


def sign_in(session_id: UUID, request: PageRequest) -> HttpResponse:
    """Keeps what was chosen, and leads to the door and back to the same address.

    With an address typed beside the button the code is on its way at once: the browser sends the form on.
    """
    if request.method == "POST":
        request.session[WANTED] = [str(session_id), request.now.isoformat()]
    answer = redirect_to_login(request.path)
    if request.POST.get("email") and not is_fragment(request):
        return HttpResponseRedirect(answer.url, preserve_request=True)
    return see_other(request, answer.url) if is_fragment(request) else answer


def is_wanted(session_id: UUID, request: PageRequest) -> bool:
    """Whether somebody who has just signed in chose this before. It is forgotten by being asked."""
    if request.method != "GET" or WANTED not in request.session:
        return False
    wanted, at = request.session.pop(WANTED)
    return bool(wanted == str(session_id) and request.now - datetime.fromisoformat(at) <= KEPT_FOR)


def way_to(_request: HttpRequest, path: str) -> Way | None:
    """A page of a studio, and the class that is being booked there."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    slug = match.kwargs.get("slug")
    if not slug:
        return None
    try:
        with open_door(None, slug) as actor:
            session_id = match.kwargs.get("session_id") if match.view_name in (BOOK, WAIT) else None
            return _way(actor, session_id, is_waiting=match.view_name == WAIT)
    except NotFound:
        return None


def _way(actor: Actor, session_id: UUID | None, *, is_waiting: bool) -> Way:
    name = actor.setting(BRAND_NAME) or actor.organization.name
    color = actor.setting(BRAND_COLOR).removeprefix("#").lower()
    if session_id is None:
        return Way(name, color)
    row = session_on_schedule(actor, session_id)
    when = actor.formats.moment(row.starts_at, named=True)
    facts = _("%(when)s, with %(trainer)s") % {"when": when, "trainer": row.trainer_name}
    promise = (
        _("You join the waiting list as soon as you are signed in.")
        if is_waiting
        else _("We keep a place for you as soon as you are signed in.")
    )
    return Way(name, color, row.title, facts, promise)
