"""The description of the API: what the doors say about themselves, and what every one of them has in common."""

from collections.abc import Iterator, Sequence
from functools import cache
from inspect import cleandoc
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator

from fitflow.accounts.doors import ANYBODY_SIGNED_IN
from fitflow.core.actor import STAFF_ROLES, Role
from fitflow.core.doors import refusals_of
from fitflow.core.errors import Busy, Denial, Forbidden, Invalid, NotFound, TooManyRequests, Unauthenticated
from fitflow.core.idempotency import KeyRequired, KeyReused
from fitflow.organizations.refusals import NoOrganization, OrganizationRequired, SecondStepRequired

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
#: What is refused at any address, before its door: a method, a media type, a session cookie without the CSRF token, a
#: body that is too long, of unknown length, cut off, or one of too many that are on their way.
FRAMEWORK_CODES = (
    "method_not_allowed", "unsupported_media_type", "permission_denied",
    "body_too_large", "length_required", "body_cut", "too_many_wait",
)  # fmt: skip
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
    if needs_key and Role.PUBLIC in access:  # Whoever keeps a key is somebody.
        access = ANYBODY_SIGNED_IN
    operation["x-roles"] = roles_in_words(access)
    if access == {Role.PUBLIC}:
        operation["security"] = [*operation.get("security", []), {}]
    references = [name for name, wanted in (("Organization", in_studio), ("IdempotencyKey", needs_key)) if wanted]
    added = [{"$ref": f"#/components/parameters/{reference}"} for reference in references]
    if added:
        operation["parameters"] = [*operation.get("parameters", []), *added]
    asks_for_input = needs_key or "requestBody" in operation or bool(operation.get("parameters"))
    common = {
        Invalid: in_studio or asks_for_input,
        KeyRequired: needs_key,
        OrganizationRequired: in_studio,
        Unauthenticated: access != {Role.PUBLIC} or in_studio,
        SecondStepRequired: in_studio and Role.PUBLIC not in access and bool(access & STAFF_ROLES),
        Forbidden: in_studio and access != {Role.PUBLIC},
        NotFound: in_studio or "{" in path,
        NoOrganization: in_studio,
        Busy: needs_key,
        TooManyRequests: True,
        KeyReused: needs_key,
    }
    told = [kind for kind, is_there in common.items() if is_there]
    own = sorted(refusals_of(view, method) - set(told), key=lambda kind: kind.code)
    add_refusals(operation, [*own, *told])
    if needs_key and not operation["operationId"].endswith("_preview"):  # A preview is not kept.
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


def add_refusals(operation: Spec, kinds: Sequence[type[Denial | Invalid]]) -> None:
    """Every refusal as a problem: its code, and what it means."""
    answers: Spec = operation["responses"]
    for status in {kind.status for kind in kinds}:
        told = {kind.code: meaning(kind) for kind in kinds if kind.status == status}
        text = "\n".join(f"`{code}`: {words}" for code, words in told.items())
        answers[str(status)] = {"description": text, "x-codes": list(told)}
    names = ", ".join(f"`{code}`" for code in FRAMEWORK_CODES)
    answers["default"] = {
        "description": f"No door is there for this way of asking: {names}.",
        "x-codes": list(FRAMEWORK_CODES),
    }
    for name, answer in answers.items():
        if name == "default" or int(name) >= 400:
            answer["content"] = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    operation["responses"] = dict(sorted(answers.items()))


def meaning(kind: type[Denial | Invalid]) -> str:
    """What a refusal says of itself: the first paragraph of its docstring."""
    return " ".join(cleandoc(kind.__doc__ or "").split("\n\n")[0].split())


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
