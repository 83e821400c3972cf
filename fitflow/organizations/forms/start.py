"""Founding a studio: one form, with the person only where nobody is signed in yet."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fitflow.core.countries import currency_name
from fitflow.core.money import currencies
from fitflow.organizations.queries.studio import mail_is_sent
from fitflow.organizations.rules.names import LONGEST_SLUG, USUAL_CURRENCY
from fitflow.organizations.typed_settings.presets import PRESETS
from fitflow.ui.forms import EmailAddressField


def preset_labels() -> list[tuple[str, SafeString]]:
    """Each kind of studio with the sentence by which an owner recognises it."""
    card = '<span class="choice-title">{}</span><span class="choice-text">{}</span>'
    return [(preset.name, format_html(card, preset.label, preset.sentence)) for preset in PRESETS.values()]


def currency_labels() -> list[tuple[str, str]]:
    return [(code, f"{code} · {currency_name(code)}") for code in currencies()]


class AddressField(forms.CharField):
    """The end of a web address, with its fixed beginning in front."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.template_name = "organizations/forms/address.html"

    @property
    def before(self) -> str:
        return f"{settings.FITFLOW_URL.partition('://')[2]}/s/"


class StudioForm(forms.Form):
    """The studio itself."""

    name = forms.CharField(
        label=_("Name of the studio"), max_length=120, widget=forms.TextInput({"autocomplete": "organization"})
    )
    slug = AddressField(
        label=_("Address of its page"),
        required=False,
        max_length=LONGEST_SLUG,
        help_text=_("Leave empty to have it made of the name."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )
    timezone = forms.CharField(
        label=_("Time zone"),
        max_length=64,
        help_text=_("Type a city, such as London or New York."),
        widget=forms.TextInput({"list": "zones", "autocomplete": "off", "spellcheck": "false"}),
    )
    currency = forms.ChoiceField(label=_("Currency"), initial=USUAL_CURRENCY, choices=currency_labels)
    preset = forms.ChoiceField(
        label=_("What kind of studio is it?"),
        initial="studio",
        choices=preset_labels,
        widget=forms.RadioSelect,
        help_text=_("Sets sensible defaults. You can change every one of them later."),
    )


class FounderForm(StudioForm):
    """The studio and the login of its owner."""

    person = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = EmailAddressField(label=_("Your e-mail"), widget=forms.EmailInput({"autocomplete": "email"}))
    password = forms.CharField(
        label=_("Password"),
        required=False,
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_code = gettext("Leave it empty to sign in with codes we mail you.")
        needed = gettext("You sign in with it: no mail server is set up here yet.")
        self.fields["password"].required = not mail_is_sent()
        self.fields["password"].help_text = by_code if mail_is_sent() else needed
