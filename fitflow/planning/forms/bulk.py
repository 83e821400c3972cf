"""The forms of acts on many sessions: which ones, why, and who teaches them instead."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from fitflow.core.actor import Actor
from fitflow.core.zones import days_bounds, local_date
from fitflow.organizations.queries.staff import trainers_of
from fitflow.planning.forms.series import ConflictFields, id_of, location_choices, trainer_choices
from fitflow.planning.services.series import OnConflict
from fitflow.schedule.queries.class_types import class_types_of
from fitflow.schedule.queries.sessions import Selection
from fitflow.ui.forms import TextField, day_field, offer

MOST_NAMED = 200


class SelectionForm(forms.Form):
    """Days, and what narrows them down; or sessions named one by one (`session`)."""

    first = day_field(_("From"))
    last = day_field(_("To"))
    class_type = forms.ChoiceField(label=_("Class"), required=False)
    trainer = forms.ChoiceField(label=_("Trainer"), required=False)
    location = forms.ChoiceField(label=_("Location"), required=False)

    def __init__(self, actor: Actor, data: Any = None, *, now: datetime) -> None:
        today = local_date(now, actor.zone)
        super().__init__(data, initial={"first": today, "last": today})
        self.actor = actor
        types = [(str(one.pk), one.name) for one in class_types_of(actor)]
        offer(self, "class_type", [("", _now("Every class")), *types])
        offer(self, "trainer", [("", _now("Every trainer")), *trainer_choices(actor, empty=False)])
        offer(self, "location", [("", _now("Every location")), *location_choices(actor, empty=False)])
        self.session_ids = named_sessions(data)
        if self.session_ids:
            for name in ("first", "last", "class_type", "trainer", "location"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        if self.session_ids or {"first", "last"} & self.errors.keys():
            return given
        if given.get("first") and given.get("last") and given["last"] < given["first"]:
            self.add_error("last", _now("Choose the same day or a later one."))
        return given

    def selection(self) -> Selection:
        if self.session_ids:
            return Selection(session_ids=self.session_ids)
        given = self.cleaned_data
        bounds = days_bounds(given["first"], given["last"], self.actor.zone)
        return Selection(
            start=bounds.start,
            end=bounds.end,
            trainer_id=id_of(given["trainer"]),
            location_id=id_of(given["location"]),
            class_type_id=id_of(given["class_type"]),
        )


class CancelForm(SelectionForm):
    """Which sessions do not take place, and why."""

    reason = TextField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Everybody who is booked or waiting reads it."),
        widget=forms.TextInput({"placeholder": _("The studio is closed for the holidays.")}),
    )


class ReplaceForm(ConflictFields, SelectionForm):
    """Which sessions, and who teaches them instead."""

    substitute = forms.ChoiceField(label=_("Taught by"))

    field_order = ("first", "last", "trainer", "class_type", "location", "substitute")

    def __init__(self, actor: Actor, data: Any = None, *, now: datetime) -> None:
        super().__init__(actor, data, now=now)
        offer(
            self,
            "substitute",
            [("", _now("Choose a trainer")), *((str(one.pk), one.name) for one in trainers_of(actor))],
        )
        if "trainer" in self.fields:
            self.fields["trainer"].label = _now("Instead of")
        offer(
            self,
            "on_conflict",
            [
                (OnConflict.SKIP.value, _now("Leave those sessions with their trainer")),
                (OnConflict.OVERRIDE.value, _now("Give them over anyway")),
            ],
        )


def named_sessions(data: Any) -> tuple[UUID, ...]:
    """The ids in `session`, as many as there are; what is no id is as if it were not there."""
    if data is None or not hasattr(data, "getlist"):
        return ()
    found = []
    for text in data.getlist("session")[:MOST_NAMED]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))
