"""The calendar of the desk, and what an act of staff would do to people - shown first, then done."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from fitflow.booking.models import Booking, WaitlistEntry
from fitflow.booking.queries.access import run_session
from fitflow.booking.queries.series import Crowd, Touched, crowds, overlapping
from fitflow.booking.queries.sessions import SessionFilter, SessionRow, sessions_on_schedule
from fitflow.core.actor import Actor, Role
from fitflow.core.db import rows
from fitflow.core.errors import NotFound
from fitflow.core.zones import Period, check_reach
from fitflow.organizations.models import Client, Staff
from fitflow.organizations.queries.clients import ClientFilter, clients_found
from fitflow.organizations.queries.staff import trainers_of
from fitflow.organizations.rules.clients import search_words
from fitflow.schedule.models import Session
from fitflow.schedule.queries.resources import Occupied, conflicts_of
from fitflow.schedule.queries.series import check_location, check_trainer
from fitflow.schedule.rules.sessions import DRAFT, PUBLISHED, is_moved_away

#: As many sessions as a calendar draws at once; beyond that it says so.
MOST_SESSIONS = 500
MOST_FOUND = 8


@dataclass(frozen=True)
class CalendarPart:
    """The sessions of a stretch of the calendar. `is_cut`: there are more than are shown."""

    sessions: tuple[SessionRow, ...]
    is_cut: bool


@dataclass(frozen=True)
class Wanted:
    """Where a session is to go; None keeps what it has."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    trainer_id: UUID | None = None
    location_id: UUID | None = None


@dataclass(frozen=True)
class MovePreview:
    """What a move would do: where to, who is in it, whom it would put in two places, what is in its way."""

    session: Session
    starts_at: datetime
    ends_at: datetime
    trainer_id: UUID
    location_id: UUID
    crowd: Crowd
    overlapping: int
    conflicts: tuple[Occupied, ...]

    @property
    def is_change(self) -> bool:
        now = self.session
        before = (now.starts_at, now.ends_at, now.trainer_id, now.location_id)
        return before != (self.starts_at, self.ends_at, self.trainer_id, self.location_id)

    @property
    def is_free_exit(self) -> bool:
        """Whether those who are booked may then leave for free."""
        elsewhere = self.location_id != self.session.location_id
        return is_moved_away(self.session.starts_at, self.starts_at, elsewhere=elsewhere)

    @property
    def is_told(self) -> bool:
        """Whether somebody hears of it."""
        return self.session.status == PUBLISHED and bool(self.crowd.bookings or self.crowd.waiting)


@dataclass(frozen=True)
class Refundee:
    """Somebody who would get everything back."""

    name: str
    credits: Decimal


@dataclass(frozen=True)
class CancelPreview:
    """Who gets what when the studio cancels a session."""

    people: tuple[Refundee, ...]
    waiting: int

    @property
    def credits(self) -> Decimal:
        return sum((person.credits for person in self.people), Decimal(0))


def calendar_part(
    actor: Actor, period: Period, *, trainer_id: UUID | None = None, most: int = MOST_SESSIONS
) -> CalendarPart:
    """What the calendar shows of a period: one query."""
    wanted = SessionFilter(start=period.start, end=period.end, trainer_id=trainer_id, limit=most + 1)
    found = sessions_on_schedule(actor, wanted)
    return CalendarPart(tuple(found[:most]), len(found) > most)


def calendar_trainers(actor: Actor) -> list[Staff]:
    """Whose columns the calendar has."""
    found = trainers_of(actor)
    if actor.scope_trainers and not actor.scope_locations:
        found = found.filter(pk__in=actor.scope_trainers)
    return list(found)


def move_preview(actor: Actor, session_id: UUID, wanted: Wanted) -> MovePreview:
    """What moving a session would do. Nothing is changed."""
    session = run_session(actor, session_id)
    check_reach(starts_at=wanted.starts_at, ends_at=wanted.ends_at)
    if wanted.trainer_id and wanted.trainer_id != session.trainer_id:
        check_trainer(actor, wanted.trainer_id)
    if wanted.location_id and wanted.location_id != session.location_id:
        check_location(actor, wanted.location_id)
    starts_at = wanted.starts_at or session.starts_at
    ends_at = wanted.ends_at or session.ends_at + (starts_at - session.starts_at)
    trainer_id = wanted.trainer_id or session.trainer_id
    crowd = crowds([session.pk])[session.pk]
    moved = [Touched(session, crowd, starts_at, ends_at)]
    busy = {}
    if session.status != DRAFT:
        busy = conflicts_of(trainer_id, [(session.pk, starts_at, ends_at)], but_for=[session.pk])
    return MovePreview(
        session=session,
        starts_at=starts_at,
        ends_at=ends_at,
        trainer_id=trainer_id,
        location_id=wanted.location_id or session.location_id,
        crowd=crowd,
        overlapping=overlapping(moved) if crowd.bookings and ends_at > starts_at else 0,
        conflicts=busy.get(session.pk, ()),
    )


def cancel_preview(actor: Actor, session_id: UUID) -> CancelPreview:
    """Who would get what back if the studio cancelled now. Nothing is changed."""
    run_session(actor, session_id)
    live = Booking.objects.visible_to(actor).filter(session_id=session_id, status=Booking.Status.CONFIRMED)
    people = live.order_by("client__search").values_list("client__name", "credits")
    open_states = [WaitlistEntry.Status.WAITING, WaitlistEntry.Status.OFFERED]
    entries = WaitlistEntry.objects.visible_to(actor).filter(session_id=session_id, status__in=open_states)
    return CancelPreview(tuple(Refundee(*row) for row in people), entries.count())


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be added to a session. `state`: what they have of it already."""

    client: Client
    credits: Decimal
    state: str

    @property
    def is_in(self) -> bool:
        return self.state in ("booked", "held", "waiting", "offered")


CANDIDATES = """
SELECT c.id, spendable_credits(c.id, %(kind)s, engine_now()) AS credits,
  CASE WHEN p.booking_id IS NOT NULL THEN 'booked' WHEN p.expires_at > engine_now() AND w.id IS NULL THEN 'held'
    ELSE coalesce(w.status, '') END AS state
FROM unnest(%(clients)s::uuid[]) AS c (id)
LEFT JOIN booking_spot p ON p.session_id = %(session)s AND p.client_id = c.id
LEFT JOIN booking_waitlistentry w ON w.session_id = %(session)s AND w.client_id = c.id
  AND w.status IN ('waiting', 'offered')
"""


def candidates(actor: Actor, session_id: UUID, text: str) -> list[Candidate]:
    """Clients whose name, address or phone fits, with what decides whether they can be added."""
    session = run_session(actor, session_id)
    return as_candidates(session, people_within_reach(actor, text) if text.strip() else [])


def candidate_of(actor: Actor, session_id: UUID, client_id: UUID) -> Candidate:
    """One of them, by id; NotFound for whom the actor may not add."""
    session = run_session(actor, session_id)
    found = people_within_reach(actor, client_id=client_id)
    if not found:
        raise NotFound
    return as_candidates(session, found)[0]


def as_candidates(session: Session, found: list[Client]) -> list[Candidate]:
    values: dict[str, Any] = {
        "kind": session.kind,
        "session": session.pk,
        "clients": [client.pk for client in found],
    }
    known = {row["id"]: row for row in rows(CANDIDATES, values)} if found else {}
    return [Candidate(client, known[client.pk]["credits"], known[client.pk]["state"]) for client in found]


def people_within_reach(actor: Actor, text: str = "", *, client_id: UUID | None = None) -> list[Client]:
    """Whom this actor may add to a session: managers their clients, a trainer whoever came to the own sessions."""
    if actor.can(Role.MANAGER):
        found = clients_found(actor, ClientFilter(search=text))
        found = found.filter(pk=client_id) if client_id else found
        return list(found.order_by("search", "id")[:MOST_FOUND])
    came = Booking.objects.visible_to(actor).filter(session__trainer_id=actor.staff_id, client__archived_at=None)
    came = came.filter(client_id=client_id) if client_id else came
    for word in search_words(text):
        came = came.filter(client__search__contains=word)
    once = came.order_by("client__search", "client_id").distinct("client__search", "client_id")
    return [booking.client for booking in once.select_related("client")[:MOST_FOUND]]
