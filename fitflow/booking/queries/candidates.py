"""Whom staff may add to a session."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from fitflow.booking.models import Booking
from fitflow.booking.queries.access import run_session
from fitflow.booking.queries.sessions import SessionFilter, SessionRow, sessions_on_schedule
from fitflow.core.actor import Actor, Role
from fitflow.core.db import rows
from fitflow.core.errors import NotFound
from fitflow.core.reach import reach_q
from fitflow.organizations.models import Client
from fitflow.organizations.queries.clients import ClientFilter, clients_found
from fitflow.organizations.rules.clients import search_words
from fitflow.schedule.models import Session

MOST_FOUND = 8
#: For whoever stands at the desk: what has just begun, and the classes of a week.
JUST_BEGUN, AHEAD, MOST_SESSIONS = timedelta(minutes=30), timedelta(days=7), 30
BOOKABLE = (Session.Status.PUBLISHED, Session.Status.IN_PROGRESS)


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be added to a session. `state`: what they have of it already."""

    client: Client
    credits: Decimal
    state: str


CANDIDATES = """
SELECT c.id, spendable_credits(c.id, %(kind)s, engine_now()) AS credits,
  CASE WHEN p.booking_id IS NOT NULL THEN 'booked'
    WHEN NOT spot_is_free(p.client_id, p.expires_at, engine_now()) AND w.id IS NULL THEN 'held'
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
    came = Booking.objects.visible_to(actor).filter(reach_q(actor, "session__"), client__archived_at=None)
    came = came.filter(client_id=client_id) if client_id else came
    for word in search_words(text):
        came = came.filter(client__search__contains=word)
    once = came.order_by("client__search", "client_id").distinct("client__search", "client_id")
    return [booking.client for booking in once.select_related("client")[:MOST_FOUND]]


def bookable_for(actor: Actor, client_id: UUID, *, now: datetime) -> list[SessionRow]:
    """The next sessions the actor runs in which a spot is free and the client has none."""
    # A session that has just begun can still be joined at the desk.
    wanted = SessionFilter(start=now - JUST_BEGUN, end=now + AHEAD, available=True, limit=MOST_SESSIONS)
    found = [row for row in sessions_on_schedule(actor, wanted) if row.status in BOOKABLE and row.ends_at > now]
    mine = set(
        Booking.objects.visible_to(actor)
        .filter(client_id=client_id, session_id__in=[row.id for row in found])
        .exclude(status=Booking.Status.CANCELLED)
        .values_list("session_id", flat=True)
    )
    theirs = [row for row in found if row.id not in mine]
    return [row for row in theirs if actor.reaches(location_id=row.location_id, trainer_id=row.trainer_id)]
