"""The form of a location."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LocationForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("As people know it: Main studio, Harbour, Online.")
    )
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    is_online = forms.BooleanField(
        label=_("Online"),
        required=False,
        help_text=_("Sessions happen by video; the link is given with each session."),
        widget=forms.CheckboxInput({"role": "switch"}),
    )
