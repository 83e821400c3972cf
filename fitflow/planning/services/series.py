"""Series make sessions: at once when planned, then day by day as time goes on (CLS-06, CON-12).

Locks: series > resource > session. A date is made once: the series' row is held, and (series, date) is unique.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.booking.events import SessionPublished
from fitflow.booking.services.capacity import make_all_spots
from fitflow.booking.services.new_sessions import refuse_too_many_sessions, set_registration
from fitflow.booking.services.sessions import END_TIMER, START_TIMER
from fitflow.core import events
from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction
from fitflow.core.errors import Forbidden, Invalid
from fitflow.core.timers import set_timer, set_timers
from fitflow.core.zones import DAY, day_bounds, local_date
from fitflow.planning.refusals import SeriesOver
from fitflow.schedule.events import SeriesCreated, SeriesExtended
from fitflow.schedule.models import Resource, Series
from fitflow.schedule.queries.resources import Occupied
from fitflow.schedule.queries.series import (
    PlannedDate,
    SeriesDraft,
    conflicting,
    has_its_people,
    horizon,
    occurrences_ahead,
    one_series,
    planned_dates,
    planned_series,
)
from fitflow.schedule.queries.sessions import dates_made
from fitflow.schedule.refusals import TrainerBusy
from fitflow.schedule.services.resources import lock_resources, named
from fitflow.schedule.services.series import (
    add_series,
    insert_sessions,
    leave_out,
    lock_series,
    note_made,
    save_series,
    session_rows,
)
from fitflow.schedule.settings import CLASSES_ON

EXTEND_TIMER = "series.extend"
#: Series are extended at night, spread over these hours.
NIGHT = timedelta(hours=5)


class OnConflict(StrEnum):
    """Dates on which the trainer has something else: refuse all, leave them out, or plan them anyway."""

    REFUSE = "refuse"
    SKIP = "skip"
    OVERRIDE = "override"


@dataclass(frozen=True)
class SeriesMade:
    """What making sessions brought."""

    series: Series
    sessions: int
    left_out: tuple[date, ...] = ()


def preview_series(actor: Actor, draft: SeriesDraft, *, now: datetime) -> tuple[Series, list[PlannedDate]]:
    """What a draft would plan now, with every conflict. Nothing is written."""
    series = planned_series(actor, draft, now=now)
    require_reach(actor, series)
    return series, dates_ahead(actor, series, now=now)


@in_transaction
def create_series(
    actor: Actor,
    draft: SeriesDraft,
    *,
    on_conflict: OnConflict = OnConflict.REFUSE,
    override_reason: str = "",
    now: datetime,
) -> SeriesMade:
    """A pattern with its sessions of the next three months, published, their trainer taken."""
    series = planned_series(actor, draft, now=now)
    refuse_too_many_sessions(actor, now)
    require_reach(actor, series)
    check_choice(on_conflict, override_reason)
    resources = lock_resources(actor, [series.trainer_id])
    dates = dates_ahead(actor, series, now=now)
    left_out = decide(actor, dates, on_conflict)
    series.override_reason = override_reason.strip() if on_conflict is OnConflict.OVERRIDE else ""
    add_series(series)
    wanted = [one for one in dates if one.on not in left_out]
    made = make_sessions(actor, series, resources, wanted, override_reason=series.override_reason, is_new=True, now=now)
    leave_out(series, left_out)
    note_made(series, last_made(series, horizon(actor, now)))
    watch(actor, series, now=now)
    everything_left = tuple(sorted({*left_out, *draft.except_on}))
    events.record(actor, SeriesCreated(series.pk, draft.class_type_id, made, everything_left), now=now)
    return SeriesMade(series, made, everything_left)


@in_transaction
def extend_series(actor: Actor, *, series_id: UUID, now: datetime) -> SeriesMade:
    """Makes the sessions that time has brought within three months; what the timer calls. Doing it twice does nothing.

    A date on which the trainer is busy is left out, and staff see it on the series; unless they said before why not.
    """
    series = lock_series(actor, series_id)
    until = last_made(series, horizon(actor, now))
    if series.ended_at is not None or not has_its_people(series) or not actor.setting(CLASSES_ON):
        return SeriesMade(series, 0)
    if series.made_until is not None and series.made_until >= until:
        return SeriesMade(series, 0)
    resources = lock_resources(actor, [series.trainer_id])
    first = series.starts_on if series.made_until is None else series.made_until + DAY
    dates = dates_ahead(actor, series, first=first, now=now)
    reason = series.override_reason
    left_out = decide(actor, dates, OnConflict.OVERRIDE if reason else OnConflict.SKIP)
    wanted = [one for one in dates if one.on not in left_out]
    made = make_sessions(actor, series, resources, wanted, override_reason=reason, now=now)
    leave_out(series, left_out)
    note_made(series, until)
    if dates:
        events.record(actor, SeriesExtended(series.pk, until, made, tuple(left_out)), now=now)
    return SeriesMade(series, made, tuple(left_out))


@in_transaction
def plan_left_out_date(
    actor: Actor, *, series_id: UUID, on: date, override_reason: str = "", now: datetime
) -> SeriesMade:
    """Plans one date after all that was left out before."""
    one_series(actor, series_id)
    series = lock_series(actor, series_id)
    if series.ended_at is not None:
        raise SeriesOver(_("This series has ended."))
    if on.isoformat() not in series.except_on:
        raise Invalid.field("on", _("This date was not left out."))
    resources = lock_resources(actor, [series.trainer_id])
    save_series(series, {"except_on": [text for text in series.except_on if text != on.isoformat()]})
    dates = dates_ahead(actor, series, first=on, last=on, now=now)
    decide(actor, dates, OnConflict.OVERRIDE if override_reason.strip() else OnConflict.REFUSE)
    made = make_sessions(actor, series, resources, dates, override_reason=override_reason, now=now)
    events.record(actor, SeriesExtended(series.pk, on, made, ()), now=now)
    return SeriesMade(series, made)


def make_sessions(
    actor: Actor,
    series: Series,
    resources: Mapping[UUID, Resource],
    dates: Sequence[PlannedDate],
    *,
    override_reason: str = "",
    is_new: bool = False,
    now: datetime,
) -> int:
    """Published sessions with spots, timers and events, in a few statements. The caller holds series and resources.

    `is_new`: the series has no sessions yet.
    """
    known = set() if is_new else dates_made(series.pk)
    sessions = session_rows(series, [one for one in dates if one.on not in known])
    for session in sessions:
        set_registration(actor, session, series.class_type, now)
    insert_sessions(sessions, resources, override_reason=override_reason)
    make_all_spots([session.pk for session in sessions])
    set_timers(actor.organization_id, START_TIMER, {session.pk: session.starts_at for session in sessions})
    set_timers(actor.organization_id, END_TIMER, {session.pk: session.ends_at for session in sessions})
    events.record_all(actor, [SessionPublished(session.pk) for session in sessions], now=now)
    return len(sessions)


def dates_ahead(
    actor: Actor, series: Series, *, first: date | None = None, last: date | None = None, now: datetime
) -> list[PlannedDate]:
    """The dates for which sessions are to be made, with what is in the way."""
    last = last_made(series, horizon(actor, now)) if last is None else last
    wanted = occurrences_ahead(actor, series, first or series.starts_on, last, now=now)
    return planned_dates(actor, series, wanted)


def decide(actor: Actor, dates: Collection[PlannedDate], on_conflict: OnConflict) -> list[date]:
    """The dates to leave out; refuses when somebody has to choose first."""
    busy = conflicting(dates)
    if busy and on_conflict is OnConflict.REFUSE:
        raise trainer_busy(actor, [(one.on, one.starts_at, one.conflicts) for one in busy])
    return [one.on for one in busy] if on_conflict is OnConflict.SKIP else []


def trainer_busy(actor: Actor, dates: Sequence[tuple[date, datetime, tuple[Occupied, ...]]]) -> TrainerBusy:
    """The refusal that lists every date on which the trainer has something else."""
    found: list[Mapping[str, object]] = [
        {"on": on.isoformat(), "starts_at": at.isoformat(), "with": [named(one) for one in conflicts]}
        for on, at, conflicts in dates
    ]
    days = ", ".join(actor.formats.day(on, "date") for on, _at, _conflicts in dates[:3])
    if len(dates) > 3:
        days = _("%(days)s and %(count)d more") % {"days": days, "count": len(dates) - 3}
    message = _("The trainer has something else on %(days)s. Leave these dates out, or say why it is all right.")
    return TrainerBusy(message % {"days": days}, conflicts=found)


def check_choice(on_conflict: OnConflict, override_reason: str) -> None:
    if on_conflict is OnConflict.OVERRIDE and not override_reason.strip():
        raise Invalid.field("override_reason", _("Say why the trainer may have two things at once."))


def require_reach(actor: Actor, series: Series) -> None:
    """Managers plan within their scope, trainers for themselves."""
    if not actor.reaches(location_id=series.location_id, trainer_id=series.trainer_id):
        raise Forbidden(_("You may plan series on your own calendar only."))


def last_made(series: Series, until: date) -> date:
    return until if series.ends_on is None else min(until, series.ends_on)


def watch(actor: Actor, series: Series, *, now: datetime) -> None:
    """Sets the timer that extends the series each night."""
    due_at = next_extension(actor, series, now)
    if due_at is not None:
        set_timer(actor.organization_id, EXTEND_TIMER, series.pk, due_at=due_at)


def next_night(actor: Actor, series_id: UUID, now: datetime) -> datetime:
    """Some moment of the studio's coming night, always the same for one series."""
    tonight = day_bounds(local_date(now, actor.zone) + DAY, actor.zone).start
    return tonight + timedelta(seconds=series_id.int % int(NIGHT.total_seconds()))


def next_extension(actor: Actor, series: Series, now: datetime) -> datetime | None:
    """When to look again; never once the series is over or all of it is made."""
    is_complete = series.ends_on is not None and series.made_until is not None and series.made_until >= series.ends_on
    return None if series.ended_at is not None or is_complete else next_night(actor, series.pk, now)
