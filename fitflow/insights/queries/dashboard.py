"""The studio at a glance: today, the week, who waits, what runs out. Numbers for the desk's first page and the API."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Min, Q

from fitflow.billing.queries.expiring import Expiring, expiring_of
from fitflow.booking.queries.sessions import SessionRow, sessions_by_id
from fitflow.booking.queries.today import Running, day_of, following_of
from fitflow.core.actor import Actor
from fitflow.core.db import one_row, rows
from fitflow.core.models import Delivery, JobState, Timer
from fitflow.core.reach import reach_sql, reach_values
from fitflow.core.zones import DAY, Period, days_bounds, local_date, week_start_on
from fitflow.organizations.queries.audit import dead_letter_count
from fitflow.organizations.queries.clients import new_clients

LONGEST_WAITLISTS = 5
#: Work that is due for longer than this says that no worker runs, or that it cannot keep up.
LATE_AFTER = timedelta(minutes=1)

FILL = f"""
SELECT (s.starts_at AT TIME ZONE %(zone)s::text)::date AS "on", sum(s.capacity)::int AS capacity,
  sum(least(s.capacity, b.booked))::int AS booked
FROM schedule_session s
CROSS JOIN LATERAL (SELECT count(*) AS booked FROM booking_booking x
  WHERE x.session_id = s.id AND x.status <> 'cancelled') b
WHERE s.organization_id = %(organization)s AND s.starts_at >= %(start)s AND s.starts_at < %(end)s
  AND s.status NOT IN ('draft', 'cancelled') AND {reach_sql("s")} GROUP BY 1 ORDER BY 1
"""  # noqa: S608 - the parts are constants; every value is a parameter.

LINES = f"""
SELECT w.session_id, (count(*) FILTER (WHERE w.status = 'waiting'))::int AS waiting,
  (count(*) FILTER (WHERE w.status = 'offered'))::int AS offered
FROM booking_waitlistentry w JOIN schedule_session s ON s.id = w.session_id
WHERE w.organization_id = %(organization)s AND w.status IN ('waiting', 'offered') AND s.ends_at > %(start)s
  AND {reach_sql("s")}
GROUP BY w.session_id, s.starts_at ORDER BY waiting DESC, s.starts_at
"""  # noqa: S608

HOLDS = f"""
SELECT count(*)::int AS held FROM booking_spothold h JOIN schedule_session s ON s.id = h.session_id
WHERE h.organization_id = %(organization)s AND h.status = 'active' AND h.expires_at > engine_now()
  AND h.kind = 'standard' AND {reach_sql("s")}
"""  # noqa: S608


@dataclass(frozen=True)
class DayFill:
    """The spots of a day of the studio, and how many are booked."""

    on: date
    capacity: int
    booked: int

    @property
    def percent(self) -> int:
        return round(100 * self.booked / self.capacity) if self.capacity else 0


@dataclass(frozen=True)
class Week:
    """The studio's week around today; `before` is the one before it."""

    days: tuple[DayFill, ...]
    percent: int
    before: int | None


@dataclass(frozen=True)
class WaitlistLength:
    """A session that people wait for."""

    row: SessionRow
    waiting: int
    offered: int


@dataclass(frozen=True)
class WaitlistSummary:
    """Everybody who waits for a spot in a session to come, and where the lengths are longest."""

    waiting: int
    offered: int
    longest: tuple[WaitlistLength, ...]


@dataclass(frozen=True)
class WorkerHealth:
    """Whether the work behind the pages keeps up."""

    late_since: datetime | None
    dead: int

    @property
    def is_fine(self) -> bool:
        return self.late_since is None and not self.dead


@dataclass(frozen=True)
class Dashboard:
    """What the first page of the desk shows."""

    on: date
    today: tuple[Running, ...]
    #: The next sessions after today.
    following: tuple[Running, ...]
    week: Week
    waitlists: WaitlistSummary
    holds: int
    new_clients: int
    new_clients_before: int
    #: None for whoever sees a part of the studio only: credits belong to no location.
    expiring: Expiring | None

    @property
    def live(self) -> list[Running]:
        return [one for one in self.today if one.is_live]

    @property
    def expected(self) -> int:
        return sum(one.expected for one in self.live)

    @property
    def arrived(self) -> int:
        return sum(one.arrived for one in self.live)


def dashboard_of(actor: Actor, *, now: datetime) -> Dashboard:
    """Every number of the first page, within the actor's scope."""
    on, (new, before) = local_date(now, actor.zone), new_clients(actor, now)
    return Dashboard(
        on=on,
        today=day_of(actor, on),
        following=following_of(actor, on),
        week=week_of(actor, now),
        waitlists=waitlists_of(actor, now),
        holds=holds_of(actor),
        new_clients=new,
        new_clients_before=before,
        expiring=expiring_of(actor, now),
    )


def week_of(actor: Actor, now: datetime) -> Week:
    """How full this week is, day by day, and the week before as a whole."""
    first = week_start_on(local_date(now, actor.zone), actor.organization.week_start)
    period = days_bounds(first - 7 * DAY, first + 6 * DAY, actor.zone)
    values = reach_in(actor, period) | {"zone": actor.organization.timezone}
    found = {row["on"]: DayFill(**row) for row in rows(FILL, values)}
    days = tuple(found.get(on, DayFill(on, 0, 0)) for on in (first + number * DAY for number in range(7)))
    earlier = [fill for on, fill in found.items() if on < first]
    return Week(days, share(days) or 0, share(earlier))


def share(days: tuple[DayFill, ...] | list[DayFill]) -> int | None:
    """Booked spots of all spots, in percent; None when there were none."""
    capacity = sum(fill.capacity for fill in days)
    return round(100 * sum(fill.booked for fill in days) / capacity) if capacity else None


def waitlists_of(actor: Actor, now: datetime) -> WaitlistSummary:
    found = rows(LINES, reach_in(actor, Period(now, now)))
    longest = {row["session_id"]: row for row in found[:LONGEST_WAITLISTS]}
    known = {row.id: row for row in sessions_by_id(actor, list(longest))}
    lengths = [
        WaitlistLength(known[key], row["waiting"], row["offered"]) for key, row in longest.items() if key in known
    ]
    return WaitlistSummary(sum(row["waiting"] for row in found), sum(row["offered"] for row in found), tuple(lengths))


def holds_of(actor: Actor) -> int:
    """Spots that somebody is just about to book."""
    row = one_row(HOLDS, reach_in(actor))
    return row["held"] if row else 0


def worker_health(actor: Actor, *, now: datetime) -> WorkerHealth:
    """For admins: since when work is overdue, and how much failed for good. Both tables have no policy of their own."""
    due = Q(organization_id=actor.organization_id, state=JobState.DUE, due_at__lte=now - LATE_AFTER)
    first = [model.objects.filter(due).aggregate(first=Min("due_at"))["first"] for model in (Delivery, Timer)]
    return WorkerHealth(min(filter(None, first), default=None), dead_letter_count(actor))


def reach_in(actor: Actor, period: Period | None = None) -> dict[str, Any]:
    """The parameters that limit a manager to the own locations and trainers, in a period."""
    found = {"organization": actor.organization_id, **reach_values(actor)}
    return found | ({"start": period.start, "end": period.end} if period else {})
