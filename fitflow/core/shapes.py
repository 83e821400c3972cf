"""What programs send, read by a serializer: a name it does not know is refused. And shapes that answers share."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from fitflow.core.errors import Invalid
from fitflow.core.problems import field_errors

Shape = serializers.Serializer[Any]
#: What the address of a list says of the part that is wanted.
PAGING = ("cursor", "limit")


class MomentField(serializers.DateTimeField):
    """A time as programs send it: with its offset, because whose clock is meant cannot be guessed."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "naive": gettext_lazy("Say the offset, too: 2026-11-19T06:30:00+01:00 or 2026-11-19T05:30:00Z.")
    }

    def enforce_timezone(self, value: datetime) -> datetime:
        if value.tzinfo is None:
            self.fail("naive")
        return value.astimezone(UTC)


class NamedOut(Shape):
    """A reference: the id, and what it is called."""

    id = serializers.UUIDField()
    name = serializers.CharField()


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
