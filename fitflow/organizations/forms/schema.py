"""What the API answers about studios, staff, locations and events."""

from typing import Any

from rest_framework import serializers

from fitflow.core.actor import Role
from fitflow.core.shapes import NamedOut, Shape, listed
from fitflow.organizations.queries.staff import Standing, shown_name
from fitflow.organizations.typed_settings.kinds import KIND_NAMES
from fitflow.organizations.typed_settings.presets import PRESETS
from fitflow.organizations.typed_settings.registry import registry

STAFF_ROLES = [role.value for role in (Role.OWNER, Role.ADMIN, Role.MANAGER, Role.TRAINER)]
ROLES = [*STAFF_ROLES, Role.CLIENT.value]


class RolesHereOut(Shape):
    """A studio of this login; `slug` goes into the header X-Organization."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()
    roles = serializers.ListField(source="in_order", child=serializers.ChoiceField(ROLES))


class FoundedOut(Shape):
    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()
    timezone = serializers.CharField()
    currency = serializers.CharField()
    locale = serializers.CharField()
    week_start = serializers.IntegerField()
    preset = serializers.ChoiceField(list(PRESETS))


class OrganizationOut(FoundedOut):
    public_url = serializers.URLField()


class SettingField(serializers.JSONField):
    """The value of a setting: its key has dots in it, which are no way into something."""

    def get_attribute(self, instance: Any) -> Any:
        return instance[self.field_name]


class SettingsOut(Shape):
    """Every setting under its flat key (`hold.duration`); see /admin/settings/registry for what each means."""

    preset = serializers.ChoiceField(list(PRESETS))

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """One field for each setting of the registry, which is whole once every app is loaded."""
        return {**super().get_fields(), **{key: SettingField() for key in registry().settings}}


class SettingsIn(Shape):
    """Flat keys with their new values, as GET gives them; `reset` takes keys back to what the preset says."""

    preset = serializers.ChoiceField(list(PRESETS), required=False)
    reset = serializers.ListField(child=serializers.CharField(), required=False)


class SettingChoiceOut(Shape):
    value = serializers.JSONField()
    label = serializers.CharField()  # type: ignore[assignment]


class SettingOut(Shape):
    """One setting as a program would draw a form of it."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    help = serializers.CharField(allow_blank=True)
    group = serializers.CharField(source="section.name", help_text="the section of the settings page")
    kind = serializers.ChoiceField(KIND_NAMES)
    unit = serializers.CharField(allow_null=True)
    choices = SettingChoiceOut(many=True)
    is_optional = serializers.BooleanField()
    usual = serializers.JSONField(allow_null=True)
    value = serializers.JSONField(allow_null=True)
    is_changed = serializers.BooleanField()


class LocationOut(Shape):
    id = serializers.UUIDField()
    name = serializers.CharField()
    address = serializers.CharField(allow_blank=True)
    is_online = serializers.BooleanField()
    is_active = serializers.BooleanField()


class ShownName(serializers.CharField):
    """What somebody of the staff is called by whoever asks: visitors read the first name only."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"source": "*"})

    def to_representation(self, value: Any) -> str:
        return shown_name(self.context["actor"], value)


class TrainerOut(Shape):
    """A trainer; visitors read the first name only."""

    id = serializers.UUIDField()
    name = ShownName()
    bio = serializers.CharField(allow_blank=True)
    color = serializers.CharField()


class InvitationOut(Shape):
    id = serializers.UUIDField()
    staff = NamedOut()
    email = serializers.EmailField()
    roles = serializers.ListField(child=serializers.ChoiceField(STAFF_ROLES))
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class StaffMemberOut(Shape):
    id = serializers.UUIDField(source="staff.pk")
    name = serializers.CharField(source="staff.name")
    email = serializers.CharField(source="address", allow_blank=True)
    bio = serializers.CharField(source="staff.bio", allow_blank=True)
    color = serializers.CharField(source="staff.color")
    is_trainer = serializers.BooleanField(source="staff.is_trainer")
    standing = serializers.ChoiceField(list(Standing))
    roles = serializers.ListField(child=serializers.ChoiceField(STAFF_ROLES))
    locations = NamedOut(many=True)
    trainers = NamedOut(many=True)
    invitation = InvitationOut(allow_null=True)


class EventOut(Shape):
    """One change: who, when, what, in a sentence and as it was recorded."""

    id = serializers.UUIDField(source="event.pk")
    type = serializers.CharField(source="event.type")
    at = serializers.DateTimeField(source="event.at")
    actor = NamedOut(of=("event.actor_id", "said.who"), allow_null=True)
    entity_id = serializers.UUIDField(source="event.entity_id")
    text = serializers.CharField(source="said.text")
    payload = serializers.DictField(source="event.told")


class FailedWorkOut(Shape):
    """Work that was given up."""

    id = serializers.CharField(source="key")
    kind = serializers.ChoiceField(["delivery", "timer"], source="table")
    what = serializers.CharField()
    about = serializers.CharField(allow_blank=True)
    last_tried_at = serializers.DateTimeField(source="due_at")
    attempts = serializers.IntegerField()
    error = serializers.CharField(source="last_words", allow_blank=True)


StudioListOut = listed(RolesHereOut)
SettingListOut = listed(SettingOut)
LocationListOut = listed(LocationOut)
TrainerListOut = listed(TrainerOut)
StaffListOut = listed(StaffMemberOut)
EventListOut = listed(EventOut)
FailedWorkListOut = listed(FailedWorkOut)
