"""Who is in sessions, and what moving one does to them: shown first, then done."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fitflow.booking.models import Booking
from fitflow.core.db import one_row, rows
from fitflow.schedule.models import Session
from fitflow.schedule.queries.resources import Occupied, conflicts_of, stays_put
from fitflow.schedule.rules.claims import session_claim
from fitflow.schedule.rules.sessions import DRAFT, MOVE_TOLERANCE, PUBLISHED, is_moved_away

CROWDS = """
SELECT s.id, kept.confirmed::int AS bookings, kept.count + gone.count > 0 AS was_booked,
  p.occupied::int, p.claimed::int,
  (SELECT count(*) FROM booking_waitlistentry w
    WHERE w.session_id = s.id AND w.status IN ('waiting', 'offered'))::int AS waiting
FROM unnest(%s::uuid[]) AS s (id)
CROSS JOIN LATERAL (SELECT count(*), count(*) FILTER (WHERE b.status = 'confirmed') AS confirmed
  FROM booking_booking b WHERE b.session_id = s.id AND b.status <> 'cancelled') kept
CROSS JOIN LATERAL (SELECT count(*) FROM booking_booking b WHERE b.session_id = s.id AND b.status = 'cancelled') gone
CROSS JOIN LATERAL (SELECT count(x.client_id) AS claimed,
  count(*) FILTER (WHERE NOT spot_is_free(x.client_id, x.expires_at, engine_now())) AS occupied
  FROM booking_spot x WHERE x.session_id = s.id) p
"""
OVERLAPS = """
SELECT count(DISTINCT b.id)::int AS count
FROM unnest(%s::uuid[], %s::timestamptz[], %s::timestamptz[]) AS t (id, starts_at, ends_at)
JOIN booking_booking b ON b.session_id = t.id AND b.status = 'confirmed'
JOIN booking_booking o ON o.client_id = b.client_id AND o.status = 'confirmed' AND o.session_id <> t.id
  AND o.starts_at < t.ends_at AND o.ends_at > t.starts_at
WHERE o.session_id <> ALL (%s::uuid[])
"""


@dataclass(frozen=True)
class Crowd:
    """Who is in a session: bookings, spots occupied by them and by live holds, people in the queue.

    `was_booked`: there is a booking of it, though perhaps cancelled; whoever made it may look at it, or be forgiven.
    """

    bookings: int = 0
    occupied: int = 0
    claimed: int = 0
    waiting: int = 0
    was_booked: bool = False

    @property
    def is_nobody(self) -> bool:
        """Nobody is in it, or ever was."""
        return not self.claimed and not self.waiting and not self.was_booked


@dataclass(frozen=True)
class MoveEffect:
    """What a move does to people and calendars: who is in it, whom it puts in two sessions at once, what is in its way.

    `is_free_exit`: those who are booked may then leave for free.
    """

    is_change: bool
    is_told: bool
    bookings: int
    waiting: int
    overlapping: int
    is_free_exit: bool
    conflicts: tuple[Occupied, ...]


def crowds(session_ids: Collection[UUID]) -> dict[UUID, Crowd]:
    """Who is in each of these sessions: one query, whatever their number."""
    found = rows(CROWDS, [list(session_ids)]) if session_ids else []
    return {row.pop("id"): Crowd(**row) for row in found}


def overlaps(moved: Sequence[tuple[UUID, datetime, datetime]]) -> int:
    """How many bookings would overlap another booking of the same person if these sessions were at these times."""
    ids = [session_id for session_id, _starts_at, _ends_at in moved]
    starts = [starts_at for _session_id, starts_at, _ends_at in moved]
    ends = [ends_at for _session_id, _starts_at, ends_at in moved]
    row = one_row(OVERLAPS, [ids, starts, ends, ids]) if moved else None
    return row["count"] if row else 0


def frees_somebody(session_id: UUID, starts_at: datetime) -> bool:
    """Whether it would then be far from what somebody booked, by all the moves since."""
    near = (starts_at - MOVE_TOLERANCE, starts_at + MOVE_TOLERANCE)
    booked = Booking.objects.filter(session_id=session_id, status=Booking.Status.CONFIRMED)
    return booked.exclude(agreed_starts_at__range=near).exists()


def effect_of_move(
    session: Session, *, starts_at: datetime, ends_at: datetime, trainer_id: UUID, location_id: UUID
) -> MoveEffect:
    """What it does when the session goes there. `session`: as it is now."""
    crowd, is_published = crowds([session.pk])[session.pk], session.status == PUBLISHED
    before = (session.starts_at, session.ends_at, session.trainer_id, session.location_id)
    is_change = before != (starts_at, ends_at, trainer_id, location_id)
    conflicts: tuple[Occupied, ...] = ()
    if session.status != DRAFT and not stays_put(session, trainer_id, starts_at, ends_at):
        claim = session_claim(session.pk, session.kind, starts_at, ends_at)
        conflicts = conflicts_of(trainer_id, [claim], but_for=[session.pk]).get(session.pk, ())
    return MoveEffect(
        is_change=is_change,
        is_told=is_change and is_published and bool(crowd.bookings or crowd.waiting),
        bookings=crowd.bookings,
        waiting=crowd.waiting,
        overlapping=overlaps([(session.pk, starts_at, ends_at)]) if crowd.bookings and ends_at > starts_at else 0,
        is_free_exit=is_moved_away(session.starts_at, starts_at, elsewhere=location_id != session.location_id)
        or bool(crowd.bookings)
        and frees_somebody(session.pk, starts_at),
        conflicts=conflicts,
    )
