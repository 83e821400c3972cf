"""Who works here: what they are called, what they may do, and invitations."""

from collections.abc import Collection, Iterable
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from fitflow.core.actor import Actor, Role
from fitflow.organizations.models import Location, Staff
from fitflow.organizations.queries.staff import open_locations, trainers_of
from fitflow.organizations.rules.staff import LONGEST_BIO, ORDER, ROLE_LABELS, ROLE_SENTENCES
from fitflow.ui.forms import EmailAddressField, TextField, offer


def role_labels(actor: Actor) -> list[tuple[str, SafeString]]:
    """Each role with what it may do; owner only for owners."""
    card = '<span class="choice-title">{}</span><span class="choice-text">{}</span>'
    offered = [role for role in ORDER if role is not Role.OWNER or actor.can(Role.OWNER)]
    return [(role.value, format_html(card, ROLE_LABELS[role], ROLE_SENTENCES[role])) for role in offered]


class PersonForm(forms.Form):
    """A staff record."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = EmailAddressField(label=_("E-mail"), required=False, help_text=_("Where messages of the studio go."))
    bio = TextField(
        label=_("About them"),
        max_length=LONGEST_BIO,
        required=False,
        help_text=_("Shown on the public page."),
        widget=forms.Textarea({"rows": 3}),
    )
    color = forms.CharField(
        label=_("Colour in the calendar"),
        initial="#2563eb",
        widget=forms.TextInput({"type": "color", "class": "form-control-color"}),
    )


class RolesForm(forms.Form):
    """What a login may do. One leading role is enough, since each includes the next; giving sessions stands apart."""

    role = forms.ChoiceField(label=_("What may they do?"), widget=forms.RadioSelect)
    teaches = forms.BooleanField(
        label=_("Also gives sessions"),
        required=False,
        help_text=_("Then classes can be theirs, and they have the pages of a trainer."),
        widget=forms.CheckboxInput({"role": "switch"}),
    )
    locations = forms.MultipleChoiceField(
        label=_("Only these locations"),
        required=False,
        help_text=_("None: the whole studio."),
        widget=forms.CheckboxSelectMultiple,
    )
    trainers = forms.MultipleChoiceField(
        label=_("Only these trainers"),
        required=False,
        help_text=_("None: everybody's classes."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        actor: Actor,
        *args: Any,
        locations: Collection[Location] = (),
        trainers: Collection[Staff] = (),
        **kwargs: Any,
    ) -> None:
        """`locations`, `trainers`: what limits them today. It is shown also when it is closed or gone: a limit that
        is not shown would fall with the next change of something else.
        """
        super().__init__(*args, **kwargs)
        offer(self, "role", role_labels(actor))
        offer(self, "locations", _named([*open_locations(actor), *locations]))
        offer(self, "trainers", _named([*trainers_of(actor), *trainers]))
        self.is_limited = bool([*locations, *trainers])

    @property
    def can_limit(self) -> bool:
        """With one location and one trainer there is nothing to choose between, unless somebody is limited to one."""
        return self.is_limited or any(
            len(cast(Any, self.fields[name]).choices) > 1 for name in ("locations", "trainers")
        )

    def roles(self) -> list[str]:
        role = self.cleaned_data["role"]
        return [role, Role.TRAINER.value] if self.cleaned_data["teaches"] else [role]

    def scope(self) -> dict[str, list[UUID]]:
        """Only a manager is limited; for others the boxes are not shown and not read."""
        if self.cleaned_data["role"] != Role.MANAGER.value:
            return {"locations": [], "trainers": []}
        return {name: [UUID(key) for key in self.cleaned_data[name]] for name in ("locations", "trainers")}


def _named(rows: Iterable[Location | Staff]) -> list[tuple[str, str]]:
    """Each once, in their order."""
    return list({str(row.pk): row.name for row in rows}.items())


class InvitationForm(RolesForm):
    """A role for an address."""

    email = EmailAddressField(label=_("E-mail"))
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    field_order = ("email", "name", "role", "teaches", "locations", "trainers")


def initial_roles(roles: Iterable[Role], locations: Iterable[Any], trainers: Iterable[Any]) -> dict[str, Any]:
    """The form as it stands for somebody with these roles."""
    held = [role for role in ORDER if role in set(roles)]
    leading = held[0] if held else Role.TRAINER
    return {
        "role": leading.value,
        "teaches": Role.TRAINER in held and leading is not Role.TRAINER,
        "locations": [str(location.pk) for location in locations],
        "trainers": [str(person.pk) for person in trainers],
    }
