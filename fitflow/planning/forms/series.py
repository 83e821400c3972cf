"""The forms of a series: planning one, editing it in one of three scopes, ending it. The services check the values."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from fitflow.core.actor import Actor, Role
from fitflow.core.bounds import MOST_PRICE
from fitflow.core.errors import Invalid
from fitflow.core.formats import Formats
from fitflow.core.zones import local_date
from fitflow.organizations.queries.staff import open_locations, trainers_of
from fitflow.planning.services.series import OnConflict
from fitflow.planning.services.series_changes import Choice, Scope
from fitflow.schedule.models import Series, Session
from fitflow.schedule.queries.class_types import class_types_of
from fitflow.schedule.queries.series import SeriesDraft
from fitflow.schedule.rules.series import check_end
from fitflow.ui.forms import AmountField, LinkField, SpotsField, TextField, WholeField, day_field, offer, write_amounts

Choices = list[tuple[str, Any]]
_MINUTES = {"min": "5", "max": "720", "inputmode": "numeric"}


class DaysField(forms.TypedMultipleChoiceField):
    """Days of the week as pills, by their ISO numbers."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, widget=forms.CheckboxSelectMultiple, **kwargs)
        self.template_name = "planning/series/days.html"


def write_series(form: forms.Form, formats: Formats) -> None:
    """Days in the order and amounts in the notation of the studio."""
    days = [(str(number), formats.weekday(number, "abbreviated")) for number in formats.week]
    offer(form, "weekdays", days)
    write_amounts(form, formats)


class ConflictFields(forms.Form):
    """What becomes of dates on which the trainer has something else. Asked only when there are some."""

    on_conflict = forms.ChoiceField(
        label=_("On these dates"),
        required=False,
        choices=[(OnConflict.SKIP.value, _("Leave them out")), (OnConflict.OVERRIDE.value, _("Plan them anyway"))],
        widget=forms.RadioSelect,
    )
    override_reason = TextField(
        label=_("Why it is all right"),
        required=False,
        max_length=300,
        help_text=_("Needed when planning anyway. Only staff read it."),
    )

    @property
    def decided(self) -> OnConflict:
        given = self.cleaned_data.get("on_conflict")
        return OnConflict(given) if given else OnConflict.REFUSE

    @property
    def override_text(self) -> str:
        return str(self.cleaned_data.get("override_reason") or "")


class SeriesForm(ConflictFields):
    """A new series. What is left empty comes from the class type."""

    class_type = forms.ChoiceField(label=_("Class"))
    weekdays = DaysField(label=_("On"))
    at = forms.TimeField(label=_("At"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    starts_on = day_field(_("From"))
    ends_on = day_field(_("Until"), required=False, help_text=_("Leave empty for no end."))
    trainer = forms.ChoiceField(label=_("Trainer"), required=False)
    location = forms.ChoiceField(label=_("Location"), required=False)
    duration_minutes = WholeField(label=_("Minutes"), required=False, widget=forms.NumberInput(_MINUTES))
    capacity = SpotsField(label=_("Places"), required=False)
    cost_credits = AmountField(label=_("Credits"), required=False, min_value=0, max_value=MOST_PRICE, decimal_places=2)
    online_url = LinkField(label=_("Link of an online class"), required=False)
    except_on = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, data: Any = None, *, now: datetime, initial: dict[str, Any] | None = None) -> None:
        usual = {"starts_on": local_date(now, actor.zone), **(initial or {})}
        super().__init__(data, initial=usual)
        write_series(self, actor.formats)
        types = [(str(one.pk), one.name) for one in class_types_of(actor)]
        offer(self, "class_type", [("", _now("Choose a class")), *types])
        offer(self, "trainer", trainer_choices(actor))
        offer(self, "location", location_choices(actor))
        for name in ("duration_minutes", "capacity", "cost_credits"):
            self.fields[name].widget.attrs["placeholder"] = _now("as the class")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        try:
            if given.get("starts_on"):
                check_end(given["starts_on"], given.get("ends_on"))
        except Invalid as error:
            for field, messages in error.errors.items():
                self.add_error(field, messages)
        return given

    def draft(self) -> SeriesDraft:
        given = self.cleaned_data
        return SeriesDraft(
            class_type_id=UUID(given["class_type"]),
            weekdays=frozenset(given["weekdays"]),
            at=given["at"],
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            trainer_id=id_of(given["trainer"]),
            location_id=id_of(given["location"]),
            duration_minutes=given["duration_minutes"],
            capacity=given["capacity"],
            cost_credits=given["cost_credits"],
            online_url=given["online_url"],
        )


class SeriesEditForm(ConflictFields):
    """What is to be different, and for how much of the series."""

    asked = frozenset({"scope", "session", "reason", "on_conflict", "override_reason"})
    scope = forms.ChoiceField(
        label=_("What to change"),
        widget=forms.RadioSelect,
        choices=[
            (Scope.ALL.value, _("Everything to come")),
            (Scope.FOLLOWING.value, _("One date and all later ones")),
            (Scope.THIS.value, _("One date only")),
        ],
    )
    session = forms.ChoiceField(label=_("Which date"), required=False)
    weekdays = DaysField(label=_("On"), required=False)
    at = forms.TimeField(label=_("At"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    trainer = forms.ChoiceField(label=_("Trainer"))
    location = forms.ChoiceField(label=_("Location"))
    duration_minutes = WholeField(label=_("Minutes"), widget=forms.NumberInput(_MINUTES))
    capacity = SpotsField(label=_("Places"))
    cost_credits = AmountField(label=_("Credits"), required=False, min_value=0, max_value=MOST_PRICE, decimal_places=2)
    online_url = LinkField(label=_("Link of an online class"), required=False)
    reason = TextField(
        label=_("Reason"),
        required=False,
        max_length=300,
        help_text=_("Everybody whose class falls away reads it."),
    )

    def __init__(
        self, actor: Actor, series: Series, sessions: Iterable[Session], data: Any = None, *, chosen: UUID | None = None
    ) -> None:
        scope = Scope.THIS if chosen else Scope.ALL
        initial = {**_values(series), "scope": scope.value, "session": str(chosen) if chosen else ""}
        super().__init__(data, initial=initial)
        write_series(self, actor.formats)
        self.zone = actor.zone
        self.by_id = {str(session.pk): session for session in sessions}
        dates = [(key, actor.formats.moment(session.starts_at)) for key, session in self.by_id.items()]
        offer(self, "session", [("", _now("Choose a date")), *dates])
        offer(self, "trainer", with_own(trainer_choices(actor, empty=False), series.trainer_id, series.trainer.name))
        offer(
            self, "location", with_own(location_choices(actor, empty=False), series.location_id, series.location.name)
        )
        self.fields["cost_credits"].help_text = _now("Leave empty for the price of the class.")
        decisions = [
            (OnConflict.SKIP.value, _now("Leave those sessions as they are")),
            (OnConflict.OVERRIDE.value, _now("Change them anyway")),
        ]
        offer(self, "on_conflict", decisions)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        if (
            given.get("scope") in (Scope.THIS, Scope.FOLLOWING)
            and not given.get("session")
            and "session" not in self.errors
        ):
            self.add_error("session", _now("Choose the date it is about."))
        if given.get("scope") != Scope.THIS and not given.get("weekdays") and "weekdays" not in self.errors:
            self.add_error("weekdays", _now("Choose at least one day of the week."))
        return given

    @property
    def scope_now(self) -> Scope:
        return Scope(self.cleaned_data["scope"])

    @property
    def session_id(self) -> UUID | None:
        return id_of(self.cleaned_data.get("session"))

    @property
    def from_on(self) -> date | None:
        """The day from which an edit counts; None for everything to come."""
        session = self.by_id.get(self.cleaned_data.get("session") or "")
        return session.series_on if session and self.scope_now is Scope.FOLLOWING else None

    def changes(self) -> dict[str, object]:
        """Every value, as the service reads it; what is the same changes nothing."""
        given = self.cleaned_data
        plain = {name: given[name] for name in ("at", "duration_minutes", "capacity", "cost_credits", "online_url")}
        references = {"trainer": UUID(given["trainer"]), "location": UUID(given["location"])}
        days = {} if self.scope_now is Scope.THIS else {"weekdays": set(given["weekdays"])}
        return {**plain, **references, **days}

    def choice(self) -> Choice:
        return Choice(self.decided, self.override_text, str(self.cleaned_data.get("reason") or ""))


class SeriesEndForm(forms.Form):
    """After which day there are no more sessions."""

    last_on = day_field(_("Last day"))
    reason = TextField(
        label=_("Reason"),
        required=False,
        max_length=300,
        help_text=_("Everybody whose class falls away reads it."),
    )


def trainer_choices(actor: Actor, *, empty: bool = True) -> Choices:
    """Who can teach it: for a trainer, who plans for themselves, that is one."""
    rows = trainers_of(actor)
    if not actor.can(Role.MANAGER):
        return [(str(one.pk), one.name) for one in rows if one.pk == actor.staff_id]
    named = [(str(one.pk), one.name) for one in rows]
    return [("", _now("As the class")), *named] if empty else named


def location_choices(actor: Actor, *, empty: bool = True) -> Choices:
    named = [(str(one.pk), one.name) for one in open_locations(actor)]
    return [("", _now("As the class")), *named] if empty else named


def with_own(choices: Choices, key: UUID, name: str) -> Choices:
    """The choices, and what is chosen now even if it cannot be chosen any more."""
    known = {value for value, _label in choices}
    return choices if str(key) in known else [(str(key), _now("%(name)s (no longer)") % {"name": name}), *choices]


def id_of(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _values(series: Series) -> dict[str, Any]:
    return {
        "weekdays": [str(day) for day in series.weekdays],
        "at": series.starts_at_local,
        "trainer": str(series.trainer_id),
        "location": str(series.location_id),
        "duration_minutes": series.duration_minutes,
        "capacity": series.capacity,
        "cost_credits": series.cost_credits,
        "online_url": series.online_url,
    }
