"""What staff type at the desk: a session, where it goes, how many spots, why. Times are of the studio's clock."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fitflow.booking.forms.cancelling import ShownRefundField
from fitflow.booking.models import Booking
from fitflow.booking.rules.settling import LONGEST_NOTE
from fitflow.booking.services.sessions import SessionDetails
from fitflow.core.bounds import MOST_PRICE
from fitflow.core.formats import Formats
from fitflow.core.zones import WallTimeRefused, is_within_reach, reach_words, typed_instant
from fitflow.organizations.rules.client_fields import FIELDS as CLIENT_FIELDS
from fitflow.ui.forms import AmountField, EmailAddressField, LinkField, SpotsField, TextField, offer, write_amounts

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Named = Iterable[tuple[UUID, str]]
REASON_LENGTH = 300
LONGEST = {field.name: field.longest for field in CLIENT_FIELDS}
CLOCK, MOMENT = "%H:%M", "%Y-%m-%dT%H:%M"


def moment_field(label: "StrOrPromise", **options: Any) -> forms.CharField:
    """A day and a time of the studio's clock; it is no instant before `to_instant` has looked at the zone."""
    widget = forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT)
    return forms.CharField(label=label, widget=widget, **options)


def reason_field(label: "StrOrPromise", **options: Any) -> forms.CharField:
    return TextField(label=label, max_length=REASON_LENGTH, **options)


def id_field(label: "StrOrPromise", **options: Any) -> forms.TypedChoiceField:
    """One of the studio's things by its id; the choices are given by the form."""
    invalid = {"invalid_choice": _("Choose one of the list.")}
    return forms.TypedChoiceField(label=label, coerce=UUID, empty_value=None, error_messages=invalid, **options)


class DeskForm(forms.Form):
    """Knows the studio's clock, and shows refusals where they belong."""

    def __init__(self, data: Any = None, *, formats: Formats, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.formats, self.zone = formats, formats.zone
        write_amounts(self, formats)

    def offer(self, name: str, named: Named, *, empty: "StrOrPromise" = "") -> None:
        """The choices of a field."""
        first = [("", empty)] if empty else []
        offer(self, name, [*first, *((str(key), text) for key, text in named)])

    def to_instant(self, name: str, on: date, at: time) -> datetime | None:
        """The instant of a wall time; one that the clocks skip or show twice is refused beside its field."""
        if not is_within_reach(on):
            self.add_error(name, reach_words())
            return None
        try:
            return typed_instant(on, at, self.zone)
        except WallTimeRefused as refusal:
            self.add_error(name, self.formats.refused_wall(refusal))
            return None


class DetailsForm(DeskForm):
    """What changes without anybody having to be told."""

    cost_credits = AmountField(
        label=_("Credits"), required=False, min_value=0, max_value=MOST_PRICE, decimal_places=2,
        help_text=_("Leave empty for the price of the class type. 0 is free."),
    )  # fmt: skip
    policy = id_field(_("Cancellation policy"), required=False)
    opens_at = moment_field(_("Registration opens"))
    closes_at = moment_field(_("Registration closes"))
    late_cancel_at = moment_field(
        _("Everything back until"),
        required=False,
        help_text=_("Under the cut-off policy. Leave empty for its own time."),
    )
    online_url = LinkField(label=_("Online link"), required=False)
    note = TextField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}), help_text=_("Staff only.")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in ("opens_at", "closes_at", "late_cancel_at"):
            if data.get(name) and name in self.changed_data:
                data[name] = self._moment(name, data[name])
        return data

    def _moment(self, name: str, text: str) -> datetime | None:
        try:
            wall = datetime.fromisoformat(text).replace(tzinfo=None)
        except ValueError:
            self.add_error(name, _("Write a day and a time."))
            return None
        return self.to_instant(name, wall.date(), wall.time())

    def details(self) -> SessionDetails:
        """Only what is different: an unchanged window is not read back from the screen."""
        columns = {"policy": "policy_id"}
        changed = {columns.get(name, name): self.cleaned_data[name] for name in self.changed_data}
        if changed.get("late_cancel_at") == "":
            changed["late_cancel_at"] = None
        return SessionDetails(frozenset(changed), **changed)


class CapacityForm(DeskForm):
    capacity = SpotsField(label=_("Places"))
    reason = reason_field(_("Reason"), required=False, help_text=_("For the history; may be empty."))


class ReasonForm(DeskForm):
    """A reason everybody can read later."""

    reason = reason_field(_("Reason"))

    def __init__(
        self, data: Any = None, *, help_text: "StrOrPromise" = "", required: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["reason"].help_text = help_text
        self.fields["reason"].required = required


class LetOffForm(ReasonForm):
    """Why nothing is to be paid: it stands where the amount would."""

    reason = TextField(label=_("Reason"), max_length=LONGEST_NOTE)


class SettleForm(DeskForm):
    """How the money came, and what was paid. Each way of paying is a button of the page."""

    by = forms.ChoiceField(
        label=_("How it was paid"),
        choices=[(value, value) for value in Booking.PaidBy.values],
        widget=forms.HiddenInput,
        error_messages={"required": _("Choose cash, card or another way.")},
    )
    note = TextField(
        label=_("What was paid"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=_("In words, such as £12. May be empty."),
    )


class NewcomerForm(DeskForm):
    """Somebody who stands at the desk: what a record cannot do without, and a number to call."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST["name"])
    email = EmailAddressField(label=_("E-mail"))
    phone = forms.CharField(label=_("Phone"), required=False, max_length=LONGEST["phone"])

    @staticmethod
    def read(text: str) -> dict[str, str]:
        """What was searched for, in the field where it belongs."""
        typed = text.strip()
        if "@" in typed:
            return {"email": typed}
        return {"phone": typed} if any(sign.isdigit() for sign in typed) else {"name": typed}


class CancelBookingForm(ReasonForm):
    """For a client: as their policy says, or with everything back."""

    BY_POLICY, EVERYTHING = "policy", "everything"
    refund = forms.ChoiceField(label=_("Credits"), widget=forms.RadioSelect())
    expected_refund = ShownRefundField()
    field_order = ("refund", "reason")
