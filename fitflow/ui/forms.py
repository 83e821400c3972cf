"""Plain Django forms: how they look (one field template, one bound field, errors on top), and how they are sent.

`submit` is the one way in which a page does what a form asks; docs/guide/kit.md has an example.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorList
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from fitflow.core.addresses import NotAnAddress, read_address, shown_address
from fitflow.core.bounds import LONGEST_ADDRESS, LONGEST_LINK, LONGEST_NAME, MOST_SPOTS, spots_words
from fitflow.core.errors import Denial, Invalid, Refused
from fitflow.core.formats import Formats, NotANumber
from fitflow.core.links import NotALink, link_words, read_link
from fitflow.core.texts import read_code, read_name, read_text
from fitflow.core.zones import is_within_reach, reach_words
from fitflow.ui.editing import told, watch

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_SELECTS = (forms.Select, forms.SelectMultiple)
_CHOICES = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)


class KitBoundField(BoundField):
    """Gives each widget the class of its kind; ids for help and errors come from Django."""

    @property
    def errors(self) -> ErrorList:
        found = super().errors
        if not found:
            return found
        told = [in_plain_words(self.field, error) for error in found.as_data()]
        return self.form.error_class(told, renderer=self.form.renderer)

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


#: What Django says by itself, by the code of its error, in words that say what would be right.
PLAIN_WORDS: Mapping[str, Any] = {
    "required": gettext_lazy("Fill this in."),
    "max_value": gettext_lazy("At most %(limit_value)s."),
    "min_value": gettext_lazy("At least %(limit_value)s."),
    "max_length": gettext_lazy("At most %(limit_value)s characters; these are %(show_value)s."),
    "min_length": gettext_lazy("At least %(limit_value)s characters; these are %(show_value)s."),
    "max_digits": gettext_lazy("At most %(max)s digits."),
    "max_decimal_places": gettext_lazy("At most %(max)s digits after the point."),
    "max_whole_digits": gettext_lazy("At most %(max)s digits before the point."),
    "step_size": gettext_lazy("Only in steps of %(limit_value)s."),
    "invalid_choice": gettext_lazy("Choose one from the list."),
    "invalid_list": gettext_lazy("Choose from the list."),
    "null_characters_not_allowed": gettext_lazy("There is a character in it that cannot be kept. Type it anew."),
}
#: Where nothing is typed, "required" asks for something else.
CHOOSE = gettext_lazy("Choose one.")
CHOOSE_SOME = gettext_lazy("Choose at least one.")
TICK = gettext_lazy("Tick this to go on.")
#: How Django's own sentences begin. What a form of ours says instead stays.
OF_DJANGO = ("This field is required", "Ensure ", "Select a valid choice", "Enter a list of values", "Null characters")
PLAINER = {"Enter a valid UUID.": gettext_lazy("Choose one from the list.")}


def in_plain_words(field: forms.Field, error: ValidationError) -> ValidationError:
    """An error of Django's own in words for people; one of ours as it is."""
    (text,) = error.messages
    if text in PLAINER:
        return ValidationError(PLAINER[text], code=error.code)
    words = PLAIN_WORDS.get(error.code or "") if text.startswith(OF_DJANGO) else None
    if words is None:
        return error
    if error.code == "required":
        words = _required_words(field) or words
    return ValidationError(words, code=error.code, params=error.params)


def _required_words(field: forms.Field) -> Any:
    if isinstance(field, forms.MultipleChoiceField):
        return CHOOSE_SOME
    if isinstance(field, forms.BooleanField):
        return TICK
    return CHOOSE if isinstance(field, forms.ChoiceField) else None


class KitRenderer(TemplatesSetting):
    """FORM_RENDERER: forms, formsets and fields drawn by the kit."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = KitBoundField


#: To whoever went back to a form that was sent, and sends it with something else in it.
DONE_BEFORE = gettext_lazy("You have saved this before. Save it as another one?")
SAVED_BEFORE = gettext_lazy("You have saved this page before. Look it through, and save it again.")
#: The button of a form that shows what would come of it, and does nothing.
PREVIEW = "preview"


@dataclass(frozen=True)
class Outcome:
    """What came of a form: done, with the act's result; or the status under which its page is shown (again)."""

    is_done: bool = False
    status: int = 200
    result: Any = None
    refusal: Invalid | Refused | None = None

    @property
    def code(self) -> str:
        """Which refusal, for a page that has more to say about it."""
        return self.refusal.code if self.refusal else ""


def answers(request: HttpRequest) -> Any:
    """What was sent, or None when the form is shown for the first time."""
    return request.POST if request.method == "POST" else None


def submit(
    request: HttpRequest,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], Any],
    *,
    names: Mapping[str, str] | None = None,
) -> Outcome:
    """Does what a form asks that was sent and is valid. What is wrong with it, or refused, is shown in it.

    A form that was sent before with something else in it is shown again, and done when it is sent once more.
    Under `@edits` what others changed meanwhile stays (`fitflow/ui/editing.py`): 409 where two changed a field.
    `names`: what the act calls a field of the form, or the code of a refusal that belongs to a field. Who may not see
    or do it at all gets no form: that goes up to the door.
    """
    edits, sent_before = getattr(request, "edits", False), getattr(request, "is_sent_before", False)
    clashes = watch(form) if edits else []
    if request.method != "POST" or PREVIEW in request.POST:
        return Outcome()
    is_valid = form.is_valid()
    if sent_before:
        form.add_error(None, SAVED_BEFORE if edits else DONE_BEFORE)
    for name in clashes:
        form.add_error(name if name in form.fields else None, told(form, name, by_oneself=sent_before))
    if clashes or (sent_before and is_valid):
        return Outcome(status=409)
    if not is_valid:
        return Outcome(status=422)
    try:
        return Outcome(is_done=True, result=act(form.cleaned_data))
    except (Invalid, Refused) as refusal:
        show_refusal(form, refusal, names)
        return Outcome(status=page_status(refusal), refusal=refusal)


def page_status(refusal: Denial | Invalid) -> int:
    """A page says 422 about input of the wrong shape, where the API says 400: htmx swaps it (`ui/base.html`)."""
    return 422 if refusal.status == 400 else refusal.status


def show_refusal(form: forms.BaseForm, refusal: Invalid | Refused, names: Mapping[str, str] | None = None) -> None:
    """Each sentence beside its field, else on top. `names`: what the service calls a field of the form, or a code."""
    if isinstance(refusal, Refused):
        form.add_error((names or {}).get(refusal.code), refusal.message)
        return
    for name, texts in refusal.errors.items():
        field = (names or {}).get(name, name)
        form.add_error(field if field in form.fields else None, list(texts))


class AmountField(forms.DecimalField):
    """An amount, typed and shown in the studio's notation: a text field, as browsers read number fields in their own.

    The form says whose notation with `write_amounts`.
    """

    widget = forms.TextInput
    formats = Formats()

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value in self.empty_values:
            return None
        try:
            return self.formats.read_number(str(value))
        except NotANumber as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return self.formats.number(value) if isinstance(value, Decimal) else value


class EmailAddressField(forms.CharField):
    """An e-mail address: shown with the letters of its host, read into the form that is stored (core.addresses)."""

    widget = forms.EmailInput
    default_error_messages: ClassVar[Any] = {
        "invalid": gettext_lazy("Write an e-mail address, such as name@example.org.")
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": LONGEST_ADDRESS, **options})

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "")
        if not text:
            return ""
        try:
            return read_address(text)
        except NotAnAddress as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return shown_address(value) if isinstance(value, str) else value


class NameField(forms.CharField):
    """What somebody or something is called, in the form that is stored (core.texts)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": LONGEST_NAME, **options})

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "")
        if not text:
            return ""
        try:
            return read_name(text, longest=self.max_length or LONGEST_NAME)
        except Invalid as refusal:
            raise ValidationError(refusal.errors["name"], code="invalid") from refusal


class TextField(forms.CharField):
    """A text of one line or several, as it is shown (core.texts)."""

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "")
        try:
            return read_text(text, field="text", longest=self.max_length or sys.maxsize)
        except Invalid as refusal:
            raise ValidationError(refusal.errors["text"], code="invalid") from refusal


class WholeField(forms.IntegerField):
    """A whole number, in digits of any script."""

    def to_python(self, value: Any) -> int | None:
        if "_" in str(value):  # Python reads it between digits; nobody writes it there.
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class SpotsField(WholeField):
    """How many places something has."""

    def __init__(self, **options: Any) -> None:
        words = {"min_value": spots_words(), "max_value": spots_words()}
        super().__init__(**{"min_value": 1, "max_value": MOST_SPOTS, "error_messages": words, **options})
        self.widget.attrs["inputmode"] = "numeric"


class CodeField(forms.CharField):
    """A code that was sent or is shown elsewhere: its digits in any script, with or without gaps."""

    def to_python(self, value: Any) -> str:
        return read_code(str(super().to_python(value) or ""))


class LinkField(forms.CharField):
    """A link to somewhere else, read into the form that is stored (core.links)."""

    widget = forms.URLInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": LONGEST_LINK, **options})

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "")
        if not text:
            return ""
        try:
            return read_link(text)
        except NotALink as error:
            raise ValidationError(link_words(), code="invalid") from error


def write_amounts(form: forms.BaseForm, formats: Formats) -> None:
    for field in form.fields.values():
        if isinstance(field, AmountField):
            field.formats = formats


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[str, "StrOrPromise"]]) -> None:
    """The choices of a field that are known only when the form is made."""
    cast(forms.ChoiceField, form.fields[name]).choices = list(choices)


def day_field(label: "StrOrPromise", **options: Any) -> forms.DateField:
    """A day that a calendar can show and that can be turned into an instant."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, widget=widget, input_formats=["%Y-%m-%d"], validators=[_within_reach], **options
    )


def _within_reach(on: date) -> None:
    if not is_within_reach(on):
        raise ValidationError(reach_words())
