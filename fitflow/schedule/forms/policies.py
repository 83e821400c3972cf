"""The forms of a cancellation policy. The rows of one's own are as many as somebody asked for, without a script."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from fitflow.core.errors import Invalid
from fitflow.organizations.typed_settings.tiers import MOST_HOURS, MOST_TIERS
from fitflow.schedule.models import CancellationPolicy
from fitflow.schedule.queries.policies import Wanted
from fitflow.schedule.rules.own_policies import LONGEST_NAME, Rows, read_rows
from fitflow.schedule.rules.policies import PolicyKind
from fitflow.schedule.settings import POLICY
from fitflow.ui.forms import WholeField

FIRST_ROWS: Rows = [[24, 100], [12, 50]]
KINDS = [
    (PolicyKind.CUSTOM.value, _("Own rows: you say what comes back until when")),
    *(choice for choice in POLICY.choices if choice[0] != PolicyKind.CUSTOM),
]


class RowForm(forms.Form):
    """One row: so many hours before the start or earlier, so much comes back."""

    hours = forms.FloatField(
        label=_("Hours before the start"),
        required=False,
        min_value=0,
        max_value=MOST_HOURS,
        widget=forms.NumberInput({"step": "any", "inputmode": "decimal", "aria-label": _("Hours before the start")}),
    )
    percent = WholeField(
        label=_("Percent back"),
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.NumberInput({"step": "1", "inputmode": "numeric", "aria-label": _("Percent back")}),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        empty = [name for name in ("hours", "percent") if name in given and given[name] is None]
        if len(empty) == 1 and not self.errors:
            self.add_error(empty[0], _now("Each row needs hours and percent."))
        return given

    def row(self) -> list[int | float] | None:
        """The row, or None when nothing stands in it."""
        hours, percent = self.cleaned_data.get("hours"), self.cleaned_data.get("percent")
        if hours is None or percent is None:
            return None
        return [int(hours) if hours == int(hours) else hours, percent]


class PolicyForm(forms.Form):
    """Name, kind and rows. `rows` are forms of their own: row-0, row-1 and so on."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, initial=PolicyKind.CUSTOM.value, widget=forms.RadioSelect)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        policy: CancellationPolicy | None = None,
        rows: Sequence[Sequence[int | float]] = (),
    ) -> None:
        initial = {"name": policy.name, "kind": policy.kind} if policy else {}
        super().__init__(data, initial=initial)
        self.policy = policy
        if policy is not None:
            del self.fields["kind"]
        self.stored = (policy.tiers if policy else rows) or FIRST_ROWS
        self.rows = _row_forms(data, self.stored)

    def beside(self) -> dict[str, list[str]]:
        """The rows, which are no fields of this form: what is stored, for whoever edits (`fitflow/ui/editing.py`)."""
        return {"tiers": [f"{hours:g}/{percent}" for hours, percent in self.stored]} if self.policy else {}

    @property
    def kind_now(self) -> str:
        """The kind that counts while the form is filled in."""
        if self.policy is not None:
            return self.policy.kind
        given: str = self.data.get("kind") or str(self.fields["kind"].initial) if self.is_bound else PolicyKind.CUSTOM
        return given if given in set(PolicyKind) else PolicyKind.CUSTOM.value

    @property
    def is_custom(self) -> bool:
        return self.kind_now == PolicyKind.CUSTOM

    @property
    def may_add(self) -> bool:
        return len(self.rows) < MOST_TIERS

    def is_valid(self) -> bool:
        rows = [row.is_valid() for row in self.rows] if self.is_custom else []
        return super().is_valid() and all(rows)

    def tiers(self) -> list[list[int | float]]:
        """The rows that are filled in."""
        if not self.is_custom:
            return []
        return [row for row in (form.row() for form in self.rows if form.is_valid()) if row is not None]

    def has_row_errors(self) -> bool:
        return any(form.errors for form in self.rows)

    def wanted(self) -> Wanted:
        """The policy as it stands in the form, for the preview; Invalid when the rows do not make sense yet."""
        if not self.is_bound:
            return Wanted(self.kind_now, tiers=self.stored)
        tiers = self.tiers()
        if self.is_custom and (self.has_row_errors() or not tiers):
            raise Invalid.field("tiers", _now("Fill in hours and percent to see what it means."))
        return Wanted(self.kind_now, tiers=read_rows(tiers) if self.is_custom else [])


def with_row(data: Any) -> Any:
    """The same entries with one more empty row."""
    changed = data.copy()
    count = _count(data)
    changed["rows"] = str(min(count + 1, MOST_TIERS))
    return changed


def without_row(data: Any, number: int) -> Any:
    """The same entries without one row; those behind it move up."""
    changed = data.copy()
    count = _count(data)
    for index in range(number, count - 1):
        for name in ("hours", "percent"):
            changed[f"row-{index}-{name}"] = data.get(f"row-{index + 1}-{name}", "")
    changed["rows"] = str(max(count - 1, 1))
    return changed


def _count(data: Mapping[str, Any]) -> int:
    text = str(data.get("rows", ""))
    return min(max(int(text), 1), MOST_TIERS) if text.isascii() and text.isdigit() and len(text) < 3 else 1


def _row_forms(data: Mapping[str, Any] | None, stored: Sequence[Sequence[int | float]]) -> list[RowForm]:
    if data is None:
        return [
            RowForm(prefix=f"row-{number}", initial={"hours": f"{hours:g}", "percent": percent})
            for number, (hours, percent) in enumerate(stored)
        ]
    return [RowForm(data, prefix=f"row-{number}") for number in range(_count(data))]
