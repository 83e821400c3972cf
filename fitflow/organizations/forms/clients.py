"""The forms about clients: what stands in them and how long it may be; the services check the rest."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from fitflow.core.bounds import LONGEST_REASON
from fitflow.core.errors import Invalid
from fitflow.core.formats import Formats
from fitflow.core.phones import example_phone
from fitflow.organizations.models import Client, Location, Staff
from fitflow.organizations.queries.clients import ARCHIVED, ClientFilter
from fitflow.organizations.rules.client_fields import FIELDS, Card, ClientField, Kind, Question, read_values
from fitflow.organizations.rules.clients import LONGEST_NOTE
from fitflow.organizations.words import SORT_WORDS, STATUS_WORDS
from fitflow.ui.forms import EmailAddressField, TextField, day_field


def status_labels() -> list[tuple[str, str]]:
    return [(name, str(words.label)) for name, words in STATUS_WORDS.items()]


class ClientListForm(forms.Form):
    """Search, location and order of the list. A value in the address that makes no sense is left out."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=200,
        widget=forms.SearchInput({"placeholder": _("Name, e-mail or phone"), "autocomplete": "off"}),
    )
    location = forms.ChoiceField(label=_("Location"), required=False)
    status = forms.ChoiceField(required=False, choices=[(name, name) for name in (*STATUS_WORDS, ARCHIVED)])
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=list(SORT_WORDS.items()))

    def __init__(self, data: Any, *, locations: Iterable[Location]) -> None:
        super().__init__(data)
        choices = [(str(location.pk), location.name) for location in locations]
        self.fields["location"] = forms.ChoiceField(
            label=_("Location"), required=False, choices=[("", _now("Every location")), *choices]
        )
        self.has_locations = len(choices) > 1

    def wanted(self) -> ClientFilter:
        self.full_clean()
        found = self.cleaned_data
        location = found.get("location")
        return ClientFilter(
            search=found.get("q", ""),
            status=found.get("status", ""),
            location_id=UUID(location) if location else None,
            sort=found.get("sort") or "name",
        )


def asked(field: ClientField, question: Question) -> forms.Field:
    """The form field that asks for a field of the record."""
    given: dict[str, Any] = {"label": question.label, "help_text": question.hint, "required": bool(question.missing)}
    if field.kind is Kind.STATUS:
        return forms.ChoiceField(**given | {"required": True}, initial=field.empty, choices=status_labels)
    if field.kind is Kind.REFERENCE:
        return forms.ChoiceField(**given)
    if field.kind is Kind.DAY:
        return day_field(**given)
    missing: dict[str, Any] = {"required": question.missing}
    if field.kind is Kind.EMAIL:
        return EmailAddressField(**given, error_messages=missing, widget=_widget(field, question))
    return forms.CharField(**given, max_length=field.longest, error_messages=missing, widget=_widget(field, question))


def _widget(field: ClientField, question: Question) -> forms.Widget:
    """Where a text is written."""
    attrs = {"autocomplete": question.autocomplete} if question.autocomplete else {}
    if field.kind is Kind.LINES:
        return forms.Textarea({"rows": 3, "maxlength": field.longest})
    if field.kind is Kind.EMAIL:
        return forms.EmailInput(attrs)
    if field.kind is Kind.PHONE:
        return forms.TextInput({"type": "tel", "inputmode": "tel", **attrs})
    return forms.TextInput(attrs)


class RecordForm(forms.Form):
    """Fields of a record: everything that is wrong with them is said at once."""

    def __init__(
        self,
        data: Any,
        questions: Iterable[tuple[ClientField, Question]],
        *,
        formats: Formats,
        client: Client | None = None,
    ) -> None:
        super().__init__(data, initial=_values(client, formats) if client else None)
        self.formats, self.client = formats, client
        self.fields.update({field.name: asked(field, question) for field, question in questions})
        words = _now("Write a telephone number, such as %(example)s.")
        self.fields["phone"].error_messages["required"] = words % {"example": example_phone(formats.country)}

    def clean_phone(self) -> str:
        """What was typed, or what is stored where nothing was changed."""
        typed: str = self.cleaned_data["phone"]
        return self.client.phone if self.client and typed == self.formats.phone(self.client.phone) else typed

    def clean(self) -> dict[str, Any]:
        try:
            return read_values(self.cleaned_data, self.formats.country, self.client)
        except Invalid as refusal:
            for name, texts in refusal.errors.items():
                self.add_error(name, list(texts))
        return self.cleaned_data


class ClientForm(RecordForm):
    """A record as the desk writes it. A new client has a phone; one who came by a list may have none."""

    def __init__(
        self,
        data: Any = None,
        *,
        formats: Formats,
        locations: Iterable[Location],
        trainers: Iterable[Staff],
        client: Client | None = None,
    ) -> None:
        questions = [(field, field.desk) for field in FIELDS]
        super().__init__(data, questions, formats=formats, client=client)
        home, trainer = (client.location, client.trainer) if client else (None, None)
        self._offer("location_id", _with(locations, home), _now("None") if client and not home else "")
        self._offer("trainer_id", _with(trainers, trainer), _now("Nobody in particular"))
        self.fields["phone"].required = client is None
        if client and client.archived_at:
            del self.fields["status"]

    def _offer(self, name: str, choices: list[tuple[str, str]], empty: str) -> None:
        """The choices of a field; where there is nothing to choose it is left out."""
        if not choices or (len(choices) == 1 and not empty):
            del self.fields[name]
            return
        offered = [("", empty), *choices] if empty else choices
        self.fields[name] = forms.ChoiceField(label=self.fields[name].label, required=False, choices=offered)

    @property
    def contact(self) -> list[list[forms.BoundField]]:
        return self._rows(Card.CONTACT)

    @property
    def training(self) -> list[list[forms.BoundField]]:
        return self._rows(Card.TRAINING)

    def _rows(self, card: Card) -> list[list[forms.BoundField]]:
        """The fields of a card; short ones that follow each other stand side by side."""
        shown = [field for field in FIELDS if field.card is card and field.name in self.fields]
        rows: list[list[forms.BoundField]] = []
        for is_short, fields in groupby(shown, key=lambda field: field.is_short):
            bound = [self[field.name] for field in fields]
            rows += [bound] if is_short else [[field] for field in bound]
        return rows


def _with(rows: Iterable[Location | Staff], chosen: Location | Staff | None) -> list[tuple[str, str]]:
    """What can be chosen, and what was chosen before even if it cannot be chosen any more."""
    named = {str(row.pk): row.name for row in rows}
    return list(({**named, str(chosen.pk): chosen.name} if chosen else named).items())


def _values(client: Client, formats: Formats) -> dict[str, Any]:
    return {field.name: getattr(client, field.name) for field in FIELDS} | {"phone": formats.phone(client.phone)}


class ProfileForm(RecordForm):
    """What members tell about themselves."""

    def __init__(self, data: Any = None, *, formats: Formats, client: Client) -> None:
        questions = [(field, field.member) for field in FIELDS if field.member]
        super().__init__(data, questions, formats=formats, client=client)


class StatusForm(forms.Form):
    status = forms.ChoiceField(label=_("Status"), choices=status_labels, widget=forms.RadioSelect)
    reason = TextField(
        label=_("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("Kept in the audit trail. When somebody leaves, write why."),
        widget=forms.Textarea({"rows": 2}),
    )


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"),
        max_length=LONGEST_NOTE,
        error_messages={"required": _("Write something first.")},
        widget=forms.Textarea({"rows": 3, "placeholder": _("Visible to staff only")}),
    )
