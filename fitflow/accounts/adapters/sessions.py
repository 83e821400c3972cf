"""How long a browser stays signed in."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, update_session_auth_hash
from django.http import HttpRequest, HttpResponse

from fitflow.accounts import services
from fitflow.core.clock import now

#: After signing in, however much it is used; SESSION_COOKIE_AGE says the same to the browser.
LASTS = timedelta(days=30)
#: Of a browser that nobody comes back with.
IDLE = timedelta(days=7)
#: On a computer that others use: the browser's end ends it as well.
LASTS_SHARED, IDLE_SHARED = timedelta(hours=12), timedelta(hours=1)
LANGUAGE_KEPT = timedelta(days=365)
#: How exactly the last use is known: a row is written so often.
STEP = timedelta(minutes=5)
SHARED, ENDS, SEEN = "accounts_shared", "accounts_ends_at", "accounts_seen_at"


def remember_choice(request: HttpRequest, *, shared: bool) -> None:
    """What was chosen on the first page of signing in holds for the steps after it."""
    request.session[SHARED] = shared


def begin(request: HttpRequest, moment: datetime) -> None:
    """Somebody has just signed in."""
    lasts = LASTS_SHARED if is_shared(request) else LASTS
    request.session[ENDS] = (moment + lasts).timestamp()
    request.session[SEEN] = moment.timestamp()
    tell_browser(request)


def tell_browser(request: HttpRequest) -> None:
    """How long to keep the cookie: on a shared computer until it is closed."""
    request.session.set_expiry(0 if is_shared(request) else int(LASTS.total_seconds()))


def is_shared(request: HttpRequest) -> bool:
    return bool(request.session.get(SHARED))


def end_the_others(request: Any) -> None:
    """End every other session and every token; this browser stays signed in."""
    user = services.sign_out_everywhere(request.account, keep_session=request.session.session_key)
    update_session_auth_hash(request, user)
    services.remember_session(request)


def set_language(response: HttpResponse, locale: str) -> None:
    """The language that pages are in before somebody has signed in; none forgets it."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, locale, max_age=LANGUAGE_KEPT if locale else 0,
        secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
    )  # fmt: skip


class EndsSessions:
    """Ends the session of somebody who was away for long, or signed in long ago, before anything is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session: Any = request.session
        moment = now()  # house: allow no-clock — a middleware is a door
        if session.session_key and ENDS in session and SESSION_KEY in session:
            _keep_or_end(session, is_shared(request), moment.timestamp())
        response = self.get_response(request)
        if session.modified and SESSION_KEY in session and ENDS not in session:  # Whoever has just founded a studio.
            begin(request, moment)
        return response


def _keep_or_end(session: Any, shared: bool, moment: float) -> None:
    idle = IDLE_SHARED if shared else IDLE
    quiet = moment - session[SEEN]
    if moment > session[ENDS] or quiet > idle.total_seconds():
        session.flush()
    elif quiet > STEP.total_seconds():
        session[SEEN] = moment
