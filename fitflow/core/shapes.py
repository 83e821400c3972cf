"""What programs send, read by a serializer. A name it does not know is refused, not silently ignored."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from fitflow.core.errors import Invalid

Shape = serializers.Serializer[Any]


def read(shape: type[Shape], data: Any, *, partial: bool = False) -> dict[str, Any]:
    """The checked values; Invalid names everything that is wrong."""
    given = shape(data=data, partial=partial)
    if unknown := sorted(set(data) - set(given.fields)):
        known = _("There is no such field. There are: %(names)s.") % {"names": ", ".join(given.fields)}
        raise Invalid({name: [known] for name in unknown})
    given.is_valid(raise_exception=True)
    checked: dict[str, Any] = given.validated_data
    return checked
