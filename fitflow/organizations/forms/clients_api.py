"""The shape of what programs send about clients; what the values may be is checked by the services."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from fitflow.core.bounds import LONGEST_REASON
from fitflow.core.fields import TextIn
from fitflow.core.offers import offered
from fitflow.core.shapes import NamedOut, Shape, listed, read_query
from fitflow.organizations.hooks import ClientPart
from fitflow.organizations.models import Client
from fitflow.organizations.queries.clients import ARCHIVED, SORTS, ClientFilter
from fitflow.organizations.rules.client_fields import FIELDS, ClientField, Kind
from fitflow.organizations.rules.client_headings import HEADINGS
from fitflow.organizations.services.client_import import Action, OnDuplicate


class ClientListIn(Shape):
    """What to look for. Archived clients are listed with `status=archived`."""

    search = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)
    status = serializers.ChoiceField(
        required=False, default="", allow_blank=True, choices=[*Client.Status.values, ARCHIVED]
    )
    location_id = serializers.UUIDField(required=False, default=None)
    sort = serializers.ChoiceField(required=False, default="name", choices=list(SORTS))


MOST_COLUMNS = 200
Field = serializers.Field[Any, Any, Any, Any]


def sent(field: ClientField) -> Field:
    """How programs send a field."""
    needed: dict[str, Any] = {"required": field.is_needed}
    if field.kind is Kind.STATUS:
        return serializers.ChoiceField(choices=Client.Status.values, **needed)
    if field.kind is Kind.REFERENCE:
        return serializers.UUIDField(allow_null=True, **needed)
    if field.kind is Kind.DAY:
        return serializers.DateField(allow_null=True, **needed)
    return serializers.CharField(max_length=field.longest, allow_blank=not field.is_needed, **needed)


def told(field: ClientField) -> Field:
    """How programs get it."""
    if field.kind is Kind.STATUS:
        return serializers.ChoiceField(choices=Client.Status.values)
    if field.kind is Kind.REFERENCE:
        return NamedOut(allow_null=True)
    if field.kind is Kind.DAY:
        return serializers.DateField(allow_null=True)
    return serializers.CharField()


class ClientRecordIn(Shape):
    """A new record: name and e-mail are needed."""

    def get_fields(self) -> dict[str, Field]:
        return {field.name: sent(field) for field in FIELDS}


class ClientStatusIn(Shape):
    status = serializers.ChoiceField(choices=Client.Status.values)
    reason = TextIn(required=False, default="", allow_blank=True, max_length=LONGEST_REASON)


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
    columns = serializers.ListField(
        required=False,
        max_length=MOST_COLUMNS,
        child=serializers.ChoiceField(choices=["", *HEADINGS], allow_blank=True),
        help_text="for csv: the field that each column fills, in order; empty: left out. Without it, the headings say.",
    )  # fmt: skip
    statuses = serializers.DictField(
        required=False, default=dict, child=serializers.ChoiceField(choices=["", *Client.Status.values]),
        help_text="what other words for a status mean; empty: as for a cell that is empty",
    )  # fmt: skip
    locations = serializers.DictField(
        required=False, default=dict, child=serializers.UUIDField(allow_null=True),
        help_text="which location other names mean; null: none",
    )  # fmt: skip
    wrong = serializers.ChoiceField(
        required=False, default="refuse", choices=["refuse", "leave"],
        help_text="leave: rows that are wrong are left out, and the others taken in",
    )  # fmt: skip
    dry_run = serializers.BooleanField(required=False, default=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("csv" in attrs) == ("rows" in attrs):
            raise serializers.ValidationError({"csv": _("Send either csv or rows.")})
        return attrs


class ClientOut(Shape):
    """A record; what other apps know stands in the profile."""

    id = serializers.UUIDField()
    archived_at = serializers.DateTimeField(allow_null=True)
    has_joined = serializers.BooleanField(help_text="their person said that the record is theirs, or signed up")
    created_at = serializers.DateTimeField()
    churned_on = serializers.DateField(allow_null=True, help_text="the studio's day on which they left")

    def get_fields(self) -> dict[str, Field]:
        """The fields of a record, behind its id."""
        own = super().get_fields()
        return {"id": own.pop("id"), **{field.relation: told(field) for field in FIELDS}, **own}


class ClientProfileOut(ClientOut):
    """The record with the share of every part of the product, under the part's key."""

    def get_fields(self) -> dict[str, Field]:
        shapes = {part.key: part.profile_shape() for part in offered(ClientPart) if part.profile_shape}
        return {**super().get_fields(), **shapes}


ClientListOut = listed(ClientOut)


class ClientNoteOut(Shape):
    id = serializers.UUIDField()
    text = serializers.CharField()
    author = NamedOut(of=("author_id", "author_name"), allow_null=True)
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)


class WaitingRecordOut(Shape):
    """A record that waits for an answer; `id` is the client's."""

    id = serializers.UUIDField(source="client_id")
    studio = serializers.CharField()
    email = serializers.EmailField()


class RecordJoinedOut(Shape):
    """What somebody is in the studio that they joined."""

    client_id = serializers.UUIDField()
    slug = serializers.CharField(source="studio.slug")
    name = serializers.CharField(source="studio.name")


WaitingListOut = listed(WaitingRecordOut)
ClientNoteListOut = listed(ClientNoteOut)


class ImportedRowOut(Shape):
    row = serializers.IntegerField(source="number")
    action = serializers.ChoiceField(choices=[action.value for action in Action])
    client_id = serializers.UUIDField(source="client.pk", allow_null=True)
    name = serializers.CharField(source="values.name", allow_null=True)
    email = serializers.CharField(source="values.email", allow_null=True)
    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))  # type: ignore[assignment]
    left_out = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="what was left out of a row that is taken in, and why",
    )


class ImportedColumnOut(Shape):
    heading = serializers.CharField(allow_blank=True)
    field = serializers.CharField(allow_blank=True, help_text="empty: the column is left out")


class ImportedTitleOut(Shape):
    row = serializers.IntegerField()
    text = serializers.CharField()


class UnknownWordOut(Shape):
    word = serializers.CharField()
    rows = serializers.IntegerField()


class ClientImportOut(Shape):
    """What happened to each row; without an id it was a dry run."""

    id = serializers.UUIDField(source="import_id", allow_null=True)
    counts = serializers.DictField(child=serializers.IntegerField())
    rows = ImportedRowOut(many=True)
    columns = ImportedColumnOut(many=True, help_text="of a csv")
    titles = ImportedTitleOut(many=True, help_text="rows above the headings of a csv, which are skipped")
    unknown_statuses = UnknownWordOut(many=True)
    unknown_locations = UnknownWordOut(many=True)


def client_filter(query: Any) -> ClientFilter:
    """The filter of a list's address; paging stands there too."""
    return ClientFilter(**read_query(ClientListIn, query))
