"""What a visitor narrows the schedule to."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from fitflow.booking.queries.public import Choices
from fitflow.booking.queries.sessions import SessionFilter
from fitflow.core.zones import Period

Named = Iterable[tuple[UUID, str]]


def pill(label: Any) -> forms.Select:
    return forms.Select({"aria-label": label, "class": "pill-select"})


class FilterField(forms.TypedChoiceField):
    """A filter with one choice decides nothing; it is left out unless somebody followed a link with it."""

    is_shown = False


def one_of(label: Any) -> FilterField:
    return FilterField(
        label=label,
        required=False,
        coerce=UUID,
        empty_value=None,
        widget=pill(label),
        error_messages={"invalid_choice": _("This is not on the schedule. Choose one of the list.")},
    )


class ScheduleForm(forms.Form):
    """Day, class, trainer, location, only what is free: all of it in the address, so that it can be shared."""

    day = forms.DateField(
        required=False,
        label=_("Day"),
        widget=forms.HiddenInput(),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Write the day like 2026-11-20.")},
    )
    type = one_of(_("Class"))
    trainer = one_of(_("Trainer"))
    location = one_of(_("Place"))
    free = forms.BooleanField(required=False, label=_("Free places"))

    def __init__(self, data: Any, choices: Choices) -> None:
        super().__init__(data)
        self.offer("type", _t("All classes"), choices.types)
        self.offer("trainer", _t("All trainers"), choices.trainers)
        self.offer("location", _t("All places"), choices.locations)

    def offer(self, name: str, everything: str, options: Named) -> None:
        field = cast(FilterField, self.fields[name])
        listed = [(str(key), text) for key, text in options]
        field.choices, field.is_shown = [("", everything), *listed], len(listed) > 1

    @property
    def wanted_day(self) -> date | None:
        day: date | None = self.valid.get("day")
        return day

    @property
    def valid(self) -> dict[str, Any]:
        """What was understood; the rest is said beside the field."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def narrowed(self) -> dict[str, str]:
        """The filters in use, as they stand in an address."""
        texts = {name: str(value) for name, value in self.valid.items() if name not in {"day", "free"}}
        return {**texts, "free": "on"} if self.valid.get("free") else texts

    def session_filter(self, period: Period, *, limit: int) -> SessionFilter:
        return SessionFilter(
            start=period.start,
            end=period.end,
            trainer_id=self.valid.get("trainer"),
            class_type_id=self.valid.get("type"),
            location_id=self.valid.get("location"),
            available=bool(self.valid.get("free")),
            limit=limit,
        )
