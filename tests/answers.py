"""Every answer of the API that a test gets is held against the description: no other code, no field more or less.

`Described` is a middleware that the tests put behind all others. What it finds wrong fails the request.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import jsonschema_rs
import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from fitflow.core.shapes import writers
from fitflow.web.openapi import FRAMEWORK_CODES, Spec, api_schema, operations

NOT_JUDGED = {"nullable", "description", "example", "readOnly"}
MIDDLEWARE = f"{__name__}.Described"


class NotAsDescribed(AssertionError):
    """An answer that the description of the API does not know."""


def pytest_configure() -> None:
    """Before the first request: from then on every answer is looked at."""
    if MIDDLEWARE not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, MIDDLEWARE]


class Described:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if match is not None and hasattr(match.func, "cls") and request.method not in {"OPTIONS", "HEAD"}:
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"/{match.route}")
            if wrong := problem_with(path, str(request.method).lower(), response.status_code, response.content):
                raise NotAsDescribed(f"{request.method} {path} answered {response.status_code}: {wrong}")
        return response


def problem_with(path: str, method: str, status: int, content: bytes) -> str:
    """What the description does not know about an answer, in a few words; nothing when it knows all."""
    answers = described().get((path, method), {})
    if status >= 400:
        codes = answers.get(str(status), {}).get("x-codes", FRAMEWORK_CODES)
        code = orjson.loads(content)["code"]
        return "" if code in codes or code in FRAMEWORK_CODES else f"{code} is none of {', '.join(codes)}"
    if str(status) not in answers:
        return f"the statuses it knows are {', '.join(answers)}"
    validator = validator_of(path, method, str(status))
    if validator is None:
        return "it should have no body" if content else ""
    errors = validator.iter_errors(orjson.loads(content))
    return "; ".join(f"{'.'.join(map(str, error.instance_path))}: {error.message}" for error in errors)


@cache
def described() -> dict[tuple[str, str], Spec]:
    """The answers of each operation, by path and method."""
    return {(path, method): operation["responses"] for path, method, operation in operations(api_schema())}


@cache
def validator_of(path: str, method: str, status: str) -> jsonschema_rs.Draft202012Validator | None:
    """Judges the body of an answer; None where there is none."""
    content = described()[path, method][status].get("content")
    if not content:
        return None
    (body,) = content.values()
    return jsonschema_rs.Draft202012Validator(strict(body["schema"], api_schema()), validate_formats=True)


@contextmanager
def described_anew() -> Iterator[None]:
    """While a test offers what the product does not: the description is made again, before and afterwards."""
    try:
        forget()
        yield
    finally:
        forget()


def forget() -> None:
    for made in (api_schema, described, validator_of):
        made.cache_clear()
    writers.made.clear()


def strict(schema: Any, spec: Spec) -> Any:
    """A schema of OpenAPI as one of JSON Schema, in which an object has the fields that are told and no others."""
    if isinstance(schema, list):
        return [strict(part, spec) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        named: Any = spec
        for part in schema["$ref"].removeprefix("#/").split("/"):
            named = named[part]
        return strict(named, spec)
    made = {name: value for name, value in schema.items() if name not in NOT_JUDGED}
    for name in {"allOf", "oneOf", "anyOf", "items", "additionalProperties"} & made.keys():
        made[name] = strict(made[name], spec)
    if "properties" in made:
        made["properties"] = {name: strict(part, spec) for name, part in made["properties"].items()}
        made.setdefault("additionalProperties", False)
    return {"anyOf": [{"type": "null"}, made]} if schema.get("nullable") else made
