"""Shapes of what people and programs send and get."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from fitflow.billing import rules
from fitflow.billing.models import CreditRequest
from fitflow.billing.queries.movements import MovementFilter
from fitflow.billing.queries.wallets import Wallet
from fitflow.billing.services.requests import USUAL_AMOUNT
from fitflow.core.actor import Actor
from fitflow.core.errors import Invalid
from fitflow.core.fields import AmountIn, TextIn
from fitflow.core.formats import Formats
from fitflow.core.shapes import CreditsOut, NamedOut, Shape, listed
from fitflow.core.zones import UnreadableTime, day_bounds, parse_bound
from fitflow.ui.forms import AmountField, day_field, offer, write_amounts

LEAST, MOST = Decimal("0.01"), Decimal("9999.99")
LONGEST_REASON = 300


def _amount_field(label: Any, **options: Any) -> AmountField:
    return AmountField(label=label, min_value=LEAST, max_value=MOST, decimal_places=2, **options)


def _reason_field(**options: Any) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("The member reads it in their wallet."),
        **options,
    )


class GiveForm(forms.Form):
    """Credits for a client: how many, until when, why."""

    amount = _amount_field(gettext_lazy("Credits"))
    last_day = day_field(gettext_lazy("Can be used until"), required=False)
    reason = _reason_field()

    def __init__(self, *args: Any, formats: Formats, default_end: date | None, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        write_amounts(self, formats)
        usual = formats.day(default_end, "date") if default_end else _("for ever")
        self.fields["last_day"].help_text = _("Left empty: %(end)s.") % {"end": usual}
        self.fields["last_day"].widget.attrs["min"] = today.isoformat()

    def clean_last_day(self) -> date | None:
        last_day: date | None = self.cleaned_data["last_day"]
        if last_day is not None and last_day < self.today:
            raise forms.ValidationError(_("Choose today or a later day."))
        return last_day


#: Why the desk gives or takes one credit, as the member reads it; somewhere in between stands the longer form.
QUICK_REASONS = (
    gettext_lazy("Correction"),
    gettext_lazy("Goodwill"),
    gettext_lazy("Paid at the desk"),
    gettext_lazy("Came without booking"),
)


class QuickForm(forms.Form):
    """One credit more or less, with one of the usual reasons."""

    amount = forms.TypedChoiceField(choices=[("1", "+1"), ("-1", "−1")], coerce=Decimal)
    reason = forms.TypedChoiceField(
        label=gettext_lazy("Reason"),
        choices=[(str(number), text) for number, text in enumerate(QUICK_REASONS)],
        coerce=lambda number: str(QUICK_REASONS[int(number)]),
        widget=forms.RadioSelect,
        initial="0",
    )


class TakeForm(forms.Form):
    """Credits to take away: how many, of which lot, why."""

    amount = _amount_field(gettext_lazy("Credits"))
    lot = forms.ChoiceField(label=gettext_lazy("From"), required=False)
    reason = _reason_field()

    def __init__(self, *args: Any, formats: Formats, wallet: Wallet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wallet, self.formats = wallet, formats
        write_amounts(self, formats)
        lots = [(str(part.lot.pk), part.choice_words(formats)) for part in wallet.lots]
        self.lots = {"": _("Whatever expires first"), **dict(lots)}
        offer(self, "lot", self.lots.items())

    @property
    def lot_words(self) -> str:
        """Where the credits are taken from, as it was chosen."""
        return self.lots[self.cleaned_data["lot"]]

    def clean(self) -> dict[str, Any]:
        checked: dict[str, Any] = super().clean() or self.cleaned_data
        left = {str(part.lot.pk): part.lot.remaining for part in self.wallet.lots}.get(checked.get("lot", ""))
        most = self.wallet.balance if left is None else left
        if checked.get("amount", LEAST) > most:
            self.add_error("amount", _("Only %(left)s are left there.") % {"left": self.formats.number(most)})
        return checked


class MovementFilterForm(forms.Form):
    """What a list of movements is narrowed to."""

    q = forms.CharField(label=gettext_lazy("Member"), required=False, max_length=100)
    kind = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    since = day_field(gettext_lazy("From"), required=False)
    until = day_field(gettext_lazy("To"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [("", _("Everything")), *rules.posting_kinds()])

    def clean(self) -> dict[str, Any]:
        checked: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = checked.get("since"), checked.get("until")
        if since and until and until < since:
            self.add_error("until", _("Choose the first day or a later one."))
        return checked

    def wanted(self, actor: Actor) -> MovementFilter:
        """The filter; what is not right narrows nothing."""
        checked: Mapping[str, Any] = self.cleaned_data if self.is_bound and self.is_valid() else {}
        since, until = checked.get("since"), checked.get("until")
        return MovementFilter(
            kind=checked.get("kind", ""),
            search=checked.get("q", ""),
            since=day_bounds(since, actor.zone).start if since else None,
            until=day_bounds(until, actor.zone).end if until else None,
        )


class CreditsIn(Shape):
    """Credits to give, or to take away when negative. `valid_until`: a studio day (included) or a time."""

    amount = AmountIn(max_digits=6, decimal_places=2)
    reason = TextIn(max_length=LONGEST_REASON)
    valid_until = serializers.CharField(required=False, allow_null=True, default=None)


class UndoIn(Shape):
    posting = serializers.UUIDField(help_text="`id` of the answer that gave or took the credits")


class ChangedOut(Shape):
    """What was given or taken, and the balance after it."""

    id = serializers.UUIDField(source="posting_id")
    kind = serializers.ChoiceField(["grant", "correction", "refund"])
    client = serializers.UUIDField()
    amount = CreditsOut()
    lot = serializers.UUIDField(source="lot_id", allow_null=True)
    reason = serializers.CharField()
    balance = CreditsOut()
    created_at = serializers.DateTimeField()


class TransactionOut(Shape):
    """A movement's part in one lot. `booking`: the booking it is about, if any."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField([kind for kind, _name in rules.posting_kinds()])
    amount = serializers.CharField()
    lot = serializers.UUIDField(source="lot.pk")
    booking = serializers.UUIDField(source="booking_id", allow_null=True)
    client = NamedOut(of=("client_id", "client_name"))
    reference = serializers.CharField()
    created_at = serializers.DateTimeField(source="at")
    reason = serializers.CharField(allow_blank=True)
    outcome = serializers.CharField(
        allow_blank=True, help_text="why so much of a cancelled booking came back, in words; else empty"
    )


TransactionsOut = listed(TransactionOut)


class LotOut(Shape):
    """Credits with one validity; `is_next`: used first for a class."""

    id = serializers.UUIDField(source="lot.pk")
    title = serializers.CharField()
    origin = serializers.CharField(source="lot.origin")
    quantity = serializers.CharField(source="lot.quantity")
    remaining = serializers.CharField(source="lot.remaining")
    valid_from = serializers.DateTimeField(source="lot.valid_from")
    valid_until = serializers.DateTimeField(source="lot.valid_until", allow_null=True)
    kinds = serializers.ListField(source="lot.kinds", child=serializers.CharField())
    is_next = serializers.BooleanField()
    why = serializers.CharField(allow_blank=True)


class BalanceOut(Shape):
    """What a client has, in the profile."""

    balance = CreditsOut()


class WalletOut(Shape):
    client = serializers.UUIDField(source="client_id")
    balance = CreditsOut()
    lots = LotOut(many=True)


class AskIn(Shape):
    """What they want to book, if they say so."""

    session = serializers.UUIDField(required=False, allow_null=True, default=None)


class GiveAskedIn(Shape):
    amount = AmountIn(6, 2, min_value=LEAST, max_value=MOST, required=False, default=USUAL_AMOUNT, help_text="credits")
    reason = TextIn(required=False, allow_blank=True, default="", max_length=LONGEST_REASON)


class CreditRequestOut(Shape):
    """A request for credits and how it stands. `reference` is what they wanted to book: `session:<id>`, or empty."""

    id = serializers.UUIDField()
    client = NamedOut()
    reference = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(CreditRequest.Status.values)
    asked_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)


CreditRequestsOut = listed(CreditRequestOut)


def read_end(actor: Actor, text: str | None) -> datetime | None:
    """`valid_until` of a request."""
    if not text:
        return None
    try:
        return parse_bound(text, actor.zone, is_end=True)
    except UnreadableTime as error:
        raise Invalid.field("valid_until", str(error)) from error


def read_filter(actor: Actor, query: Mapping[str, str]) -> MovementFilter:
    """`client_id`, `kind`, `from` and `to` of a list's address."""
    errors: dict[str, list[str]] = {}

    def bound(name: str) -> datetime | None:
        try:
            return parse_bound(query[name], actor.zone, is_end=name == "to") if query.get(name) else None
        except UnreadableTime as error:
            errors[name] = [str(error)]
            return None

    kinds = [kind for kind, _name in rules.posting_kinds()]
    if query.get("kind", "") not in ["", *kinds]:
        errors["kind"] = [_("Use one of %(names)s.") % {"names": ", ".join(kinds)}]
    if "\0" in query.get("q", ""):
        errors["q"] = [_("Use letters, digits and blanks.")]
    since, until = bound("from"), bound("to")
    if errors:
        raise Invalid(errors)
    return MovementFilter(
        client_id=read_client(query), kind=query.get("kind", ""), since=since, until=until, search=query.get("q", "")
    )


def read_client(query: Mapping[str, str]) -> UUID | None:
    """`client_id` of an address."""
    text = query.get("client_id", "")
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Invalid.field("client_id", _("This is not the id of a client.")) from error
