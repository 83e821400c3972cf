"""What staff type to make a session, or to say where it goes. Times are of the studio's clock."""

from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fitflow.booking.forms.desk import CLOCK, DeskForm, id_field, reason_field
from fitflow.booking.services.new_sessions import SessionDraft
from fitflow.core.bounds import MOST_PRICE
from fitflow.core.zones import DAY
from fitflow.planning.queries.calendar import Wanted
from fitflow.ui.forms import AmountField, LinkField, SpotsField, TextField, day_field

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def clock_field(label: "StrOrPromise", **options: Any) -> forms.TimeField:
    widget = forms.TimeInput({"type": "time", "step": "300"}, format=CLOCK)
    return forms.TimeField(label=label, widget=widget, input_formats=[CLOCK, "%H:%M:%S"], **options)


class TimesForm(DeskForm):
    """A day with a start and an end. An end on the next day is said: it is not taken from a slip of the finger."""

    on = day_field(_("Day"))
    starts = clock_field(_("Starts"))
    ends = clock_field(_("Ends"), required=False)
    overnight = forms.BooleanField(label=_("It ends on the next day"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        on, starts, ends = data.get("on"), data.get("starts"), data.get("ends")
        data["starts_at"] = data["ends_at"] = None
        if on is None or starts is None:
            return data
        data["starts_at"] = self.known_or_typed("starts", on, starts)
        if ends is not None:
            data["ends_at"] = self.known_or_typed("ends", on + DAY if data["overnight"] else on, ends)
            self.check_order(data["starts_at"], data["ends_at"], is_overnight=data["overnight"])
        return data

    def check_order(self, starts_at: datetime | None, ends_at: datetime | None, *, is_overnight: bool) -> None:
        """The moments are compared, not the clocks: in the night they go back an hour comes twice."""
        if starts_at is None or ends_at is None:
            return
        if ends_at <= starts_at:
            self.add_error("ends", _("This is before the start. If it ends on the next day, say so."))
        elif is_overnight and ends_at - starts_at > DAY:
            self.add_error("overnight", _("It would last longer than a day."))

    @property
    def asks_overnight(self) -> bool:
        """Whether the question is shown: where it matters, or was answered."""
        return bool(self["overnight"].value() or self["ends"].errors or self["overnight"].errors)

    def known_or_typed(self, name: str, on: date, at: time) -> datetime | None:
        return self.to_instant(name, on, at)


class MoveForm(TimesForm):
    """Where a session goes. Times that stay as they are are not asked about again (the hour the clocks show twice)."""

    trainer = id_field(_("Trainer"), required=False)
    location = id_field(_("Location"), required=False)
    override_reason = reason_field(
        _("Reason"), required=False, help_text=_("Only if the trainer has something else then: why it is all right.")
    )
    agreed = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any = None, *, before: tuple[datetime, datetime], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.before = before

    def known_or_typed(self, name: str, on: date, at: time) -> datetime | None:
        known = self.before[0 if name == "starts" else 1]
        if known.astimezone(self.zone).replace(tzinfo=None) == datetime.combine(on, at):
            return known
        return self.to_instant(name, on, at)

    def wanted(self) -> Wanted:
        data = self.cleaned_data
        return Wanted(data["starts_at"], data["ends_at"], data["trainer"], data["location"])

    @property
    def has_agreed(self) -> bool:
        return bool(self.cleaned_data["agreed"])


class SessionForm(TimesForm):
    """A new session. What is left open comes from the class type."""

    class_type = id_field(_("Class"))
    trainer = id_field(_("Trainer"), required=False)
    location = id_field(_("Location"), required=False)
    capacity = SpotsField(label=_("Places"), required=False)
    cost_credits = AmountField(
        label=_("Credits"),
        required=False,
        min_value=0,
        max_value=MOST_PRICE,
        decimal_places=2,
        help_text=_("0 = free."),
    )
    online_url = LinkField(label=_("Online link"), required=False)
    note = TextField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2}), help_text=_("Staff only.")
    )
    override_reason = reason_field(
        _("Reason"), required=False, help_text=_("Only if the trainer has something else then: why it is all right.")
    )
    field_order = ("class_type", "on", "starts", "ends", "trainer", "location")

    def draft(self) -> SessionDraft:
        data = self.cleaned_data
        names = ("starts_at", "ends_at", "capacity", "cost_credits", "online_url", "note")
        return SessionDraft(
            class_type_id=data["class_type"],
            trainer_id=data["trainer"],
            location_id=data["location"],
            **{name: data[name] for name in names},
        )


class TrainerForm(DeskForm):
    """Another trainer for a session that stays where it is."""

    trainer = id_field(_("Trainer"))
    override_reason = reason_field(
        _("Reason"), required=False, help_text=_("Only if the trainer has something else then: why it is all right.")
    )
    agreed = forms.CharField(required=False, widget=forms.HiddenInput())


def wall_values(starts_at: datetime, ends_at: datetime | None, zone: tzinfo) -> dict[str, Any]:
    """The first values of a form with times."""
    wall = starts_at.astimezone(zone)
    found: dict[str, Any] = {"on": wall.date(), "starts": wall.time()}
    if ends_at:
        end = ends_at.astimezone(zone)
        found |= {"ends": end.time(), "overnight": end.date() > wall.date()}
    return found


def next_hour(now: datetime, zone: tzinfo) -> datetime:
    """The next full hour: when a new session might begin."""
    return (now.astimezone(zone) + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
