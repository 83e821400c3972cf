"""The form of a class type. What is right is decided by `rules.class_types`; here its sentences are put into place."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fitflow.core.actor import Actor
from fitflow.core.bounds import LONGEST_TEXT, MOST_PRICE
from fitflow.core.wording import length_words
from fitflow.organizations.queries.staff import open_locations, trainers_of
from fitflow.organizations.typed_settings.fields import LengthField
from fitflow.schedule.models import ClassType
from fitflow.schedule.queries.policies import policies_of, resolved
from fitflow.schedule.rules.class_types import COLORS, DURATIONS, LONGEST_NAME, LONGEST_SPOT_NAME
from fitflow.schedule.settings import CLASS_CAPACITY, CLASS_COST, REGISTRATION_CLOSES, REGISTRATION_OPENS
from fitflow.ui.forms import AmountField, SpotsField, TextField, WholeField, offer, write_amounts
from fitflow.ui.tones import nearest_tone

OTHER = "other"
TONE_NAMES = {
    "blue": _("Blue"), "teal": _("Teal"), "green": _("Green"), "amber": _("Amber"), "orange": _("Orange"),
    "red": _("Red"), "pink": _("Pink"), "violet": _("Violet"), "slate": _("Grey"),
}  # fmt: skip
#: Fields whose value in the form is the value of the service.
PLAIN = (
    "name", "description", "color", "capacity", "spot_name", "cost_credits", "registration_opens",
    "registration_closes", "late_cancel_cutoff",
)  # fmt: skip


class SwatchField(forms.ChoiceField):
    """A colour, chosen by seeing it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.RadioSelect, **kwargs)
        self.template_name = "schedule/forms/swatches.html"


class ClassTypeForm(forms.Form):
    """What a class is like; sessions and series take it over and may differ."""

    name = forms.CharField(
        label=_("Name"), max_length=LONGEST_NAME, widget=forms.TextInput({"placeholder": _("Morning Strength")})
    )
    description = TextField(
        label=_("Description"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_("For members: what it is, for whom, what to bring."),
        widget=forms.Textarea({"rows": 3}),
    )
    color = SwatchField(label=_("Colour"), initial=COLORS[0])
    duration = forms.ChoiceField(label=_("Duration"), initial="60", widget=forms.RadioSelect)
    duration_other = WholeField(
        label=_("Minutes"), required=False, widget=forms.NumberInput({"min": "5", "max": "720", "inputmode": "numeric"})
    )
    trainer = forms.ChoiceField(label=_("Usual trainer"), required=False)
    location = forms.ChoiceField(label=_("Usual location"), required=False)
    capacity = SpotsField(label=_("Places"))
    spot_name = forms.CharField(
        label=_("A place is called"),
        required=False,
        max_length=LONGEST_SPOT_NAME,
        help_text=_("Bikes, mats, racks: members then read “Bike 7”. Leave empty for plain numbers."),
        widget=forms.TextInput({"placeholder": _("Bike"), "autocomplete": "off"}),
    )
    cost_credits = AmountField(
        label=_("Price in credits"), required=False, min_value=0, max_value=MOST_PRICE, decimal_places=2
    )
    registration_opens = LengthField(label=_("Registration opens before the start"), required=False)
    registration_closes = LengthField(label=_("Registration closes before the start"), required=False)
    policy = forms.ChoiceField(label=_("Cancellation policy"), required=False)
    late_cancel_cutoff = LengthField(
        label=_("Late cancelling begins before the start"),
        required=False,
        help_text=_("Only the cut-off policy looks at it. Leave empty for the studio's own."),
    )

    def __init__(self, actor: Actor, data: Any = None, *, class_type: ClassType | None = None) -> None:
        super().__init__(data, initial=_values(class_type) if class_type else _defaults(actor))
        write_amounts(self, actor.formats)
        offer(self, "duration", _duration_choices())
        offer(self, "color", _color_choices(class_type))
        offer(
            self, "trainer", _choices(trainers_of(actor), class_type and class_type.trainer, _now("Chosen each time"))
        )
        offer(
            self,
            "location",
            _choices(open_locations(actor), class_type and class_type.location, _now("Chosen each time")),
        )
        standard = _now("As the studio: %(name)s") % {"name": resolved(actor, None).title}
        offer(self, "policy", _choices(policies_of(actor), class_type and class_type.policy, standard))
        self._explain(actor)

    def _explain(self, actor: Actor) -> None:
        """What an empty field means, with the studio's own values."""
        usual = actor.formats.number(actor.setting(CLASS_COST))
        self.fields["cost_credits"].help_text = _now("Leave empty for %(usual)s, as everywhere. 0 is free.") % {
            "usual": usual
        }
        usual_lengths = (
            ("opens", actor.setting(REGISTRATION_OPENS), _now("when it is published")),
            ("closes", actor.setting(REGISTRATION_CLOSES), _now("at the start")),
        )
        for name, length, at_once in usual_lengths:
            words = _now("%(length)s before") % {"length": length_words(length)} if length else at_once
            self.fields[f"registration_{name}"].help_text = _now("Leave empty for: %(usual)s.") % {"usual": words}

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        if given.get("duration") == OTHER and not given.get("duration_other") and "duration_other" not in self.errors:
            self.add_error("duration_other", _now("Write how many minutes it lasts."))
        return given

    def values(self) -> dict[str, Any]:
        """What the service is given."""
        given = self.cleaned_data
        minutes = given["duration_other"] if given["duration"] == OTHER else int(given["duration"])
        references = {name: UUID(given[name]) if given[name] else None for name in ("trainer", "location", "policy")}
        return {**{name: given[name] for name in PLAIN}, **references, "duration_minutes": minutes}


#: Where the form shows what the service says about a field with another name.
SHOWN_AT = {"duration_minutes": "duration_other"}


def swatch_name(color: str) -> Any:
    return TONE_NAMES[nearest_tone(color)]


def _values(class_type: ClassType) -> dict[str, Any]:
    minutes = class_type.duration_minutes
    values = {name: getattr(class_type, name) for name in PLAIN}
    return {
        **values,
        "cost_credits": class_type.cost_credits,
        "duration": str(minutes) if minutes in DURATIONS else OTHER,
        "duration_other": None if minutes in DURATIONS else minutes,
        "trainer": class_type.trainer_id and str(class_type.trainer_id),
        "location": class_type.location_id and str(class_type.location_id),
        "policy": class_type.policy_id and str(class_type.policy_id),
    }


def _defaults(actor: Actor) -> dict[str, Any]:
    trainers, locations = list(trainers_of(actor)[:2]), list(open_locations(actor)[:2])
    return {
        "capacity": actor.setting(CLASS_CAPACITY),
        "trainer": str(trainers[0].pk) if len(trainers) == 1 else "",
        "location": str(locations[0].pk) if len(locations) == 1 else "",
    }


def _duration_choices() -> list[tuple[str, Any]]:
    choices: list[tuple[str, Any]] = [
        (str(minutes), ngettext("%(count)d min", "%(count)d min", minutes) % {"count": minutes})
        for minutes in DURATIONS
    ]
    return [*choices, (OTHER, _now("Other"))]


def _color_choices(class_type: ClassType | None) -> list[tuple[str, Any]]:
    """The eight colours, and one's own that came through the API."""
    own = [class_type.color] if class_type and class_type.color not in COLORS else []
    return [(color, swatch_name(color)) for color in (*COLORS, *own)]


def _choices(rows: Iterable[Any], chosen: Any, empty: str) -> list[tuple[str, Any]]:
    """What can be chosen, and what was chosen before even if it cannot be chosen any more."""
    named = {str(row.pk): row.name for row in rows}
    kept = {str(chosen.pk): _now("%(name)s (no longer)") % {"name": chosen.name}} if chosen else {}
    return [("", empty), *{**kept, **named}.items()]
