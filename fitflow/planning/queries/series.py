"""What a change of a series would touch: sessions, the people in them, what is in the way. Shown first, then done."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from fitflow.booking.queries.crowds import Crowd, crowds, overlaps
from fitflow.core.actor import Actor
from fitflow.core.db import rows
from fitflow.core.zones import DAY, local_date
from fitflow.schedule.models import Series, Session
from fitflow.schedule.queries.resources import Occupied, conflicts_of, stays_put
from fitflow.schedule.queries.series import horizon, occurrences_ahead, rule_of
from fitflow.schedule.queries.sessions import dates_made, sessions_ahead
from fitflow.schedule.rules.claims import session_claim
from fitflow.schedule.rules.series import Occurrence, occurrence_on

FILLED = """
SELECT s.series_id, round(100.0 * sum(least(s.capacity, b.booked)) / sum(s.capacity))::int AS percent
FROM schedule_session s
CROSS JOIN LATERAL (SELECT count(*) AS booked FROM booking_booking x
  WHERE x.session_id = s.id AND x.status <> 'cancelled') b
WHERE s.organization_id = %s AND s.series_id = ANY(%s) AND s.starts_at >= %s AND s.starts_at < %s
  AND s.status NOT IN ('draft', 'cancelled') GROUP BY 1
"""
#: How far back one looks to say how full a series is.
FILLED_SINCE = 28 * DAY
#: What needs the trainer to be free, and what people are told of.
TIMING = frozenset({"starts_at_local", "duration_minutes", "trainer_id"})
MOVING = TIMING | {"location_id"}
#: What is a matter of the pattern alone: sessions that stay in it do not notice.
PATTERN = frozenset({"weekdays", "ends_on"})


@dataclass(frozen=True)
class Touched:
    """A session that a change touches, and when it would be."""

    session: Session
    crowd: Crowd
    starts_at: datetime
    ends_at: datetime
    conflicts: tuple[Occupied, ...] = ()


@dataclass(frozen=True)
class Clash:
    """A date, and what is in the way of it."""

    on: date
    starts_at: datetime
    conflicts: tuple[Occupied, ...]


@dataclass(frozen=True)
class SeriesPlan:
    """Everything a change of a series would do. `series` has the new values; nothing is written yet."""

    series: Series
    changes: Mapping[str, list[Any]]
    from_on: date
    kept: tuple[Touched, ...] = ()
    dropped: tuple[Touched, ...] = ()
    added: tuple[Occurrence, ...] = ()
    added_conflicts: Mapping[date, tuple[Occupied, ...]] = field(default_factory=dict)
    #: Changed by themselves before: they stay as they are.
    detached: tuple[Session, ...] = ()
    #: Their new time would be over already: they stay as they are.
    too_late: tuple[Session, ...] = ()
    overlapping: int = 0

    @property
    def touched(self) -> tuple[Touched, ...]:
        """The sessions that will be different."""
        return self.kept if self.changes.keys() - PATTERN else ()

    @property
    def bookings(self) -> int:
        return sum(one.crowd.bookings for one in self.touched)

    @property
    def waiting(self) -> int:
        return sum(one.crowd.waiting for one in self.touched)

    @property
    def dropped_bookings(self) -> int:
        return sum(one.crowd.bookings for one in self.dropped)

    @property
    def conflicting(self) -> list[Touched]:
        return [one for one in self.kept if one.conflicts]

    @property
    def too_full(self) -> list[Touched]:
        """More people are in them than the new number of spots."""
        if "capacity" not in self.changes:
            return []
        return [one for one in self.kept if one.crowd.occupied > self.series.capacity]

    @property
    def moves_people(self) -> bool:
        return bool(MOVING & self.changes.keys())

    @property
    def busy(self) -> list[Clash]:
        """Every date on which the trainer has something else, for a list."""
        return [Clash(on, at, conflicts) for on, at, conflicts in self.conflict_dates]

    @property
    def conflict_dates(self) -> list[tuple[date, datetime, tuple[Occupied, ...]]]:
        """Every date on which the trainer has something else, in order."""
        kept = [(one.session.series_on, one.starts_at, one.conflicts) for one in self.conflicting]
        new = [(one.on, one.starts_at, self.added_conflicts.get(one.on, ())) for one in self.added]
        found = [(on, at, conflicts) for on, at, conflicts in [*kept, *new] if on is not None and conflicts]
        return sorted(found, key=lambda one: one[1])


def plan_change(
    actor: Actor, series: Series, values: Mapping[str, Any], *, from_on: date | None = None, now: datetime
) -> SeriesPlan:
    """What giving the series these values from a date on (None: from now) would do."""
    first = max(from_on or date.min, local_date(now, actor.zone), series.starts_on)
    target = changed(series, values)
    changes = {name: [getattr(series, name), value] for name, value in values.items()}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    ahead = list(sessions_ahead(actor, series.pk, first, now=now))
    known = crowds([session.pk for session in ahead])
    kept, dropped, too_late = sort_out(actor, target, ahead, known, now)
    added = added_dates(actor, target, series, first, now) if "weekdays" in changes else ()
    moving = [one.session.pk for one in (*kept, *dropped)]
    moved = [one for one in kept if not stays_put(one.session, target.trainer_id, one.starts_at, one.ends_at)]
    in_the_way = conflicts_for(target, moved if TIMING & changes.keys() else (), added, moving)
    return SeriesPlan(
        series=target,
        changes=changes,
        from_on=first,
        kept=tuple(with_conflicts(kept, in_the_way)),
        dropped=tuple(dropped),
        added=tuple(added),
        added_conflicts={one.on: in_the_way[one.on] for one in added if one.on in in_the_way},
        detached=tuple(session for session in ahead if session.detached),
        too_late=tuple(too_late),
        overlapping=overlaps([(one.session.pk, one.starts_at, one.ends_at) for one in kept])
        if TIMING & changes.keys()
        else 0,
    )


def preview_end(actor: Actor, series: Series, last_on: date, *, now: datetime) -> list[Touched]:
    """The sessions that would fall away if the series ended on a day."""
    after = list(sessions_ahead(actor, series.pk, last_on + DAY, now=now))
    known = crowds([session.pk for session in after])
    return [Touched(one, known.get(one.pk, Crowd()), one.starts_at, one.ends_at) for one in after]


def changed(series: Series, values: Mapping[str, Any]) -> Series:
    """The series with other values, not written."""
    target = copy(series)
    for name, value in values.items():
        setattr(target, name, value)
    return target


def sort_out(
    actor: Actor, target: Series, ahead: Sequence[Session], known: Mapping[UUID, Crowd], now: datetime
) -> tuple[list[Touched], list[Touched], list[Session]]:
    """The sessions that go on in the pattern, those whose weekday is gone, and those that cannot be moved any more."""
    rule = rule_of(target)
    kept: list[Touched] = []
    dropped: list[Touched] = []
    too_late: list[Session] = []
    for session in ahead:
        crowd = known.get(session.pk, Crowd())
        if session.detached or session.series_on is None:
            continue
        if session.series_on.isoweekday() not in rule.weekdays:
            dropped.append(Touched(session, crowd, session.starts_at, session.ends_at))
            continue
        one = occurrence_on(rule, session.series_on, actor.zone)
        if one.starts_at <= now:
            too_late.append(session)
        else:
            kept.append(Touched(session, crowd, one.starts_at, one.ends_at))
    return kept, dropped, too_late


def added_dates(actor: Actor, target: Series, series: Series, first: date, now: datetime) -> tuple[Occurrence, ...]:
    """Dates of the new weekdays that have no session yet, as far ahead as sessions are made."""
    last = series.made_until or horizon(actor, now)
    wanted = occurrences_ahead(actor, target, first, last, now=now)
    made, old = dates_made(series.pk), set(series.weekdays)
    return tuple(one for one in wanted if one.on not in made and one.on.isoweekday() not in old)


def conflicts_for(
    target: Series, kept: Iterable[Touched], added: Iterable[Occurrence], moving: Collection[UUID]
) -> dict[date, tuple[Occupied, ...]]:
    """What is in the way on each date; what moves itself is not."""
    dates = [(one.session.series_on, one.starts_at, one.ends_at) for one in kept if one.session.series_on]
    dates += [(one.on, one.starts_at, one.ends_at) for one in added]
    wanted = [session_claim(on, Session.Kind.CLASS, starts_at, ends_at) for on, starts_at, ends_at in dates]
    return conflicts_of(target.trainer_id, wanted, but_for=moving)


def with_conflicts(kept: Iterable[Touched], found: Mapping[date, tuple[Occupied, ...]]) -> list[Touched]:
    return [
        Touched(one.session, one.crowd, one.starts_at, one.ends_at, found.get(one.session.series_on or date.min, ()))
        for one in kept
    ]


def fill_of_series(actor: Actor, series_ids: Collection[UUID], *, now: datetime) -> dict[UUID, int]:
    """How full each series was of late, in percent; who had no session then is left out. One query."""
    values = [actor.organization_id, list(series_ids), now - FILLED_SINCE, now]
    return {row["series_id"]: row["percent"] for row in rows(FILLED, values)}
