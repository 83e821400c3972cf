"""How plain Django forms look: one field template, one bound field, an error summary on top."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

from fitflow.core.errors import Invalid, Refused
from fitflow.core.zones import check_reach

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_SELECTS = (forms.Select, forms.SelectMultiple)
_CHOICES = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)


class KitBoundField(BoundField):
    """Gives each widget the class of its kind; ids for help and errors come from Django."""

    def build_widget_attrs(self, attrs: Any, widget: Any = None) -> Any:
        built = super().build_widget_attrs(attrs, widget)
        shown = widget or self.field.widget
        if shown.is_hidden:
            return built
        own = [str(built.get("class") or shown.attrs.get("class") or ""), self.control_class(shown)]
        if self.errors:
            own.append("is-invalid")
        built["class"] = " ".join(name for name in own if name)
        return built

    @staticmethod
    def control_class(widget: forms.Widget) -> str:
        if isinstance(widget, _CHOICES):
            return "form-check-input"
        return "form-select" if isinstance(widget, _SELECTS) else "form-control"

    @property
    def shape(self) -> str:
        """How the template lays the field out: check, choices or control."""
        widget = self.field.widget
        if isinstance(widget, forms.CheckboxInput):
            return "check"
        return "choices" if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)) else "control"

    @property
    def is_switch(self) -> bool:
        """A checkbox that acts like a light switch: set `attrs={"role": "switch"}` on the widget."""
        return bool(self.field.widget.attrs.get("role") == "switch")


class KitRenderer(TemplatesSetting):
    """FORM_RENDERER: forms, formsets and fields drawn by the kit."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = KitBoundField


def show_refusal(form: forms.BaseForm, refusal: Invalid | Refused, names: Mapping[str, str] | None = None) -> None:
    """Each sentence beside its field, else on top. `names`: what the service calls a field of the form, or a code."""
    if isinstance(refusal, Refused):
        form.add_error((names or {}).get(refusal.code), refusal.message)
        return
    for name, texts in refusal.errors.items():
        field = (names or {}).get(name, name)
        form.add_error(field if field in form.fields else None, list(texts))


def day_field(label: "StrOrPromise", **options: Any) -> forms.DateField:
    """A day that a calendar can show and that can be turned into an instant."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, widget=widget, input_formats=["%Y-%m-%d"], validators=[_within_reach], **options
    )


def _within_reach(on: date) -> None:
    try:
        check_reach(day=on)
    except Invalid as refusal:
        raise ValidationError(refusal.errors["day"]) from refusal
