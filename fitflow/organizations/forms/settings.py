"""The settings page: one form for each section, made from the registry."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fitflow.core.countries import locale_name
from fitflow.core.errors import Invalid
from fitflow.organizations.forms.start import currency_labels, preset_labels
from fitflow.organizations.rules.names import locales
from fitflow.organizations.typed_settings.registry import registry
from fitflow.organizations.typed_settings.setting import Section

WEEK_DAYS = [
    (1, _("Monday")), (2, _("Tuesday")), (3, _("Wednesday")), (4, _("Thursday")), (5, _("Friday")),
    (6, _("Saturday")), (7, _("Sunday")),
]  # fmt: skip


def field_name(key: str) -> str:
    return key.replace(".", "__")


def locale_labels() -> list[tuple[str, str]]:
    """By their names, which begin with the language."""
    return sorted(((tag, locale_name(tag)) for tag in locales()), key=lambda pair: pair[1])


class SectionForm(forms.Form):
    """One section of the settings page. Settings decide what is right; here their sentences are put into place."""

    def __init__(self, section: Section, values: Mapping[str, Any], data: Any = None) -> None:
        super().__init__(data, initial={field_name(key): value for key, value in values.items()})
        self.settings = registry().of_section(section)
        for setting in self.settings:
            made = setting.form_field(label=setting.label, help_text=setting.help, required=False)
            self.fields[field_name(setting.key)] = made

    def changes(self) -> dict[str, Any]:
        """What was entered, by key."""
        return {setting.key: self.cleaned_data[field_name(setting.key)] for setting in self.settings}

    def advice(self, refusal: Invalid) -> Invalid:
        """The same by field, in the words of the page: what would be right."""
        return Invalid({field_name(key): [registry().settings[key].advice()] for key in refusal.errors})


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
    locale = forms.ChoiceField(label=_("Language and formats"), choices=locale_labels)
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
