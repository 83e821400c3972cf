"""Editing a series: one session, this and all later ones, or everything still to come; and ending it (CLS-06).

Sessions that were changed by themselves stay as they are. People who are booked move along and are told; what a change
would touch is `queries.series.plan_change`, the same for the preview and for the act.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fitflow.booking.queries.access import run_session
from fitflow.booking.refusals import CapacityBelowOccupied
from fitflow.booking.services.locks import lock_sessions
from fitflow.booking.services.moving import SessionMove
from fitflow.booking.services.sessions import SessionDetails, change_session, edit_session
from fitflow.core import events
from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction
from fitflow.core.errors import Busy, Invalid
from fitflow.core.links import read_online_url
from fitflow.core.zones import DAY, check_reach, instant_of, local_date
from fitflow.organizations.queries.staff import check_location, check_trainer
from fitflow.planning.queries.series import PATTERN, SeriesPlan, Touched, plan_change
from fitflow.planning.refusals import SeriesOver
from fitflow.planning.services.bulk import Dropped, drop_sessions
from fitflow.planning.services.moves import Move, move_many, resize_many
from fitflow.planning.services.series import OnConflict, check_choice, make_sessions, require_reach, trainer_busy, watch
from fitflow.schedule.events import SeriesChanged, SeriesEnded, SeriesSplit
from fitflow.schedule.models import Resource, Series, Session
from fitflow.schedule.queries.series import PlannedDate, one_series
from fitflow.schedule.queries.sessions import sessions_ahead
from fitflow.schedule.rules.class_types import read_capacity, read_cost, read_duration
from fitflow.schedule.rules.series import read_weekdays
from fitflow.schedule.services.resources import lock_resources
from fitflow.schedule.services.series import (
    detach,
    end_row,
    leave_out,
    lock_series,
    save_series,
    split_series,
)

DETAILS = ("cost_credits", "online_url")


class Scope(StrEnum):
    """How much of a series an edit means."""

    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"


@dataclass(frozen=True)
class Choice:
    """What staff decided about an edit: conflicts, and why sessions that fall away are cancelled."""

    on_conflict: OnConflict = OnConflict.REFUSE
    override_reason: str = ""
    reason: str = ""

    @property
    def why_anyway(self) -> str:
        """Why sessions may be where the trainer is busy; empty: they may not."""
        return self.override_reason.strip() if self.on_conflict is OnConflict.OVERRIDE else ""


@dataclass(frozen=True)
class SeriesEdited:
    """What an edit did. `series` is the new one after a split."""

    series: Series
    sessions: int
    bookings: int
    made: int = 0
    dropped: Dropped = Dropped(0, 0)
    left_alone: int = 0


def preview_edit(
    actor: Actor, changes: Mapping[str, object], *, series_id: UUID, from_on: date | None = None, now: datetime
) -> SeriesPlan:
    """What an edit from a date on (None: everything to come) would touch. Nothing is written."""
    series = one_series(actor, series_id)
    return plan_change(actor, series, read_changes(actor, series, changes), from_on=from_on, now=now)


@in_transaction
def edit_series(
    actor: Actor,
    changes: Mapping[str, object],
    *,
    series_id: UUID,
    from_on: date | None = None,
    choice: Choice = Choice(),
    now: datetime,
) -> SeriesEdited:
    """Changes a series and its sessions from a date on (None: all to come). Before that date it stays as it was."""
    one_series(actor, series_id)
    check_choice(choice.on_conflict, choice.override_reason)
    series = lock_series(actor, series_id)
    if series.ended_at is not None:
        raise SeriesOver(_("This series has ended. Plan a new one."))
    values = read_changes(actor, series, changes)
    resources = lock_everything(actor, series, values, from_on, now)
    plan = plan_change(actor, series, values, from_on=from_on, now=now)
    require_reach(actor, plan.series)
    guard(actor, plan, choice)
    if not plan.changes:
        return SeriesEdited(series, 0, 0)
    if has_sessions_before(actor, series, plan.from_on, now):
        series = split(actor, series, plan.from_on, now)
    save_series(series, {name: pair[1] for name, pair in plan.changes.items()})
    if choice.on_conflict is OnConflict.OVERRIDE and plan.conflict_dates:
        save_series(series, {"override_reason": choice.why_anyway})
    kept = apply_to_sessions(actor, plan, resources, choice, now)
    made = add_dates(actor, series, plan, resources, choice, now)
    dropped = drop_sessions(
        actor, [one.session for one in plan.dropped], reason=choice.reason or ended_words(), now=now
    )
    bookings = sum(one.crowd.bookings for one in kept)
    shown = {name: [plain(value) for value in pair] for name, pair in plan.changes.items()}
    events.record(actor, SeriesChanged(series.pk, shown, plan.from_on, len(kept), bookings), now=now)
    watch(actor, series, now=now)
    return SeriesEdited(series, len(kept), bookings, made, dropped, len(plan.detached))


@in_transaction
def edit_one(
    actor: Actor,
    changes: Mapping[str, object],
    *,
    series_id: UUID,
    session_id: UUID,
    override_reason: str = "",
    now: datetime,
) -> Session:
    """Changes one session of a series by itself; later edits of the series leave it alone."""
    series = one_series(actor, series_id)
    session = run_session(actor, session_id)
    if session.series_id != series.pk:
        raise Invalid.field("session", _("This session does not belong to the series."))
    if "weekdays" in changes:
        raise Invalid.field("weekdays", _("One session has one day: move it on the calendar instead."))
    values = read_changes(actor, series, changes)
    details = {name: values[name] for name in DETAILS if name in values}
    changed = change_session(
        actor,
        session_id=session_id,
        move=move_of(actor, session, values),
        details=SessionDetails(frozenset(details), **details),
        capacity=values.get("capacity"),
        override_reason=override_reason.strip(),
        now=now,
    )
    detach([session_id])
    return changed


@in_transaction
def end_series(actor: Actor, *, series_id: UUID, last_on: date, reason: str = "", now: datetime) -> Dropped:
    """No more sessions after a date. Those nobody is in vanish; in the others everybody gets everything back."""
    check_reach(last_on=last_on)
    one_series(actor, series_id)
    series = lock_series(actor, series_id)
    if series.ended_at is not None:
        raise SeriesOver(_("This series has ended already."))
    if last_on < local_date(now, actor.zone) - DAY:
        raise Invalid.field("last_on", _("Choose yesterday or a later day: what took place stays."))
    after = list(sessions_ahead(actor, series.pk, last_on + DAY, now=now))
    end_row(series, last_on=last_on, now=now)
    dropped = drop_sessions(actor, after, reason=reason or ended_words(), now=now)
    event = SeriesEnded(series.pk, last_on, dropped.withdrawn, dropped.cancelled, reason.strip())
    events.record(actor, event, now=now)
    return dropped


def read_changes(actor: Actor, series: Series, changes: Mapping[str, object]) -> dict[str, Any]:
    """The columns to change, in normal form; one Invalid names everything that is wrong."""
    values: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for name, value in changes.items():
        try:
            column, read = read_change(actor, series, name, value)
            values[column] = read
        except Invalid as refusal:
            errors |= refusal.errors
    if errors:
        raise Invalid(errors)
    return values


def read_change(actor: Actor, series: Series, name: str, value: Any) -> tuple[str, Any]:
    """The column behind a name, and its value in normal form."""
    if name not in COLUMNS:
        raise Invalid.field(name, _("This cannot be changed in a series."))
    if name == "trainer" and value != series.trainer_id:
        check_trainer(actor, value)
    elif name == "location" and value != series.location_id:
        check_location(actor, value)
    column, read = COLUMNS[name]
    return column, read(value)


def read_time(value: object) -> time:
    if not isinstance(value, time):
        raise Invalid.field("at", _("Give a time of the clock such as 06:30."))
    return value


#: What may change: name -> (column, reader).
COLUMNS: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "weekdays": ("weekdays", lambda value: sorted(read_weekdays(frozenset(value)))),
    "at": ("starts_at_local", read_time),
    "duration_minutes": ("duration_minutes", read_duration),
    "capacity": ("capacity", read_capacity),
    "cost_credits": ("cost_credits", read_cost),
    "online_url": ("online_url", read_online_url),
    "trainer": ("trainer_id", lambda value: value),
    "location": ("location_id", lambda value: value),
}


def lock_everything(
    actor: Actor, series: Series, values: Mapping[str, Any], from_on: date | None, now: datetime
) -> dict[UUID, Resource]:
    """The resources of everybody concerned, then the sessions, each in id order."""
    ahead = list(sessions_ahead(actor, series.pk, from_on or series.starts_on, now=now))
    trainers = {session.trainer_id for session in ahead} | {series.trainer_id}
    wanted = values.get("trainer_id", series.trainer_id)
    resources = lock_resources(actor, trainers | {wanted}, of_sessions=[session.pk for session in ahead])
    locked = lock_sessions(session.pk for session in ahead)
    if not {session.trainer_id for session in locked} <= trainers | {wanted}:
        raise Busy(_("Somebody else is changing this series. Try again."), retry_after=1)
    return resources


def guard(actor: Actor, plan: SeriesPlan, choice: Choice) -> None:
    """What must be decided or mended before anything is written."""
    if plan.too_full:
        most = max(one.crowd.occupied for one in plan.too_full)
        message = ngettext(
            "In %(sessions)d session more places are held or booked. The least it can have is %(most)d.",
            "In %(sessions)d sessions more places are held or booked. The least they can have is %(most)d.",
            len(plan.too_full),
        )
        words = message % {"sessions": len(plan.too_full), "most": most}
        raise CapacityBelowOccupied(words, occupied=most, sessions=[str(one.session.pk) for one in plan.too_full])
    if plan.conflict_dates and choice.on_conflict is OnConflict.REFUSE:
        raise trainer_busy(actor, plan.conflict_dates)
    if plan.dropped_bookings and not choice.reason.strip():
        message = ngettext(
            "%(count)d booking falls away with these days. Say why: whoever is booked will read it.",
            "%(count)d bookings fall away with these days. Say why: everybody booked will read it.",
            plan.dropped_bookings,
        )
        raise Invalid.field("reason", message % {"count": plan.dropped_bookings})


def has_sessions_before(actor: Actor, series: Series, on: date, now: datetime) -> bool:
    """Whether sessions are still to come that an edit from a date on must leave as they are."""
    return sessions_ahead(actor, series.pk, series.starts_on, now=now).filter(series_on__lt=on).exists()


def split(actor: Actor, series: Series, on: date, now: datetime) -> Series:
    """From a date on another series, so that the sessions before stay what they are."""
    if series.ends_on is not None and on > series.ends_on:
        raise Invalid.field("on", _("The series ends before that day."))
    new = split_series(series, on=on)
    events.record(actor, SeriesSplit(new.pk, series.pk, on), now=now)
    return lock_series(actor, new.pk)


def apply_to_sessions(
    actor: Actor, plan: SeriesPlan, resources: Mapping[UUID, Resource], choice: Choice, now: datetime
) -> list[Touched]:
    """Gives every session of the plan what changed. Those staff leave alone become sessions of their own."""
    if not plan.changes.keys() - PATTERN:
        return []
    skipped = {one.session.pk for one in plan.conflicting} if choice.on_conflict is OnConflict.SKIP else set()
    detach(skipped)
    kept = [one for one in plan.kept if one.session.pk not in skipped]
    ids = [one.session.pk for one in kept]
    if plan.moves_people:
        trainer_and_location = (plan.series.trainer_id, plan.series.location_id)
        moves = [Move(one.session, SessionMove(one.starts_at, one.ends_at, *trainer_and_location)) for one in kept]
        move_many(actor, moves, resources, override_reason=choice.why_anyway, now=now)
    details = {name: plan.changes[name][1] for name in DETAILS if name in plan.changes}
    for key in ids if details else ():
        edit_session(actor, SessionDetails(frozenset(details), **details), session_id=key, now=now)
    if "capacity" in plan.changes:
        resize_many(actor, ids, plan.series.capacity, now=now)
    return kept


def add_dates(
    actor: Actor,
    series: Series,
    plan: SeriesPlan,
    resources: Mapping[UUID, Resource],
    choice: Choice,
    now: datetime,
) -> int:
    """Sessions for the new weekdays."""
    dates = [
        PlannedDate(one.on, one.starts_at, one.ends_at, plan.added_conflicts.get(one.on, ())) for one in plan.added
    ]
    left_out = {one.on for one in dates if one.conflicts} if choice.on_conflict is OnConflict.SKIP else set()
    leave_out(series, left_out)
    wanted = [one for one in dates if one.on not in left_out]
    if not wanted:
        return 0
    return make_sessions(actor, series, resources, wanted, override_reason=choice.why_anyway, now=now)


def move_of(actor: Actor, session: Session, values: Mapping[str, Any]) -> SessionMove | None:
    """Where one session goes: its own day, another time of the wall clock, trainer or location."""
    at, minutes = values.get("starts_at_local"), values.get("duration_minutes")
    starts_at = session.starts_at
    if at is not None:
        starts_at = instant_of(local_date(session.starts_at, actor.zone), at, actor.zone)
    length = timedelta(minutes=minutes) if minutes is not None else session.ends_at - session.starts_at
    move = SessionMove(starts_at, starts_at + length, values.get("trainer_id"), values.get("location_id"))
    stays = (starts_at, length) == (session.starts_at, session.ends_at - session.starts_at)
    if stays and move.trainer_id in (None, session.trainer_id) and move.location_id in (None, session.location_id):
        return None
    return move


def ended_words() -> str:
    return _("This class no longer takes place on this day.")


def plain(value: Any) -> Any:
    """A value of a change as JSON knows it."""
    return value if value is None or isinstance(value, int | str | list) else str(value)
