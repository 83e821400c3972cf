"""How the API says no: problem+json (RFC 9457) with a stable `code`, and `errors` by field for a bad request."""

from typing import Any

import orjson
from django.db.utils import OperationalError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

from fitflow.core.errors import Busy, Denial, Invalid, NotFound, Unauthenticated
from fitflow.core.idempotency import Answer

MEDIA_TYPE = "application/problem+json"
#: PostgreSQL's codes for "somebody else has the lock": lock_timeout, deadlock.
LOCKED = {"55P03", "40P01"}
#: How far things may stand inside each other in a body. None of ours needs more than four.
DEEPEST = 32


def plain(value: Any) -> Any:
    """What JSON does not know: decimals and lazy texts as strings."""
    return str(value)


def to_json(data: Any) -> str:
    return orjson.dumps(data, default=plain).decode()


class JsonRenderer(BaseRenderer):
    """orjson. Text is passed through: some answers are written by the database."""

    media_type, format, charset = "application/json", "json", None

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        if data is None:
            return b""
        return data.encode() if isinstance(data, str) else orjson.dumps(data, default=plain)


class JsonParser(BaseParser):
    """A JSON object, or nothing."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        raw = stream.read()
        if not raw:
            return {}
        try:
            data = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            raise Invalid.field("body", _("This is not valid JSON: %(why)s") % {"why": error}) from error
        if not isinstance(data, dict):
            raise Invalid.field("body", _("Send a JSON object, like {}."))
        if is_deeper(data, DEEPEST):
            message = _("Things stand inside each other in more than %(most)d levels.") % {"most": DEEPEST}
            raise Invalid.field("body", message)
        return data


def is_deeper(data: Any, levels: int) -> bool:
    """Whether objects and lists stand inside each other deeper than that: walking through them could crash."""
    level = [data]
    for _level in range(levels):
        level = [
            inner
            for one in level
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


class JsonNegotiation(DefaultContentNegotiation):
    """The API speaks JSON and nothing else, so there is nothing to choose."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


def titles() -> dict[int, str]:
    return {
        400: _("The request is not right"),
        401: _("Sign in first"),
        402: _("Nothing to pay with"),
        403: _("Not allowed"),
        404: _("Not found"),
        409: _("Not possible now"),
        411: _("How long is it?"),
        413: _("Too large"),
        422: _("The key belongs to another request"),
        429: _("Too many requests"),
        500: _("Something went wrong"),
        503: _("Too busy"),
    }


def problem(status: int, code: str, detail: str = "", **extra: Any) -> dict[str, Any]:
    """The body of a refusal. `extra` holds `errors` or what else helps the caller."""
    title = titles().get(status, _("Refused"))
    return {
        "type": "about:blank",
        "title": title,
        "status": status,
        "code": code,
        "detail": str(detail or title),
        **extra,
    }


def refused_answer(refusal: Denial) -> Answer:
    """A refusal as the answer that is sent and stored."""
    return Answer(refusal.status, to_json(problem(refusal.status, refusal.code, refusal.message, **refusal.details)))


def respond(status: int, body: str, *, replayed: bool = False, retry_after: int | None = None) -> HttpResponse:
    """An answer that is already text, as a response."""
    response = HttpResponse(body, status=status, content_type=MEDIA_TYPE if status >= 400 else "application/json")
    if status == 204:
        del response["Content-Type"]
    if replayed:
        response["Idempotent-Replayed"] = "true"
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="api"'
    return response


def is_lock_refusal(error: BaseException) -> bool:
    """Whether the database gave up waiting for a lock that somebody else holds."""
    return isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", None) in LOCKED


def as_refusal(error: BaseException) -> Denial | Invalid | None:
    """The refusal behind an exception, or None when it is a bug."""
    if isinstance(error, Denial | Invalid):
        return error
    if isinstance(error, Http404):
        return NotFound()
    if is_lock_refusal(error):
        return Busy(_("Somebody else is changing this right now. Try again."), retry_after=1)
    return None


def answer_exception(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """DRF's handler: every expected refusal as problem+json; anything else is a bug and crashes."""
    refusal = as_refusal(error)
    if isinstance(refusal, Invalid):
        return respond(refusal.status, to_json(problem(refusal.status, refusal.code, errors=refusal.errors)))
    if refusal is not None:
        answer = refused_answer(refusal)
        return respond(answer.status, answer.body, retry_after=refusal.details.get("retry_after"))
    if isinstance(error, exceptions.APIException):
        return answer_framework(error)
    return None


def answer_framework(error: exceptions.APIException) -> HttpResponse:
    """What DRF itself refuses: shape, sign-in, method, media type."""
    if isinstance(error, exceptions.ValidationError):
        return respond(400, to_json(problem(400, "invalid", errors=field_errors(error.detail))))
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        refusal = refused_answer(Unauthenticated(str(error.detail)))
        return respond(refusal.status, refusal.body)
    retry_after = int(getattr(error, "wait", None) or 1) if isinstance(error, exceptions.Throttled) else None
    code = "too_many_requests" if retry_after else str(error.default_code)
    return respond(
        error.status_code, to_json(problem(error.status_code, code, str(error.detail))), retry_after=retry_after
    )


def field_errors(detail: Any, prefix: str = "") -> dict[str, list[str]]:
    """Serializer errors as {field: [sentences]}; nested fields are named with dots."""
    if isinstance(detail, dict):
        found: dict[str, list[str]] = {}
        for name, inner in detail.items():
            found |= field_errors(inner, f"{prefix}.{name}" if prefix else str(name))
        return found
    if isinstance(detail, list) and any(isinstance(item, dict) for item in detail):
        found = {}
        for number, inner in enumerate(detail):
            found |= field_errors(inner, f"{prefix}.{number}") if inner else {}
        return found
    texts = [str(item) for item in detail] if isinstance(detail, list) else [str(detail)]
    return {prefix or "body": texts}
