"""Filters of the audit trail, for the page and the API alike."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fitflow.core.actor import Actor
from fitflow.core.errors import Invalid
from fitflow.core.zones import UnreadableTime, parse_bound
from fitflow.organizations.queries.audit import AuditFilter
from fitflow.organizations.queries.staff import people_who_act

SYSTEM = "system"
#: What people look for, by the first word of the event's type; the words that belong together stand together.
FAMILIES = {
    "booking": _("Bookings"),
    "hold": _("Holds"),
    "waitlist": _("Waiting lists"),
    "checkin": _("Attendance"),
    "session": _("Classes"),
    "series": _("Series"),
    "class_type": _("Class types"),
    "policy": _("Cancellation policies"),
    "credit": _("Credits"),
    "client": _("Clients"),
    "clients": _("Imports of clients"),
    "message": _("Messages"),
    "staff": _("Staff"),
    "location": _("Locations"),
    "settings": _("Settings"),
    "organization": _("Studio"),
}


class AuditForm(forms.Form):
    """Which events."""

    type = forms.CharField(label=_("What"), required=False, max_length=100)
    person = forms.CharField(label=_("Who"), required=False, max_length=40)
    to = forms.CharField(label=_("To"), required=False, max_length=40, widget=forms.DateInput({"type": "date"}))
    entity = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A word of Python, so not a name in the class.
        self.fields["from"] = forms.CharField(
            label=_("From"), required=False, max_length=40, widget=forms.DateInput({"type": "date"})
        )
        self.order_fields(["type", "person", "from", "to", "entity"])

    def clean_person(self) -> str:
        person: str = self.cleaned_data["person"]
        if person and person != SYSTEM:
            try:
                UUID(person)
            except ValueError as error:
                raise forms.ValidationError(_("Use the id of a person, or “system”.")) from error
        return person

    def wanted(self, actor: Actor) -> AuditFilter:
        """The filter; raises Invalid that names what is wrong. Dates are studio days, `to` is included."""
        if not self.is_valid():
            raise Invalid({name: [str(text) for text in texts] for name, texts in self.errors.items()})
        given = self.cleaned_data
        return AuditFilter(
            type=given["type"],
            person_id=UUID(given["person"]) if given["person"] not in ("", SYSTEM) else None,
            by_system=given["person"] == SYSTEM,
            entity_id=given["entity"],
            since=_bound(actor, "from", given["from"]),
            before=_bound(actor, "to", given["to"]),
        )


def _bound(actor: Actor, name: str, text: str) -> datetime | None:
    if not text:
        return None
    try:
        return parse_bound(text, actor.zone, is_end=name == "to")
    except UnreadableTime as error:
        raise Invalid.field(name, str(error)) from error


def page_form(actor: Actor, data: Any) -> AuditForm:
    """The same with choices, for the page."""
    form = AuditForm(data)
    kinds = [("", _("Everything")), *FAMILIES.items()]
    chosen = form.data.get("type", "")
    if chosen and chosen not in FAMILIES:
        kinds.append((chosen, chosen))
    people = [
        ("", _("Everybody")),
        *((str(key), name) for key, name in people_who_act(actor)),
        (SYSTEM, _("Nobody (by itself)")),
    ]
    form.fields["type"].widget = forms.Select(choices=kinds)
    form.fields["person"].widget = forms.Select(choices=people)
    return form
