"""What every door has in common: one attempt has one effect, in the API by header, on pages by a hidden field."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar

import orjson
from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from fitflow.core.actor import Role
from fitflow.core.clock import now
from fitflow.core.errors import Denial, Invalid, Unauthenticated
from fitflow.core.idempotency import (
    MAX_KEY_LENGTH,
    Answer,
    Key,
    KeyRequired,
    KeyReused,
    answer_once,
    fingerprint,
)
from fitflow.core.problems import refused_answer, respond, to_json

View = Callable[..., HttpResponse]
R = TypeVar("R", bound=HttpResponse)
HEADER = "Idempotency-Key"
FORM_FIELD = "idempotency_key"
NOT_ASKED = {FORM_FIELD, "csrfmiddlewaretoken"}
#: What a page refuses is shown, not kept; a refusal that was raised goes on to whoever makes a page of it.
NOT_STORED = Answer(422, "")


def public(view: View) -> View:
    """Declares that anybody may pass and that no studio is opened (inside a studio: `organizations.doors.allow`)."""

    @wraps(view)
    def opened(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        request.now = now()
        return view(request, *args, **kwargs)

    return declared(opened, access=frozenset({Role.PUBLIC}))


def declared(view: View, **marks: Any) -> View:
    """The view with what its door says about it, for the tests that knock at every door."""
    vars(view).update(marks)
    return view


def refuses(*kinds: type[Denial], on: str = "") -> Callable[[View], View]:
    """Declares what this door of the API may refuse, beside what all doors do; `on`: for this method alone.

    Stands above `@api_view`. The description of the API tells it; the tests compare it with what comes out.
    """

    def declare(view: View) -> View:
        api: Any = vars(view)["cls"]
        told = dict(getattr(api, "refusals", {}))
        for method in [on.lower()] if on else [name for name in api.http_method_names if hasattr(api, name)]:
            told[method] = told.get(method, frozenset()) | frozenset(kinds)
        api.refusals = told
        return view

    return declare


def refusals_of(view: Any, method: str) -> frozenset[type[Denial]]:
    """What `@refuses` declares for one method of an API view."""
    told: dict[str, frozenset[type[Denial]]] = getattr(getattr(view, "cls", None), "refusals", {})
    return told.get(method.lower(), frozenset())


def idempotent(view: View) -> View:
    """The same key gives the same answer (P7). Stands under `@allow`, which builds `request.actor`."""

    @wraps(view)
    def once(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        answer_in = answer_api if isinstance(request, Request) else answer_page
        return answer_in(view, request, args, kwargs)

    return once


def api_key(request: Request) -> str:
    """The Idempotency-Key of an API write. Refused when it is missing or too long.

    A server that cannot pass on what stands in a header passes on that it is there, and empty.
    """
    key = given_key(request)
    if not key and HEADER not in request.headers:
        raise KeyRequired(_("Send an Idempotency-Key header: a new one for each attempt, the same one for a repeat."))
    if len(key) > MAX_KEY_LENGTH:
        raise Invalid.field(HEADER, _("Use at most %(count)s characters.") % {"count": MAX_KEY_LENGTH})
    if not _is_key(key):
        raise Invalid.field(HEADER, _("Use letters without accents, digits and signs of ASCII: a UUID will do."))
    return key


def given_key(request: Request) -> str:
    key: str = request.headers.get(HEADER, "")
    return key


def is_api_write(request: Any) -> bool:
    return isinstance(request, Request) and request.method not in {"GET", "HEAD", "OPTIONS"}


def early_key(request: Any) -> str | None:
    """The key that the door of an API write opens along with itself: one trip to the database for both."""
    if not is_api_write(request):
        return None
    key = given_key(request)
    return key if len(key) <= MAX_KEY_LENGTH and _is_key(key) else None


def _is_key(key: str) -> bool:
    """Headers carry ASCII; what else arrives in one depends on who passed it on."""
    return bool(key) and key.isascii() and key.isprintable()


def principal_of(request: Any) -> str | None:
    """Whose keys they are: a login's, or a client's who came by a link in a mail. Nobody has none."""
    actor = request.actor
    if actor.user_id is not None:
        return str(actor.user_id)
    return f"link:{actor.client_id}" if actor.client_id is not None else None


def key_of(request: Any, principal: str, key: str, body: Mapping[str, Any] | list[Any]) -> Key:
    print_ = fingerprint(request.method, request.get_full_path(), body)
    return Key(request.actor.organization_id, principal, key, print_)


def says_only(response: R) -> R:
    """Marks an answer that changed nothing, such as a preview: it is not kept under its key."""
    vars(response)["changed_nothing"] = True
    return response


def answer_api(view: View, request: Request, args: Any, kwargs: Any) -> HttpResponse:
    def work() -> Answer:
        response = view(request, *args, **kwargs)
        only = hasattr(response, "changed_nothing")
        if isinstance(response, Response):
            body = "" if response.data is None else to_json(response.data)
            return Answer(response.status_code, body, changed_nothing=only)
        return Answer(response.status_code, response.content.decode(), changed_nothing=only)

    principal = principal_of(request)
    if principal is None:
        raise Unauthenticated(_("Sign in first."))
    key = key_of(request, principal, api_key(request), request.data)
    answer = answer_once(key, work, refused_answer, found=getattr(request, "found", None))
    return respond(answer.status, answer.body, replayed=answer.replayed)


def answer_page(view: View, request: Any, args: Any, kwargs: Any) -> HttpResponse:
    """A repeated post leads to the result of the first. A form shown again gets a new key, so it is not stored.

    Other content under the same key comes from a page that somebody went back to. What was typed is shown again and
    asked about (`ui.forms.submit`); a button that is chosen anew is another attempt, under a key of its own.
    """
    key, principal = request.POST.get(FORM_FIELD, "")[:MAX_KEY_LENGTH], principal_of(request)
    if not key or not key.isprintable() or principal is None:
        return view(request, *args, **kwargs)
    fresh: list[HttpResponse] = []

    def work() -> Answer:
        response = view(request, *args, **kwargs)
        fresh.append(response)
        if response.status_code >= 400:
            return NOT_STORED  # The page is shown again, with a new key.
        kept = {
            name: response[name]
            for name in ("Location", "HX-Redirect", "HX-Trigger", "Content-Type")
            if name in response
        }
        return Answer(
            response.status_code, orjson.dumps({"headers": kept, "content": response.content.decode()}).decode()
        )

    form = {name: request.POST.getlist(name) for name in request.POST if name not in NOT_ASKED}
    asked = key_of(request, principal, key, form)
    try:
        answer = answer_once(asked, work, lambda _refusal: NOT_STORED)
    except KeyReused:
        request.is_sent_before = True
        again = replace(asked, key=f"{key[: MAX_KEY_LENGTH // 2]}:{asked.fingerprint.hex()}")
        answer = answer_once(again, work, lambda _refusal: NOT_STORED)
    if fresh:
        return fresh[0]
    stored = orjson.loads(answer.body)
    response = HttpResponse(stored["content"], status=answer.status)
    for name, value in stored["headers"].items():
        response[name] = value
    return response
