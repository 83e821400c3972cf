"""What staff type at the desk: a session, where it goes, how many places, why. Times are of the studio's clock."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fitflow.booking.queries.desk import Wanted
from fitflow.booking.services.sessions import SessionDetails, SessionDraft
from fitflow.core.zones import DAY, WallTimeRefused, typed_instant
from fitflow.ui.forms import day_field

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Named = Iterable[tuple[UUID, str]]
REASON_LENGTH = 300
CLOCK, MOMENT = "%H:%M", "%Y-%m-%dT%H:%M"


def clock_field(label: "StrOrPromise", **options: Any) -> forms.TimeField:
    widget = forms.TimeInput({"type": "time", "step": "300"}, format=CLOCK)
    return forms.TimeField(label=label, widget=widget, input_formats=[CLOCK, "%H:%M:%S"], **options)


def moment_field(label: "StrOrPromise", **options: Any) -> forms.CharField:
    """A day and a time of the studio's clock; it is no instant before `to_instant` has looked at the zone."""
    widget = forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT)
    return forms.CharField(label=label, widget=widget, **options)


def reason_field(label: "StrOrPromise", **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=REASON_LENGTH, **options)


def id_field(label: "StrOrPromise", **options: Any) -> forms.TypedChoiceField:
    """One of the studio's things by its id; the choices are given by the form."""
    invalid = {"invalid_choice": _("Choose one of the list.")}
    return forms.TypedChoiceField(label=label, coerce=UUID, empty_value=None, error_messages=invalid, **options)


class DeskForm(forms.Form):
    """Knows the studio's clock, and shows refusals where they belong."""

    def __init__(self, data: Any = None, *, zone: tzinfo, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.zone = zone

    def offer(self, name: str, named: Named, *, empty: "StrOrPromise" = "") -> None:
        """The choices of a field."""
        first = [("", empty)] if empty else []
        self.fields[name].choices = [*first, *((str(key), text) for key, text in named)]  # type: ignore[attr-defined]

    def to_instant(self, name: str, on: date, at: time) -> datetime | None:
        """The instant of a wall time; one that the clocks skip or show twice is refused beside its field."""
        try:
            return typed_instant(on, at, self.zone)
        except WallTimeRefused as refusal:
            self.add_error(name, str(refusal))
            return None


class TimesForm(DeskForm):
    """A day with a start and an end. An end before the start is on the next day."""

    on = day_field(_("Day"))
    starts = clock_field(_("Starts"))
    ends = clock_field(_("Ends"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        on, starts, ends = data.get("on"), data.get("starts"), data.get("ends")
        data["starts_at"] = data["ends_at"] = None
        if on is None or starts is None:
            return data
        data["starts_at"] = self.known_or_typed("starts", on, starts)
        if ends is not None:
            last_on = on if ends > starts else on + DAY
            data["ends_at"] = self.known_or_typed("ends", last_on, ends)
        return data

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
    capacity = forms.IntegerField(label=_("Places"), required=False, min_value=1, max_value=100_000)
    cost_credits = forms.DecimalField(
        label=_("Credits"), required=False, min_value=0, max_digits=10, decimal_places=2, help_text=_("0 = free.")
    )
    online_url = forms.URLField(label=_("Online link"), required=False, assume_scheme="https")
    note = forms.CharField(
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


class DetailsForm(DeskForm):
    """What changes without anybody having to be told."""

    cost_credits = forms.DecimalField(
        label=_("Credits"), required=False, min_value=0, max_digits=10, decimal_places=2,
        help_text=_("Leave empty for the price of the class type. 0 is free."),
    )  # fmt: skip
    policy = id_field(_("Cancellation policy"), required=False)
    opens_at = moment_field(_("Registration opens"))
    closes_at = moment_field(_("Registration closes"))
    late_cancel_at = moment_field(
        _("Everything back until"),
        required=False,
        help_text=_("Under the cut-off policy. Leave empty for its own time."),
    )
    online_url = forms.URLField(label=_("Online link"), required=False, assume_scheme="https")
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}), help_text=_("Staff only.")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in ("opens_at", "closes_at", "late_cancel_at"):
            if data.get(name) and name in self.changed_data:
                data[name] = self._moment(name, data[name])
        return data

    def _moment(self, name: str, text: str) -> datetime | None:
        try:
            wall = datetime.fromisoformat(text).replace(tzinfo=None)
        except ValueError:
            self.add_error(name, _("Write a day and a time."))
            return None
        return self.to_instant(name, wall.date(), wall.time())

    def details(self) -> SessionDetails:
        """Only what is different: an unchanged window is not read back from the screen."""
        columns = {"policy": "policy_id"}
        changed = {columns.get(name, name): self.cleaned_data[name] for name in self.changed_data}
        if changed.get("late_cancel_at") == "":
            changed["late_cancel_at"] = None
        return SessionDetails(frozenset(changed), **changed)


class CapacityForm(DeskForm):
    capacity = forms.IntegerField(label=_("Places"), min_value=1, max_value=100_000)
    reason = reason_field(_("Reason"), required=False, help_text=_("For the history; may be empty."))


class ReasonForm(DeskForm):
    """A reason everybody can read later."""

    reason = reason_field(_("Reason"))

    def __init__(
        self, data: Any = None, *, help_text: "StrOrPromise" = "", required: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["reason"].help_text = help_text
        self.fields["reason"].required = required


class CancelBookingForm(ReasonForm):
    """For a client: as their policy says, or with everything back."""

    BY_POLICY, EVERYTHING = "policy", "everything"
    refund = forms.ChoiceField(label=_("Credits"), widget=forms.RadioSelect())
    field_order = ("refund", "reason")


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
    return found | ({"ends": ends_at.astimezone(zone).time()} if ends_at else {})


def next_hour(now: datetime, zone: tzinfo) -> datetime:
    """The next full hour: when a new session might begin."""
    return (now.astimezone(zone) + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
