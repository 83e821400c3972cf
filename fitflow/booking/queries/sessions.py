"""The schedule: sessions with what is free, who waits, and what is mine. One statement; SQL can make its JSON."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from fitflow.booking.settings import SHOW_SPOTS
from fitflow.core.actor import Actor, Role
from fitflow.core.db import one_row, rows
from fitflow.core.errors import NotFound
from fitflow.core.plans import Kept
from fitflow.core.reach import reach_sql, reach_values

#: A page of the schedule; a week of a busy studio fits.
PAGE = 200

#: What a session shows wherever it is listed.
SHOWN = """
  s.id, s.kind, s.class_type_id, t.name AS class_type_name, coalesce(t.color, '#64748b') AS color, s.trainer_id,
  CASE WHEN %(public)s THEN split_part(f.name, ' ', 1) ELSE f.name END AS trainer_name,
  s.location_id, l.name AS location_name, s.starts_at, s.ends_at, s.status, s.capacity,
  open_spots(s.capacity, p.occupied, w.unskipped) AS open_spots, w.waiting::int AS waiting_count,
  session_price(s.cost_credits, t.cost_credits, o.price) AS cost_credits, s.opens_at, s.closes_at,
  CASE WHEN m.booking_id IS NULL AND NOT spot_is_free(m.client_id, m.expires_at, o.at) THEN m.hold_id END AS my_hold_id,
  m.expires_at AS my_expires_at, h.kind AS my_hold_kind, m.number AS my_number, m.label AS my_label,
  b.id AS my_booking_id, b.status AS my_booking_status, e.id AS my_entry_id, e.skip_reason AS my_skip_reason,
  CASE WHEN e.id IS NOT NULL THEN (SELECT count(*) FROM booking_waitlistentry x
    WHERE x.session_id = s.id AND x.status = 'waiting' AND x.ordinal <= e.ordinal)::int END AS my_position"""
#: Why the asking client, or a visitor, may not hold a spot. It is asked where a page says so.
REFUSAL = ", hold_refusal(%(client)s::uuid, s.id, false, o.at) AS refusal"
#: What pages show besides.
ON_PAGES = """,
  coalesce(t.description, '') AS description, f.color AS trainer_color, l.is_online, p.occupied::int AS occupied,
  p.taken::int AS taken, s.series_id, s.detached, s.note, s.cancel_reason, s.moved_at"""
SESSIONS = """
FROM (SELECT engine_now() AS at, studio_price(g.settings) AS price
  FROM organizations_organization g WHERE g.id = %(organization)s OFFSET 0) o  -- read once, not for each place
CROSS JOIN {sessions} s
JOIN organizations_staff f ON f.id = s.trainer_id
JOIN organizations_location l ON l.id = s.location_id
LEFT JOIN schedule_classtype t ON t.id = s.class_type_id
CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE NOT spot_is_free(x.client_id, x.expires_at, o.at)) AS occupied,
  count(x.booking_id) AS taken
  FROM booking_spot x WHERE x.session_id = s.id AND x.client_id IS NOT NULL) p  -- the index skips whatever is free
CROSS JOIN LATERAL (SELECT count(*) AS waiting, count(*) FILTER (WHERE x.skip_reason = '') AS unskipped
  FROM booking_waitlistentry x WHERE x.session_id = s.id AND x.status = 'waiting') w
LEFT JOIN booking_spot m ON m.session_id = s.id AND m.client_id = %(client)s::uuid
LEFT JOIN booking_spothold h ON h.id = m.hold_id
LEFT JOIN booking_booking b ON b.session_id = s.id AND b.client_id = %(client)s::uuid AND b.status <> 'cancelled'
LEFT JOIN booking_waitlistentry e ON e.session_id = s.id AND e.client_id = %(client)s::uuid AND e.status = 'waiting'
WHERE s.organization_id = %(organization)s AND s.starts_at >= %(start)s AND s.starts_at < %(end)s
  AND (s.status <> 'cancelled' OR s.cancel_reason <> '')  -- withdrawn before anybody was in it: shown to nobody
"""
#: Where the sessions come from. Named ones are looked up first: a plan for any value would read the whole schedule.
ALL = "schedule_session"
NAMED = """(SELECT * FROM schedule_session i
  WHERE i.organization_id = %(organization)s AND i.id = ANY(%(ids)s::uuid[]) OFFSET 0)"""
ORDER = " ORDER BY s.starts_at, s.id LIMIT %(limit)s"
#: What narrows the schedule down, put in only when it is asked: a short statement is planned and bound faster.
NARROWED: Mapping[str, str] = {
    "no_drafts": "s.status <> 'draft'",
    "own_drafts": f"(s.status <> 'draft' OR {reach_sql('s')})",
    "own": reach_sql("s"),
    "trainer": "s.trainer_id = %(trainer)s::uuid",
    "kind": "s.kind = %(kind)s",
    "class_type": "s.class_type_id = %(class_type)s::uuid",
    "location": "s.location_id = %(location)s::uuid",
    "available": "s.status = 'published' AND open_spots(s.capacity, p.occupied, w.unskipped) > 0",
    "after": "(s.starts_at, s.id) > (%(after)s::timestamptz, %(after_id)s::uuid)",
}

#: The same rows as the JSON of the API. `available` follows `booking.show_spots` for those who are not staff.
SESSION_JSON = """
json_build_object('id', q.id, 'kind', q.kind,
  'class_type', CASE WHEN q.class_type_id IS NOT NULL
    THEN json_build_object('id', q.class_type_id, 'name', q.class_type_name, 'color', q.color) END,
  'trainer', json_build_object('id', q.trainer_id, 'name', q.trainer_name),
  'location', json_build_object('id', q.location_id, 'name', q.location_name),
  'starts_at', q.starts_at, 'ends_at', q.ends_at, 'status', q.status, 'capacity', q.capacity,
  'available', spots_to_show(q.open_spots, %(show)s::text),
  'waiting_count', q.waiting_count, 'is_full', q.open_spots = 0, 'cost_credits', q.cost_credits::numeric(10, 2)::text,
  'registration_opens_at', q.opens_at, 'registration_closes_at', q.closes_at,
  'my', json_build_object(
    'hold', CASE WHEN q.my_hold_id IS NOT NULL THEN json_build_object('id', q.my_hold_id, 'session', q.id,
      'spot', json_build_object('number', q.my_number, 'label', q.my_label),
      'status', 'active', 'kind', q.my_hold_kind, 'expires_at', q.my_expires_at) END,
    'booking', CASE WHEN q.my_booking_id IS NOT NULL
      THEN json_build_object('id', q.my_booking_id, 'session', q.id, 'status', q.my_booking_status) END,
    'waitlist', CASE WHEN q.my_entry_id IS NOT NULL THEN json_build_object(
      'id', q.my_entry_id, 'session', q.id, 'position', q.my_position, 'skip_reason', q.my_skip_reason) END))
"""
LIST_JSON = """
SELECT coalesce('[' || string_agg(j::text, ',' ORDER BY n) || ']', '[]') AS body, count(*) AS count,
  max(at) AS last_at, (array_agg(id ORDER BY n DESC))[1] AS last_id
FROM (SELECT {json} AS j, q.starts_at AS at, q.id AS id, row_number() OVER (ORDER BY q.starts_at, q.id) AS n
  FROM ({sessions}) q) r
"""

LONG_AGO = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
FAR_AHEAD = datetime.fromisoformat("9999-01-01T00:00:00+00:00")


@dataclass(frozen=True)
class SessionFilter:
    """What part of the schedule is asked for: sessions that start in [start, end)."""

    start: datetime = LONG_AGO
    end: datetime = FAR_AHEAD
    trainer_id: UUID | None = None
    kind: str | None = None
    class_type_id: UUID | None = None
    location_id: UUID | None = None
    available: bool = False
    after: tuple[datetime, UUID] | None = None
    limit: int = PAGE


@dataclass(frozen=True)
class SessionRow:
    """A session on the schedule as one actor sees it. `open_spots` is exact; pages show `spots_to_show`."""

    id: UUID
    kind: str
    class_type_id: UUID | None
    class_type_name: str | None
    color: str
    description: str
    trainer_id: UUID
    trainer_name: str
    trainer_color: str
    location_id: UUID
    location_name: str
    is_online: bool
    starts_at: datetime
    ends_at: datetime
    status: str
    capacity: int
    open_spots: int
    occupied: int
    taken: int
    waiting_count: int
    cost_credits: Decimal
    opens_at: datetime
    closes_at: datetime
    series_id: UUID | None
    detached: bool
    note: str
    cancel_reason: str
    moved_at: datetime | None
    my_hold_id: UUID | None
    my_expires_at: datetime | None
    my_hold_kind: str | None
    my_number: int | None
    my_label: str | None
    my_booking_id: UUID | None
    my_booking_status: str | None
    my_entry_id: UUID | None
    my_skip_reason: str | None
    my_position: int | None
    #: Why one may not hold a spot; only where it was asked (`with_refusal`).
    refusal: str | None = None

    @property
    def title(self) -> str:
        return self.class_type_name or self.kind

    @property
    def is_full(self) -> bool:
        return self.open_spots == 0

    @property
    def is_offer(self) -> bool:
        return self.my_hold_id is not None and self.my_hold_kind == "priority"


def parameters(actor: Actor, wanted: SessionFilter, ids: Collection[UUID] | None = None) -> dict[str, Any]:
    """The values of the statement for this actor, by the rule of `SessionQuerySet.visible_to`, and whose own claims."""
    staff = actor.is_staff or actor.can(Role.SYSTEM)
    is_manager = actor.can(Role.MANAGER)
    after_at, after_id = wanted.after or (None, None)
    return {
        "organization": actor.organization_id,
        "ids": None if ids is None else list(ids),
        "client": actor.client_id,
        "public": actor.roles == frozenset({Role.PUBLIC}),
        "no_drafts": not is_manager and actor.reach.is_nothing,
        "own_drafts": not is_manager and not actor.reach.is_nothing,
        "own": is_manager and not actor.reach.is_whole,
        **reach_values(actor),
        "start": wanted.start,
        "end": wanted.end,
        "trainer": wanted.trainer_id,
        "kind": wanted.kind,
        "class_type": wanted.class_type_id,
        "location": wanted.location_id,
        "available": wanted.available,
        "after": after_at,
        "after_id": after_id,
        "limit": wanted.limit,
        "show": "exact" if staff else actor.setting(SHOW_SPOTS),
    }


def select(columns: str, narrowed: frozenset[str]) -> str:
    sessions = SESSIONS.replace("{sessions}", NAMED if "ids" in narrowed else ALL)
    conditions = [sessions, *(NARROWED[name] for name in sorted(narrowed - {"ids"}))]
    return f"SELECT {columns}{' AND '.join(conditions)}{ORDER}"


@cache
def rows_sql(narrowed: frozenset[str], with_refusal: bool) -> Kept:
    return Kept(select(SHOWN + ON_PAGES + (REFUSAL if with_refusal else ""), narrowed))


@cache
def list_sql(narrowed: frozenset[str]) -> Kept:
    """Short on purpose: psycopg keeps what it knows of a statement only up to 4096 characters."""
    lines = LIST_JSON.format(json=SESSION_JSON, sessions=select(SHOWN, narrowed)).splitlines()
    return Kept("\n".join(line.partition("  -- ")[0].strip() for line in lines))


def narrowed_by(values: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(name for name in ("ids", *NARROWED) if values[name] not in (None, False))


def schedule_rows(values: Mapping[str, Any], *, with_refusal: bool = False) -> list[SessionRow]:
    return [SessionRow(**row) for row in rows(rows_sql(narrowed_by(values), with_refusal), values)]


def schedule_text(values: Mapping[str, Any]) -> dict[str, Any]:
    """One row: the JSON of the sessions, how many, the last one's start and id."""
    return one_row(list_sql(narrowed_by(values)), values) or {}


def sessions_on_schedule(actor: Actor, wanted: SessionFilter, *, with_refusal: bool = False) -> list[SessionRow]:
    """The schedule, in order of start."""
    return schedule_rows(parameters(actor, wanted), with_refusal=with_refusal)


def sessions_by_id(actor: Actor, ids: Collection[UUID], *, with_refusal: bool = False) -> list[SessionRow]:
    """Those of these sessions that the actor may see, in order of start."""
    values = parameters(actor, SessionFilter(limit=len(ids)), ids)
    return schedule_rows(values, with_refusal=with_refusal) if ids else []


def session_on_schedule(actor: Actor, session_id: UUID, *, with_refusal: bool = False) -> SessionRow:
    """One session; NotFound for whoever may not see it."""
    found = sessions_by_id(actor, [session_id], with_refusal=with_refusal)
    if not found:
        raise NotFound
    return found[0]


@dataclass(frozen=True)
class SchedulePage:
    """A page of the API's list, as JSON text, and where the next one begins."""

    body: str
    next: tuple[datetime, UUID] | None


def schedule_json(actor: Actor, wanted: SessionFilter) -> SchedulePage:
    """The list as the API gives it; the database writes the JSON."""
    found = schedule_text(parameters(actor, replace(wanted, limit=wanted.limit + 1)))
    if found["count"] <= wanted.limit:
        return SchedulePage(found["body"], None)
    page = schedule_text(parameters(actor, wanted))
    return SchedulePage(page["body"], (page["last_at"], page["last_id"]))


def session_json(actor: Actor, session_id: UUID) -> str:
    """One session as the API gives it."""
    found = schedule_text(parameters(actor, SessionFilter(limit=1), [session_id]))
    if not found["count"]:
        raise NotFound
    body: str = found["body"]
    return body[1:-1]
