"""How plain Django forms look: one field template, one bound field, an error summary on top."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

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
