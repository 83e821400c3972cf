"""The shape of what programs send about a studio, its staff and its locations; the services check the values."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from fitflow.core.bounds import LONGEST_ADDRESS, LONGEST_LOCATION, LONGEST_NAME, LONGEST_TEXT
from fitflow.core.errors import Invalid
from fitflow.core.fields import TextIn, WholeIn
from fitflow.core.shapes import Shape
from fitflow.organizations.typed_settings.presets import PRESETS


class StudioIn(Shape):
    """A new studio."""

    name = serializers.CharField(max_length=LONGEST_NAME)
    slug = serializers.CharField(required=False, default="", allow_blank=True, max_length=50)
    timezone = serializers.CharField(max_length=64)
    currency = serializers.CharField(max_length=3)
    preset = serializers.ChoiceField(required=False, default="studio", choices=list(PRESETS))


class ProfileIn(Shape):
    """What the studio is called and where its clocks are; each field may be left out."""

    name = serializers.CharField(required=False, max_length=LONGEST_NAME)
    timezone = serializers.CharField(required=False, max_length=64)
    currency = serializers.CharField(required=False, max_length=3)
    locale = serializers.CharField(required=False, max_length=12)
    week_start = WholeIn(required=False, min_value=1, max_value=7)
    confirm = serializers.BooleanField(
        required=False, help_text="a new time zone while sessions are planned: they keep their moment"
    )


class TrainerIn(Shape):
    """Somebody who gives sessions and has no login."""

    name = serializers.CharField(max_length=LONGEST_NAME)
    email = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_ADDRESS)
    bio = TextIn(required=False, allow_blank=True, max_length=LONGEST_TEXT)
    color = serializers.CharField(required=False)


class RolesIn(Shape):
    """Exactly these roles; a manager's scope by ids, both empty for the whole studio."""

    roles = serializers.ListField(child=serializers.CharField(), max_length=10)
    locations = serializers.ListField(child=serializers.UUIDField(), required=False, default=list, max_length=500)
    trainers = serializers.ListField(child=serializers.UUIDField(), required=False, default=list, max_length=500)


class InvitationIn(RolesIn):
    """Roles for an address; `staff_id` for somebody who is on the list already."""

    email = serializers.CharField(max_length=LONGEST_ADDRESS)
    name = serializers.CharField(required=False, default="", allow_blank=True, max_length=LONGEST_NAME)
    staff_id = serializers.UUIDField(required=False, default=None, allow_null=True)


class AcceptIn(Shape):
    token = serializers.CharField(max_length=500)


class LocationIn(Shape):
    name = serializers.CharField(max_length=LONGEST_NAME)
    address = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_LOCATION)
    is_online = serializers.BooleanField(required=False)


def read_settings(data: Any) -> tuple[dict[str, Any], list[str], str]:
    """Flat keys as the registry has them, beside `reset` (a list of keys) and `preset`."""
    changes = dict(data)
    reset, preset = changes.pop("reset", []), changes.pop("preset", "")
    if not isinstance(reset, list) or not all(isinstance(key, str) for key in reset):
        raise Invalid.field("reset", _("Send a list of keys, such as [“hold.duration”]."))
    if not isinstance(preset, str):
        raise Invalid.field("preset", _("Choose one of %(names)s.") % {"names": ", ".join(PRESETS)})
    return changes, reset, preset
