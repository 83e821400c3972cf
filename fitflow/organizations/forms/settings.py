"""The settings page: one form for each section, made from the registry."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fitflow.core.errors import Invalid
from fitflow.core.money import plain_credits
from fitflow.organizations.forms.start import currency_labels, preset_labels
from fitflow.organizations.forms.widgets import HoursField, LengthField, LengthsField, TiersField
from fitflow.organizations.registry import SETTINGS, Group, Kind, Setting, settings_by_group
from fitflow.organizations.registry.words import expected_words, unit_words
from fitflow.organizations.rules.names import LOCALES

WEEK_DAYS = [
    (1, _("Monday")), (2, _("Tuesday")), (3, _("Wednesday")), (4, _("Thursday")), (5, _("Friday")),
    (6, _("Saturday")), (7, _("Sunday")),
]  # fmt: skip


def field_name(key: str) -> str:
    return key.replace(".", "__")


class UnitField(forms.Field):
    """A number with the word for what it counts behind it."""

    def __init__(self, setting: Setting, **kwargs: Any) -> None:
        self.unit = unit_words(setting)
        attrs = {"min": str(setting.low), "max": str(setting.high), "inputmode": "numeric"}
        if setting.kind is Kind.CREDITS:
            attrs |= {"max": str(setting.high // 100), "step": "0.01", "inputmode": "decimal"}
        super().__init__(widget=forms.NumberInput(attrs), **kwargs)
        self.template_name = "organizations/forms/unit.html"


class NumberField(UnitField):
    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return int(text)
        except ValueError as error:
            raise forms.ValidationError(_("Write a whole number.")) from error


class CreditsField(UnitField):
    def prepare_value(self, value: Any) -> Any:
        return plain_credits(Decimal(value)) if value and _is_amount(value) else value

    def to_python(self, value: Any) -> Any:
        return str(value or "").strip().replace(",", ".")


def _is_amount(value: Any) -> bool:
    return str(value).replace(".", "", 1).isdigit()


def _choice(setting: Setting, **kwargs: Any) -> forms.Field:
    return forms.ChoiceField(choices=setting.choices, widget=forms.RadioSelect, **kwargs | {"required": True})


_FIELDS: Mapping[Kind, Callable[..., forms.Field]] = {
    Kind.FLAG: lambda _setting, **kwargs: forms.BooleanField(widget=forms.CheckboxInput({"role": "switch"}), **kwargs),
    Kind.NUMBER: NumberField,
    Kind.DURATION: lambda _setting, **kwargs: LengthField(**kwargs),
    Kind.DURATIONS: lambda _setting, **kwargs: LengthsField(**kwargs),
    Kind.CHOICE: _choice,
    Kind.CREDITS: CreditsField,
    Kind.TEXT: lambda setting, **kwargs: forms.CharField(max_length=setting.high, **kwargs),
    Kind.COLOR: lambda _setting, **kwargs: forms.CharField(
        widget=forms.TextInput({"type": "color", "class": "form-control-color"}), **kwargs
    ),
    Kind.HOURS: lambda _setting, **kwargs: HoursField(**kwargs),
    Kind.TIERS: lambda _setting, **kwargs: TiersField(**kwargs),
}


class SectionForm(forms.Form):
    """One section of the registry. What is right is decided by the registry; here its sentences are put into place."""

    def __init__(self, group: Group, values: Mapping[str, Any], data: Any = None) -> None:
        super().__init__(data, initial={field_name(key): value for key, value in values.items()})
        self.settings = settings_by_group()[group]
        for setting in self.settings:
            made = _FIELDS[setting.kind](setting, label=setting.label, help_text=setting.help, required=False)
            self.fields[field_name(setting.key)] = made

    def changes(self) -> dict[str, Any]:
        """What was entered, by key."""
        return {setting.key: self.cleaned_data[field_name(setting.key)] for setting in self.settings}

    def show(self, refusal: Invalid) -> None:
        for key in refusal.errors:
            self.add_error(field_name(key), expected_words(SETTINGS[key]))


class ProfileForm(forms.Form):
    """What the studio is called and where its clocks are."""

    name = forms.CharField(label=_("Name"), max_length=120)
    timezone = forms.CharField(
        label=_("Time zone"),
        max_length=64,
        help_text=_("Classes that are planned already keep their moment; their wall-clock time follows the zone."),
        widget=forms.TextInput({"list": "zones", "autocomplete": "off", "spellcheck": "false"}),
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=currency_labels)
    locale = forms.ChoiceField(label=_("Language and formats"), choices=list(LOCALES.items()))
    week_start = forms.TypedChoiceField(label=_("The week begins on"), choices=WEEK_DAYS, coerce=int)
    confirm = forms.BooleanField(label=_("Change the time zone"), required=False)


class PresetForm(forms.Form):
    """Another kind of studio."""

    preset = forms.ChoiceField(label=_("Kind of studio"), choices=preset_labels, widget=forms.RadioSelect)
    keep = forms.BooleanField(
        label=_("Keep what you changed yourself"),
        required=False,
        help_text=_("Off: every setting becomes what this kind of studio starts with."),
    )
