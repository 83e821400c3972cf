"""The sessions of a day, with how many are expected and have come."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from fitflow.booking.queries.sessions import SessionFilter, SessionRow, sessions_on_schedule
from fitflow.core.actor import Actor
from fitflow.core.db import rows
from fitflow.core.zones import day_bounds
from fitflow.schedule.rules.sessions import CANCELLED, DRAFT

LOOK_AHEAD, MOST_AHEAD = timedelta(days=7), 6


ARRIVALS = """
SELECT b.session_id, count(*)::int AS expected,
  (count(*) FILTER (WHERE a.status IN ('present', 'late')))::int AS arrived, count(a.id)::int AS marked,
  (count(*) FILTER (WHERE a.status = 'no_show'))::int AS no_shows
FROM booking_booking b LEFT JOIN booking_attendance a ON a.booking_id = b.id
WHERE b.session_id = ANY(%s) AND b.status <> 'cancelled' GROUP BY b.session_id
"""


@dataclass(frozen=True)
class Running:
    """A session of the day with how many are expected and have come."""

    row: SessionRow
    expected: int
    arrived: int
    marked: int
    no_shows: int

    @property
    def held(self) -> int:
        """Spots kept for somebody who has not confirmed yet: holds and offers."""
        return max(0, self.row.occupied - self.row.taken)

    @property
    def is_live(self) -> bool:
        """Whether people are expected: it was published and not cancelled."""
        return self.row.status not in (DRAFT, CANCELLED)


def day_of(actor: Actor, on: date, *, trainer_id: UUID | None = None) -> tuple[Running, ...]:
    """The sessions of a studio day, in order of start: two queries."""
    period = day_bounds(on, actor.zone)
    return with_arrivals(
        sessions_on_schedule(actor, SessionFilter(start=period.start, end=period.end, trainer_id=trainer_id))
    )


def following_of(actor: Actor, on: date, *, trainer_id: UUID | None = None) -> tuple[Running, ...]:
    """The next sessions after a studio day, as far as one likes to look ahead."""
    start = day_bounds(on, actor.zone).end
    wanted = SessionFilter(start=start, end=start + LOOK_AHEAD, trainer_id=trainer_id, limit=MOST_AHEAD)
    return with_arrivals(sessions_on_schedule(actor, wanted))


def with_arrivals(found: list[SessionRow]) -> tuple[Running, ...]:
    known = {row.pop("session_id"): row for row in rows(ARRIVALS, [[row.id for row in found]])} if found else {}
    none = {"expected": 0, "arrived": 0, "marked": 0, "no_shows": 0}
    return tuple(Running(row, **known.get(row.id, none)) for row in found)


def current_of(rows: tuple[Running, ...], now: datetime) -> UUID | None:
    """The id of the session that runs or comes next."""
    return next((one.row.id for one in rows if one.is_live and one.row.ends_at > now), None)
