"""Words that several pages of the studio share: the states of a client with their colours, columns, titles."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fitflow.core.formats import Formats
from fitflow.organizations.models import Client
from fitflow.organizations.rules.client_fields import FIELDS

Words = str | Promise
#: The title of the entries about the studio as a whole in the rail of the desk.
STUDIO = _("Studio")


@dataclass(frozen=True)
class StatusWords:
    label: Words
    many: Words
    tone: str
    hint: Words


STATUS_WORDS: Mapping[str, StatusWords] = {
    "lead": StatusWords(_("Lead"), _("Leads"), "violet", _("Has signed up, has not bought yet.")),
    "active": StatusWords(_("Active"), _("Active"), "green", _("Trains here.")),
    "inactive": StatusWords(_("Inactive"), _("Inactive"), "slate", _("Pauses, and cannot book.")),
    "churned": StatusWords(_("Left"), _("Left"), "orange", _("Has left the studio, and cannot book.")),
}
ARCHIVED_WORDS = StatusWords(_("Archived"), _("Archived"), "slate", _("Out of the lists; everything is kept."))
SORT_WORDS: Mapping[str, Words] = {"name": _("By name"), "date": _("Newest first"), "status": _("By status")}
#: What the columns of an imported list become.
COLUMN_WORDS: Mapping[str, Words] = {
    **{field.relation: field.desk.label for field in FIELDS if field.headings},
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "notes": _("Notes"),
}


def details_of(client: Client, formats: Formats) -> list[tuple[Words, str]]:
    """The details on the record's first page; a location or a trainer only where there is one."""
    shown = [(field, getattr(client, field.relation)) for field in FIELDS if field.in_details]
    known = [(field, value) for field, value in shown if value or not field.is_reference]
    return [(field.desk.label, value_words(value, formats)) for field, value in known]


def value_words(value: object, formats: Formats) -> str:
    """A value as people read it; "" for none."""
    if isinstance(value, date):
        return formats.day(value, "date")
    return str(value) if value else ""


def words_of(client: Client) -> StatusWords:
    return ARCHIVED_WORDS if client.archived_at else STATUS_WORDS[client.status]
