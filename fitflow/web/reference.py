"""The API's description turned into what a reader wants to see: sections, operations, fields, examples."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString

from fitflow.core.hooks import ApiSection
from fitflow.core.offers import offered
from fitflow.web.openapi import Spec, api_schema, operations

DEEPEST = 4
TONES = {"GET": "blue", "POST": "green", "PUT": "amber", "PATCH": "amber", "DELETE": "red"}
PREFIX = "/api/v1"
SAMPLES = {
    "uuid": "01a1fb78-bcc6-76c1-aa14-0e8d06000a86",
    "date-time": "2026-11-20T18:30:00Z",
    "date": "2026-11-20",
    "time": "18:30",
    "email": "maya@example.org",
    "uri": "https://example.org/",
    "decimal": "1.00",
}


@dataclass(frozen=True)
class Field:
    """One field of a body or one parameter; `depth` says how far it stands inside others."""

    name: str
    kind: str
    required: bool
    text: str
    depth: int = 0


@dataclass(frozen=True)
class Answer:
    """What comes back under one status."""

    status: str
    text: str
    fields: tuple[Field, ...]
    example: str

    @property
    def tone(self) -> str:
        return "green" if self.status.startswith("2") else "amber"


@dataclass(frozen=True)
class Operation:
    id: str
    method: str
    path: str
    summary: str
    text: str
    roles: tuple[str, ...]
    parameters: tuple[Field, ...]
    fields: tuple[Field, ...]
    example: str
    answers: tuple[Answer, ...]

    @property
    def tone(self) -> str:
        return TONES[self.method]

    @property
    def short_path(self) -> str:
        return self.path.removeprefix(PREFIX)

    @property
    def words(self) -> str:
        """What a search looks at."""
        names = " ".join(field.name for field in (*self.parameters, *self.fields))
        said = strip_tags(f"{self.summary} {self.text}")
        return f"{self.method} {self.path} {self.id} {said} {names}".lower()


@dataclass(frozen=True)
class Section:
    name: str
    operations: tuple[Operation, ...]


def reference(text: str = "") -> list[Section]:
    """The sections with the operations that have every word."""
    words = text.lower().split()
    found = [
        Section(section.name, tuple(one for one in section.operations if all(word in one.words for word in words)))
        for section in sections()
    ]
    return [section for section in found if section.operations]


@cache
def sections() -> tuple[Section, ...]:
    """Everything there is."""
    spec = api_schema()
    by_tag: dict[str, list[Operation]] = {}
    for path, method, operation in operations(spec):
        by_tag.setdefault(operation["tags"][0], []).append(read_operation(spec, path, method, operation))
    names = [section.key for section in offered(ApiSection) if section.key in by_tag]
    return tuple(Section(name, tuple(by_tag[name])) for name in dict.fromkeys([*names, *by_tag]))


def read_operation(spec: Spec, path: str, method: str, operation: Spec) -> Operation:
    summary, _newline, text = operation.get("description", "").strip().partition("\n")
    body = schema_in(operation.get("requestBody", {}))
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=with_code(summary),
        text=with_code(text.strip()),
        roles=tuple(operation.get("x-roles", ())),
        parameters=tuple(read_parameter(resolve(spec, one)) for one in operation.get("parameters", [])),
        fields=tuple(fields_of(spec, body)),
        example=example_text(spec, body, method, path),
        answers=tuple(
            read_answer(spec, status, answer)
            for status, answer in operation["responses"].items()
            if status != "default"
        ),
    )


def read_parameter(parameter: Spec) -> Field:
    where = {"path": "in the address", "query": "after the ?", "header": "header"}[parameter["in"]]
    text = ". ".join(part.rstrip(".") for part in (where, parameter.get("description", "")) if part)
    return Field(parameter["name"], kind_of(parameter["schema"]), parameter.get("required", False), text)


def read_answer(spec: Spec, status: str, answer: Spec) -> Answer:
    body = schema_in(answer) if status.startswith("2") else {}
    sample = sample_of(spec, body) if body else None
    text = answer.get("description", "") or ("Nothing more to say." if not body else "")
    return Answer(status, with_code(text), tuple(fields_of(spec, body)), as_json(sample) if body else "")


def schema_in(part: Spec) -> Spec:
    """The schema of a body, of whatever media type."""
    content = part.get("content", {})
    found: Spec = next((one.get("schema", {}) for one in content.values()), {})
    return found


def resolve(spec: Spec, schema: Spec) -> Spec:
    """What a reference means; a reference among others (allOf) is opened as well."""
    if "$ref" in schema:
        found: Any = spec
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return {**resolve(spec, found), **{name: value for name, value in schema.items() if name != "$ref"}}
    for name in ("allOf", "oneOf", "anyOf"):
        parts = [part for part in schema.get(name, []) if part]
        if parts:
            return {**resolve(spec, parts[0]), **{key: value for key, value in schema.items() if key != name}}
    return schema


def fields_of(spec: Spec, schema: Spec, depth: int = 0) -> Iterator[Field]:
    """The fields of an object, the inner ones behind the one they belong to."""
    if depth >= DEEPEST:
        return
    found = resolve(spec, schema)
    if found.get("type") == "array":
        yield from fields_of(spec, found.get("items", {}), depth)
        return
    required = found.get("required", [])
    for name, part in found.get("properties", {}).items():
        inner = resolve(spec, part)
        yield Field(name, kind_of(inner, spec), name in required, text_of(inner), depth)
        if inner.get("type") in ("object", "array"):
            yield from fields_of(spec, inner, depth + 1)


def text_of(schema: Spec) -> str:
    """The description and the limits of a value."""
    parts = [schema.get("description", "").split("\n")[0]]
    if "enum" in schema:
        parts.append(" | ".join(str(value) for value in schema["enum"] if value not in (None, "")))
    limits = {"maxLength": "at most %s characters", "minimum": "from %s", "maximum": "to %s"}
    parts += [words % schema[name] for name, words in limits.items() if name in schema]
    if "default" in schema and schema["default"] not in ("", None, []):
        parts.append(f"else {schema['default']}")
    return "; ".join(part for part in parts if part)


def kind_of(schema: Spec, spec: Spec | None = None) -> str:
    """The type in a word or two."""
    kind: Any = schema.get("type", "any")
    nullable = bool(schema.get("nullable")) or isinstance(kind, list) and "null" in kind
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "any")
    if kind == "array":
        items = resolve(spec, schema.get("items", {})) if spec else schema.get("items", {})
        kind = f"list of {kind_of(items, spec)}"
    elif kind == "string":
        kind = schema.get("format", "string")
    return f"{kind} or null" if nullable else str(kind)


def sample_of(spec: Spec, schema: Spec, depth: int = 0) -> Any:
    """A value that fits."""
    found = resolve(spec, schema)
    kind = found.get("type")
    kind = next((one for one in kind if one != "null"), None) if isinstance(kind, list) else kind
    if "example" in found or "enum" in found:
        return found.get("example", next((value for value in found.get("enum", []) if value), None))
    if depth > DEEPEST:
        return None
    if kind == "array":
        return [sample_of(spec, found.get("items", {}), depth + 1)]
    if kind == "object":
        return {name: sample_of(spec, part, depth + 1) for name, part in found.get("properties", {}).items()}
    plain = {"integer": found.get("minimum", 1), "number": 1, "boolean": True}
    return plain.get(str(kind), SAMPLES.get(found.get("format", ""), "text"))


def example_text(spec: Spec, body: Spec, method: str, path: str) -> str:
    """The request as one would type it: the required fields alone, or all when none is."""
    head = f"{method.upper()} {path}"
    if not body:
        return head
    found = resolve(spec, body)
    sample = sample_of(spec, body)
    required = found.get("required", [])
    if isinstance(sample, dict) and required:
        sample = {name: value for name, value in sample.items() if name in required}
    return f"{head}\n\n{as_json(sample)}"


def with_code(text: str) -> SafeString:
    """A sentence with its `names` as code."""
    parts = [
        format_html("<code>{}</code>" if number % 2 else "{}", part) for number, part in enumerate(text.split("`"))
    ]
    return format_html_join("", "{}", ((part,) for part in parts))


def as_json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
