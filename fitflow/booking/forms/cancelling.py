"""What pages of cancelling send along: the credits they said would come back."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fitflow.core.errors import Invalid
from fitflow.ui.forms import WholeField


class ShownRefundField(forms.DecimalField):
    """A hidden field with the credits that come back. Shown again it says what holds then, not what was sent."""

    def __init__(self) -> None:
        super().__init__(required=False, min_value=0, max_digits=10, decimal_places=2, widget=forms.HiddenInput())

    def bound_data(self, _data: Any, initial: Any) -> Any:
        return initial


def _not_ours(name: str) -> Invalid:
    """Nobody types these: a page sent them that is old, or none of ours."""
    return Invalid.field(name, _("Open the page again: it shows what comes back now."))


def shown_refund(answers: Mapping[str, str]) -> Decimal | None:
    """The credits a page said would come back; None when it did not say."""
    try:
        shown: Decimal | None = ShownRefundField().clean(answers.get("expected_refund", ""))
    except ValidationError as error:
        raise _not_ours("expected_refund") from error
    return shown


def shown_percent(answers: Mapping[str, str]) -> int | None:
    """The share a page said would come back of a booking that is paid at the studio; None when it did not say."""
    try:
        shown: int | None = WholeField(required=False, min_value=0, max_value=100).clean(
            answers.get("expected_percent", "")
        )
    except ValidationError as error:
        raise _not_ours("expected_percent") from error
    return shown
