"""Words that several pages of the studio share: the states of a client with their colours, columns, titles."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fitflow.organizations.models import Client

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
    "name": _("Name"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "status": _("Status"),
    "location": _("Home location"),
    "goals": _("Goals"),
    "emergency_contact": _("Emergency contact"),
    "notes": _("Notes"),
}


def words_of(client: Client) -> StatusWords:
    return ARCHIVED_WORDS if client.archived_at else STATUS_WORDS[client.status]
