"""The shape of what programs send about clients; what the values may be is checked by the services."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from fitflow.core.offers import offered
from fitflow.core.shapes import NamedOut, Shape, listed, read_query
from fitflow.organizations.hooks import ClientPart
from fitflow.organizations.models import Client
from fitflow.organizations.queries.clients import ARCHIVED, SORTS, ClientFilter
from fitflow.organizations.services.client_import import Action, OnDuplicate


class ClientListIn(Shape):
    """What to look for. Archived clients are listed with `status=archived`."""

    search = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)
    status = serializers.ChoiceField(
        required=False, default="", allow_blank=True, choices=[*Client.Status.values, ARCHIVED]
    )
    location_id = serializers.UUIDField(required=False, default=None)
    sort = serializers.ChoiceField(required=False, default="name", choices=list(SORTS))


class ClientRecordIn(Shape):
    """A new record: name and e-mail are needed."""

    name = serializers.CharField(max_length=120)
    email = serializers.CharField(max_length=254)
    phone = serializers.CharField(required=False, allow_blank=True, max_length=40)
    status = serializers.ChoiceField(required=False, choices=Client.Status.values)
    location_id = serializers.UUIDField(required=False, allow_null=True)
    trainer_id = serializers.UUIDField(required=False, allow_null=True)
    goals = serializers.CharField(required=False, allow_blank=True)
    emergency_contact = serializers.CharField(required=False, allow_blank=True)


class ClientStatusIn(Shape):
    status = serializers.ChoiceField(choices=Client.Status.values)
    reason = serializers.CharField(required=False, default="", allow_blank=True)


class ClientNoteIn(Shape):
    text = serializers.CharField()


class ClientImportIn(Shape):
    """A list as the text of a CSV file, or as rows; a dry run unless `dry_run` is false."""

    csv = serializers.CharField(required=False, trim_whitespace=False)
    rows = serializers.ListField(
        required=False, child=serializers.DictField(child=serializers.CharField(allow_blank=True, allow_null=True))
    )
    on_duplicate = serializers.ChoiceField(
        required=False, default="skip", choices=[choice.value for choice in OnDuplicate]
    )
    dry_run = serializers.BooleanField(required=False, default=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("csv" in attrs) == ("rows" in attrs):
            raise serializers.ValidationError({"csv": _("Send either csv or rows.")})
        return attrs


class ClientOut(Shape):
    """A record; what other apps know stands in the profile."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()
    status = serializers.ChoiceField(choices=Client.Status.values)
    archived_at = serializers.DateTimeField(allow_null=True)
    location = NamedOut(allow_null=True)
    trainer = NamedOut(allow_null=True)
    goals = serializers.CharField()
    emergency_contact = serializers.CharField()
    has_login = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class ClientProfileOut(ClientOut):
    """The record with the share of every part of the product, under the part's key."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        shapes = {part.key: part.profile_shape() for part in offered(ClientPart) if part.profile_shape}
        return {**super().get_fields(), **shapes}


ClientListOut = listed(ClientOut)


class ClientNoteOut(Shape):
    id = serializers.UUIDField()
    text = serializers.CharField()
    author = NamedOut(of=("author_id", "author_name"), allow_null=True)
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)


ClientNoteListOut = listed(ClientNoteOut)


class ImportedRowOut(Shape):
    row = serializers.IntegerField(source="number")
    action = serializers.ChoiceField(choices=[action.value for action in Action])
    client_id = serializers.UUIDField(source="client.pk", allow_null=True)
    name = serializers.CharField(source="values.name", allow_null=True)
    email = serializers.CharField(source="values.email", allow_null=True)
    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))  # type: ignore[assignment]


class ClientImportOut(Shape):
    """What happened to each row; without an id it was a dry run."""

    id = serializers.UUIDField(source="import_id", allow_null=True)
    counts = serializers.DictField(child=serializers.IntegerField())
    rows = ImportedRowOut(many=True)


def client_filter(query: Any) -> ClientFilter:
    """The filter of a list's address; paging stands there too."""
    return ClientFilter(**read_query(ClientListIn, query))
