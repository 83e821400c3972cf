"""The shape of what programs send about series and about many sessions; the services check the values."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from fitflow.booking.forms.api import bound
from fitflow.booking.queries.sessions import FAR_AHEAD, LONG_AGO
from fitflow.core.actor import Actor
from fitflow.core.errors import Invalid
from fitflow.core.fields import LinkIn, PriceIn, SpotsIn, TextIn, WholeIn
from fitflow.core.shapes import DayField, Shape
from fitflow.planning.services.series import OnConflict
from fitflow.planning.services.series_changes import Choice, Scope
from fitflow.schedule.queries.series import SeriesDraft
from fitflow.schedule.queries.sessions import Selection

CONFLICTS = list(OnConflict)


class ConflictIn(Shape):
    """What becomes of dates on which the trainer has something else; `override` needs the reason."""

    on_conflict = serializers.ChoiceField(CONFLICTS, required=False, default=OnConflict.REFUSE.value)
    override_reason = TextIn(required=False, default="", allow_blank=True, max_length=300)


class SeriesIn(ConflictIn):
    """A series: ISO weekdays (Monday = 1) at a wall time of the studio. What is left out comes from the class type."""

    class_type = serializers.UUIDField()
    weekdays = serializers.ListField(child=WholeIn(min_value=1, max_value=7), max_length=7)
    at = serializers.TimeField()
    starts_on = DayField()
    ends_on = DayField(required=False, allow_null=True)
    trainer = serializers.UUIDField(required=False, allow_null=True)
    location = serializers.UUIDField(required=False, allow_null=True)
    duration_minutes = WholeIn(required=False, allow_null=True)
    capacity = SpotsIn(required=False, allow_null=True)
    cost_credits = PriceIn(required=False, allow_null=True)
    online_url = LinkIn(required=False, default="", allow_blank=True)
    except_on = serializers.ListField(child=DayField(), required=False, max_length=366)


class SeriesPatch(ConflictIn):
    """What changes and for how much: `this` session, this and `following` ones, or `all` to come."""

    scope = serializers.ChoiceField(list(Scope), required=False, default=Scope.ALL.value)
    session = serializers.UUIDField(required=False, help_text="the session meant by `this`")
    on = DayField(required=False, help_text="the first day meant by `following`")
    weekdays = serializers.ListField(child=WholeIn(min_value=1, max_value=7), max_length=7, required=False)
    at = serializers.TimeField(required=False)
    trainer = serializers.UUIDField(required=False)
    location = serializers.UUIDField(required=False)
    duration_minutes = WholeIn(required=False)
    capacity = SpotsIn(required=False)
    cost_credits = PriceIn(required=False, allow_null=True)
    online_url = LinkIn(required=False, allow_blank=True)
    reason = TextIn(required=False, default="", allow_blank=True, max_length=300)


class EndIn(Shape):
    last_on = DayField()
    reason = TextIn(required=False, default="", allow_blank=True, max_length=300)


class DateIn(Shape):
    """A date that was left out and is to be planned after all."""

    on = DayField()
    override_reason = TextIn(required=False, default="", allow_blank=True, max_length=300)


class SelectionIn(Shape):
    """`sessions` by id, or those that start in `from`..`to` (studio days, or times) and match."""

    sessions = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=500)
    to = serializers.CharField(required=False)
    trainer = serializers.UUIDField(required=False)
    location = serializers.UUIDField(required=False)
    class_type = serializers.UUIDField(required=False)
    series = serializers.UUIDField(required=False)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """`from` is a word of Python, so the field cannot be written down above."""
        return {**super().get_fields(), "from": serializers.CharField(required=False)}


class CancelManyIn(SelectionIn):
    reason = TextIn(max_length=300)


class ReplaceIn(ConflictIn, SelectionIn):
    substitute = serializers.UUIDField(help_text="the trainer who teaches them instead")


CHANGEABLE = (
    "weekdays", "at", "trainer", "location", "duration_minutes", "capacity", "cost_credits", "online_url",
)  # fmt: skip


def draft_of(asked: dict[str, Any]) -> SeriesDraft:
    return SeriesDraft(
        class_type_id=asked["class_type"],
        weekdays=frozenset(asked["weekdays"]),
        at=asked["at"],
        starts_on=asked["starts_on"],
        ends_on=asked.get("ends_on"),
        trainer_id=asked.get("trainer"),
        location_id=asked.get("location"),
        duration_minutes=asked.get("duration_minutes"),
        capacity=asked.get("capacity"),
        cost_credits=asked.get("cost_credits"),
        online_url=asked["online_url"],
        except_on=frozenset(asked.get("except_on", ())),
    )


def changes_of(asked: dict[str, Any]) -> dict[str, object]:
    return {name: asked[name] for name in CHANGEABLE if name in asked}


def choice_of(asked: dict[str, Any]) -> Choice:
    return Choice(OnConflict(asked["on_conflict"]), asked["override_reason"], asked["reason"])


def selection_of(actor: Actor, asked: dict[str, Any]) -> Selection:
    """The sessions meant; a selection without days or ids would mean everything, so it is refused."""
    if asked.get("sessions"):
        return Selection(session_ids=tuple(asked["sessions"]))
    missing = {name: [_("Give from and to, or sessions.")] for name in ("from", "to") if not asked.get(name)}
    if missing:
        raise Invalid(missing)
    texts = {name: asked[name] for name in ("from", "to")}
    return Selection(
        start=bound(actor, texts, "from", LONG_AGO),
        end=bound(actor, texts, "to", FAR_AHEAD),
        trainer_id=asked.get("trainer"),
        location_id=asked.get("location"),
        class_type_id=asked.get("class_type"),
        series_id=asked.get("series"),
    )
