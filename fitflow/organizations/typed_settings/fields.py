"""Inputs that belong together: a number with its unit, two times of a day, rows of a policy."""

from collections.abc import Sequence
from datetime import time
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fitflow.core.money import plain_credits, plain_whole
from fitflow.organizations.typed_settings.lengths import (
    LengthUnit,
    join_length,
    length_text,
    read_lengths,
    split_length,
)

UNITS = [(LengthUnit.MINUTES, _("minutes")), (LengthUnit.HOURS, _("hours")), (LengthUnit.DAYS, _("days"))]
TIER_ROWS = 6
GROUP = "organizations/forms/group.html"


class _Joined(forms.MultiWidget):
    """Each part has a label of its own for those who do not see the row."""

    template_name = "organizations/forms/joined.html"
    labels: ClassVar[Sequence[str | Promise]] = ()

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for number, part in enumerate(context["widget"]["subwidgets"]):
            label = self.labels[number % len(self.labels)]
            part["attrs"] |= {"aria-label": label}
            if part["template_name"].endswith("select.html"):
                part["attrs"]["class"] = str(part["attrs"].get("class", "")).replace("form-control", "form-select")
        return context


class UnitField(forms.Field):
    """A number with the word for what it counts behind it."""

    def __init__(
        self, *, low: int, high: int, unit: str, step: str = "1", mode: str = "numeric", **kwargs: Any
    ) -> None:
        self.unit = unit
        attrs = {"min": str(low), "max": str(high), "step": step, "inputmode": mode}
        super().__init__(widget=forms.NumberInput(attrs), **kwargs)
        self.template_name = "organizations/forms/unit.html"


class WholeNumberField(UnitField):
    """A whole number; empty is None."""

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return plain_whole(text)
        except ValueError as error:
            raise forms.ValidationError(_("Write a whole number.")) from error


class CreditsField(UnitField):
    """An amount of credits, with a point or a comma."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(step="0.01", mode="decimal", **kwargs)

    def prepare_value(self, value: Any) -> Any:
        is_amount = str(value).replace(".", "", 1).isdigit()
        return plain_credits(Decimal(value)) if value and is_amount else value

    def to_python(self, value: Any) -> Any:
        return str(value or "").strip().replace(",", ".")


class LengthWidget(_Joined):
    """10 [minutes]"""

    labels = (_("Number"), _("Unit"))

    def __init__(self) -> None:
        number = forms.NumberInput({"min": "0", "step": "any", "inputmode": "decimal"})
        super().__init__([number, forms.Select(choices=UNITS)])

    def decompress(self, value: Any) -> list[Any]:
        if value in (None, ""):
            return [None, LengthUnit.MINUTES]
        number, unit = split_length(value)
        return [f"{number:f}", unit]


class LengthField(forms.MultiValueField):
    """A length of time in seconds; empty is None."""

    def __init__(self, **kwargs: Any) -> None:
        parts = (forms.DecimalField(max_digits=12, required=False), forms.ChoiceField(choices=UNITS, required=False))
        super().__init__(parts, widget=LengthWidget(), require_all_fields=False, **kwargs)
        self.template_name = GROUP

    def compress(self, parts: Sequence[Any]) -> Any:
        number, unit = parts or (None, "")
        if number is None:
            return None
        try:
            return join_length(Decimal(number), LengthUnit(unit or LengthUnit.MINUTES))
        except (ValueError, ArithmeticError) as error:
            raise forms.ValidationError(_("Use whole seconds, such as 1.5 minutes.")) from error


class LengthsField(forms.CharField):
    """Several lengths in one line: 24 h, 1 h."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(length_text, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        try:
            return read_lengths(super().to_python(value) or "")
        except ValueError as error:
            raise forms.ValidationError(_("Write lengths with their unit, such as “24 h, 1 h”.")) from error


class HoursWidget(_Joined):
    """From 22:00 to 07:00"""

    labels = (_("From"), _("To"))

    def __init__(self) -> None:
        super().__init__([forms.TimeInput({"type": "time"}, format="%H:%M") for _part in range(2)])

    def decompress(self, value: Any) -> list[Any]:
        return value.split("-") if value else [None, None]


class HoursField(forms.MultiValueField):
    """22:00-07:00 as the registry writes it; both empty is None."""

    def __init__(self, **kwargs: Any) -> None:
        parts = (forms.TimeField(required=False), forms.TimeField(required=False))
        super().__init__(parts, widget=HoursWidget(), require_all_fields=False, **kwargs)
        self.template_name = GROUP

    def compress(self, parts: Sequence[time | None]) -> Any:
        begins, ends = parts or (None, None)
        if begins is None and ends is None:
            return None
        if begins is None or ends is None:
            raise forms.ValidationError(_("Give both times, or leave both empty."))
        return f"{begins:%H:%M}-{ends:%H:%M}"


class TiersWidget(_Joined):
    """Rows of hours before the start and the percent that goes back."""

    template_name = "organizations/forms/tiers.html"
    labels = (_("Hours before the start"), _("Percent back"))

    def __init__(self) -> None:
        hours = {"min": "0", "max": "720", "step": "any", "inputmode": "decimal"}
        percent = {"min": "0", "max": "100", "step": "1", "inputmode": "numeric"}
        super().__init__([forms.NumberInput(part) for _row in range(TIER_ROWS) for part in (hours, percent)])

    def decompress(self, value: Any) -> list[Any]:
        cells = [f"{cell:g}" for row in value or [] for cell in row]
        return [*cells, *[None] * (2 * TIER_ROWS - len(cells))]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        is_stored = isinstance(value, list) and all(isinstance(row, list) for row in value)
        context = super().get_context(name, self.decompress(value) if is_stored else value, attrs)
        parts = context["widget"]["subwidgets"]
        context["widget"]["rows"] = [parts[start : start + 2] for start in range(0, len(parts), 2)]
        return context


class TiersField(forms.MultiValueField):
    """[[hours, percent], ...]; empty rows are left out."""

    def __init__(self, **kwargs: Any) -> None:
        pair = (forms.FloatField(required=False), forms.IntegerField(required=False))
        parts = [part for _row in range(TIER_ROWS) for part in pair]
        super().__init__(parts, widget=TiersWidget(), require_all_fields=False, **kwargs)
        self.template_name = GROUP

    def compress(self, parts: Sequence[Any]) -> Any:
        cells = list(parts)
        rows = [cells[start : start + 2] for start in range(0, len(cells), 2)]
        filled = [row for row in rows if any(cell is not None for cell in row)]
        if any(None in row for row in filled):
            raise forms.ValidationError(_("Each row needs both hours and percent."))
        return [[int(hours) if hours == int(hours) else hours, percent] for hours, percent in filled]
