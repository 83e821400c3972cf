"""The description of the API: what the doors say about themselves, and what every one of them has in common."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator

from fitflow.core.actor import Role

Spec = dict[str, Any]
WRITES = {"post", "put", "patch", "delete"}
PROBLEM = "application/problem+json"
ROLE_WORDS = {
    Role.CLIENT: "members",
    Role.TRAINER: "trainers",
    Role.MANAGER: "managers",
    Role.ADMIN: "administrators",
    Role.OWNER: "owners",
}
#: Acts that one address keeps for fewer than may read it.
NARROWER = {
    "location_add": {Role.ADMIN},
    "class_type_create": {Role.MANAGER},
    "class_type_change": {Role.MANAGER},
    "policy_create": {Role.ADMIN},
    "policy_change": {Role.ADMIN},
}
#: What some acts refuse, beside what all have in common.
REFUSALS: dict[str, dict[int, str]] = {
    "sessions_hold": {
        402: "`no_entitlement`: nothing could pay for it",
        409: "`session_full`, `already_booked`, `spot_taken`, `not_open`, `client_inactive`, `busy`",
        429: "`too_many_holds`: more new holds a minute than the studio allows; see Retry-After",
    },
    "holds_confirm": {402: "`no_entitlement`", 409: "`hold_expired`, `overlapping_booking`, `busy`"},
    "admin_sessions_book": {402: "`no_entitlement`", 409: "`session_full`, `already_booked`, `overlapping_booking`"},
    "bookings_cancel": {
        409: "`already_cancelled`, `not_cancellable`; `terms_changed` with `credits_refunded`, `refund_percent`, `why`"
    },
    "bookings_checkin": {
        409: "`not_cancellable`, `waived_credits_spent`: the client cannot pay again; give credits first"
    },
    "bookings_reschedule": {402: "`no_entitlement`", 409: "`session_full`, `overlapping_booking`, `not_cancellable`"},
    "waitlist_join": {402: "`no_entitlement`", 409: "`session_not_full`, `already_booked`, `already_waiting`"},
    "admin_sessions_create": {409: "`trainer_busy` with `conflicts`, unless there is an `override_reason`"},
    "admin_sessions_change": {
        409: "`trainer_busy` with `conflicts`, `capacity_below_occupied`, `session_over`; where `agreed` is false "
        "`ask_first` with `bookings`, `waiting`, `overlapping`, `is_free_exit`, `conflicts`"
    },
    "organization_edit": {409: "`timezone_not_confirmed`: `sessions` are planned; send `confirm: true`"},
    "invitation_accept": {403: "`other_address`", 410: "`invitation_closed`"},
}
KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A new one for each attempt, the same for a repeat: a repeat gets the first answer for 24 hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"^[!-~]+$"},
    "example": "4f1d2f3c-0d9e-4f55-9d6b-7a3f6f0b8f11",
}
STUDIO_PARAMETER = {
    "name": "X-Organization",
    "in": "header",
    "required": False,
    "description": "The slug of the studio; may be left out by who belongs to one studio only.",
    "schema": {"type": "string", "pattern": "^[-a-zA-Z0-9_]{1,50}$"},
    "example": "northside",
}
PROBLEM_SCHEMA = {
    "type": "object",
    "description": "A refusal (RFC 9457). `code` is stable; `errors` names each field that is not right.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
    },
    "required": ["type", "title", "status", "code", "detail"],
}


@cache
def api_schema() -> Spec:
    """The OpenAPI document. It says nothing about whoever asks, so it is made once."""
    made: Spec = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return made


def describe(result: Spec, generator: Any, request: Any, public: bool) -> Spec:  # noqa: ARG001 - the hook's signature
    """Adds what the doors share: who may pass, the headers, and how a refusal looks."""
    result["components"]["schemas"]["Problem"] = PROBLEM_SCHEMA
    result["components"]["parameters"] = {"IdempotencyKey": KEY_PARAMETER, "Organization": STUDIO_PARAMETER}
    views = {(path, method.lower()): view for path, _regex, method, view in generator.endpoints}
    for path, method, operation in operations(result):
        complete(operation, path, method, views.get((path, method)))
    forget_marks(result)
    return result


def forget_marks(part: Any) -> None:
    """Takes out what the generator notes for itself."""
    if isinstance(part, dict):
        part.pop("x-spec-enum-id", None)
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        forget_marks(inner)


def operations(spec: Spec) -> Iterator[tuple[str, str, Spec]]:
    """Path, method and description of each operation."""
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def complete(operation: Spec, path: str, method: str, view: Any) -> None:
    """One operation with its roles, headers and refusals."""
    name = operation["operationId"]
    access = frozenset(NARROWER.get(name) or access_of(view) or ())
    in_studio = not path.startswith("/api/v1/auth/") and path != "/api/v1/studios"
    needs_key = method in WRITES and not path.startswith("/api/v1/auth/")
    operation["x-roles"] = roles_in_words(access)
    if access == {Role.PUBLIC}:
        operation["security"] = [*operation.get("security", []), {}]
    references = [name for name, wanted in (("Organization", in_studio), ("IdempotencyKey", needs_key)) if wanted]
    added = [{"$ref": f"#/components/parameters/{reference}"} for reference in references]
    if added:
        operation["parameters"] = [*operation.get("parameters", []), *added]
    wanted = {
        400: in_studio or needs_key or "requestBody" in operation,
        401: access != {Role.PUBLIC},
        403: in_studio and access != {Role.PUBLIC},
        404: in_studio or "{" in path,
        409: needs_key,
        422: needs_key,
    }
    add_refusals(operation, [status for status, is_there in wanted.items() if is_there])
    if needs_key:
        tell_of_replays(operation)


def access_of(view: Any) -> frozenset[Role] | None:
    """What the door of an API view declares."""
    api = getattr(view, "cls", None)
    if api is None:
        return None
    if hasattr(api, "access"):
        return frozenset(api.access)
    for name in api.http_method_names:
        for cell in getattr(getattr(api, name, None), "__closure__", None) or ():
            if hasattr(cell.cell_contents, "access"):
                return frozenset(cell.cell_contents.access)
    return None


def roles_in_words(access: frozenset[Role]) -> list[str]:
    if Role.PUBLIC in access or not access:
        return ["everybody"]
    if len(access) == len(ROLE_WORDS):
        return ["whoever is signed in"]
    return [words for role, words in ROLE_WORDS.items() if role in access]


def add_refusals(operation: Spec, statuses: list[int]) -> None:
    """Every refusal as a problem; what a door says of its own comes first."""
    words = {
        400: "`invalid` with `errors` by field, `idempotency_key_required`, `organization_required`",
        401: "`unauthenticated`",
        403: "`forbidden`: the role does not include this",
        404: "`not_found`: it does not exist, or is out of sight",
        409: "`busy`: somebody else is changing this; try again",
        422: "`idempotency_key_reused`: the key belongs to another request",
    }
    answers: Spec = operation["responses"]
    told = {status: words[status] for status in statuses} | REFUSALS.get(operation["operationId"], {})
    for status, text in told.items():
        answers.setdefault(str(status), {"description": text})
    answers.setdefault("default", {"description": "Any other refusal."})
    for name, answer in answers.items():
        if name == "default" or int(name) >= 400:
            answer.setdefault("content", {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}})
    operation["responses"] = dict(sorted(answers.items()))


def tell_of_replays(operation: Spec) -> None:
    header = {"description": "`true` when this answer was given before.", "schema": {"type": "string"}}
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            answer.setdefault("headers", {})["Idempotent-Replayed"] = header


def about() -> str:
    """The first words of the documentation."""
    return _(
        "Everything the pages do, for programs. Lists are {results, next}; ids are strings, credits decimal strings, "
        "times RFC 3339 in UTC. A write carries an Idempotency-Key: a new attempt, a new key."
    )
