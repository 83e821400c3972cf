"""Serializers at the doors of the API: what programs send is read by one, what they get is written by one.

A name that a serializer does not know is refused. An answer has the fields of its serializer and no others, so that
the description, which is made from it, cannot say anything else.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.fields import get_attribute
from rest_framework.request import Request
from rest_framework.response import Response

from fitflow.core import money
from fitflow.core.errors import Invalid
from fitflow.core.paging import Part, next_url
from fitflow.core.problems import field_errors
from fitflow.core.zones import is_within_reach, reach_words

#: What the address of a list says of the part that is wanted.
PAGING = ("cursor", "limit")


class Shape(serializers.Serializer[Any]):
    """A serializer that writes as REST framework's does, but looks up once what its fields are; lists are long."""

    @cached_property
    def writing(self) -> list[tuple[str, Callable[[Any], Any], Callable[[Any], Any]]]:
        """Of each field its name, what takes its value from a thing, and what writes the value."""
        return [
            (field.field_name or "", field.get_attribute, field.to_representation) for field in self._readable_fields
        ]

    def to_representation(self, instance: Any) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for name, take, write in self.writing:
            try:
                value = take(instance)
            except serializers.SkipField:
                continue
            told[name] = None if value is None else write(value)
        return told


class MomentField(serializers.DateTimeField):
    """A time as programs send it: with its offset, because whose clock is meant cannot be guessed."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "naive": gettext_lazy("Say the offset, too: 2026-11-19T06:30:00+01:00 or 2026-11-19T05:30:00Z."),
    }

    def enforce_timezone(self, value: datetime) -> datetime:
        if value.tzinfo is None:
            self.fail("naive")
        if not is_within_reach(value):  # Before it is turned to UTC, which has no moment before the year 1.
            raise serializers.ValidationError(reach_words())
        return value.astimezone(UTC)


class DayField(serializers.DateField):
    """A day that a calendar can show. (A birthday needs none of this.)"""

    def to_internal_value(self, value: Any) -> date:
        on: date = super().to_internal_value(value)
        if not is_within_reach(on):
            raise serializers.ValidationError(reach_words())
        return on


class NamedOut(Shape):
    """A reference: the id, and what it is called."""

    id = serializers.UUIDField()
    name = serializers.CharField()

    def __init__(self, *args: Any, of: tuple[str, str] | None = None, **options: Any) -> None:
        """`of`: the names under which the outer thing itself has the id and the name."""
        super().__init__(*args, **options | ({"source": "*"} if of else {}))
        self.of = of

    def to_representation(self, instance: Any) -> Any:
        if self.of is None:
            return super().to_representation(instance)
        entity_id, name = (get_attribute(instance, part.split(".")) for part in self.of)
        return None if entity_id is None else super().to_representation({"id": entity_id, "name": name})


class Together:
    """Several things written as one: a value is that of the first thing that has it."""

    def __init__(self, *things: Any) -> None:
        self.things = things

    def __getattr__(self, name: str) -> Any:
        for thing in self.things:
            if isinstance(thing, Mapping):
                if name in thing:
                    return thing[name]
            elif hasattr(thing, name):
                return getattr(thing, name)
        raise AttributeError(name)


class Fixed(serializers.ChoiceField):
    """A field that always says the same."""

    def __init__(self, value: str, **options: Any) -> None:
        super().__init__(choices=[value], **options)
        self.value = value

    def get_attribute(self, instance: Any) -> str:  # noqa: ARG002 - DRF's signature.
        return self.value


class CreditsOut(serializers.CharField):
    """Credits as a decimal string with two places."""

    def to_representation(self, value: Any) -> str:
        return str(money.credits(value))


class Writers(threading.local):
    """One serializer of each shape for each thread: making its fields takes several times as long as writing."""

    def __init__(self) -> None:
        self.made: dict[type[Shape], Shape] = {}

    def of(self, shape: type[Shape]) -> Shape:
        if shape not in self.made:
            self.made[shape] = shape()
        return self.made[shape]


writers = Writers()


def written(shape: type[Shape], thing: Any, **context: Any) -> Any:
    """A thing as its shape writes it; `context` is what fields ask for beside it."""
    writer = writers.of(shape)
    writer._context = context
    try:
        return writer.to_representation(thing)
    finally:
        writer._context = {}


def answer(shape: type[Shape], thing: Any, *, status: int = 200, **context: Any) -> Response:
    return Response(written(shape, thing, **context), status=status)


def answer_part(shape: type[Shape], request: Request, part: Part[Any], *, actor: Any = None, **more: Any) -> Response:
    """A part of a list, with the address of the next one."""
    following = next_url(request._request, part.next)
    return answer(shape, {"results": part.rows, "next": following, **more}, actor=actor)


def listed(shape: type[Shape], **more: serializers.Field[Any, Any, Any, Any]) -> type[Shape]:
    """A part of a list of these; `next` is the address of the next part."""
    following = serializers.URLField(allow_null=True, help_text="the next part; null at the end")
    fields = {"results": shape(many=True), "next": following, **more}
    return type(f"{shape.__name__.removesuffix('Out')}ListOut", (Shape,), fields)


@contextmanager
def said_as(names: Mapping[str, str]) -> Iterator[None]:
    """What a service finds wrong, under the names that the caller used: {the service's: the caller's}."""
    try:
        yield
    except Invalid as refusal:
        raise type(refusal)({names.get(name, name): texts for name, texts in refusal.errors.items()}) from refusal


def read(shape: type[Shape], data: Any, *, partial: bool = False) -> dict[str, Any]:
    """The checked values; Invalid names everything that is wrong."""
    given = shape(data=data, partial=partial)
    unknown = sorted(set(data) - set(given.fields)) if isinstance(data, Mapping) else []
    if not given.is_valid() or unknown:
        known = _("There is no such field. There are: %(names)s.") % {"names": ", ".join(given.fields) or _("none")}
        raise Invalid(field_errors(given.errors) | {name: [known] for name in unknown})
    checked: dict[str, Any] = given.validated_data
    return checked


def read_query(shape: type[Shape], query: QueryDict) -> dict[str, Any]:
    """The same for a list's address; paging stands there too."""
    wanted = query.copy()
    for name in PAGING:
        wanted.pop(name, None)
    return read(shape, wanted)
