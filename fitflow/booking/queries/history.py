"""What happened in a session, and what a client booked: the past in plain rows and plain words."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from fitflow.booking.models import Attendance, Booking, ClientTie, SpotHold, WaitlistEntry
from fitflow.booking.queries.access import run_session
from fitflow.booking.queries.bookings import bookings_of
from fitflow.core.actor import Actor
from fitflow.core.db import ExistsForEach, rows
from fitflow.core.models import Event
from fitflow.core.paging import Part, part_of
from fitflow.core.reach import reach_q
from fitflow.organizations.queries.audit import AuditRow
from fitflow.organizations.queries.history import Description, describe_all
from fitflow.organizations.queries.staff import locations_of, staff_rows

SHOWN = 40
#: A booking whose owner came, also while the session still runs.
CAME = Q(status=Booking.Status.COMPLETED) | Q(
    status=Booking.Status.CONFIRMED, attendances__status__in=(Attendance.Status.PRESENT, Attendance.Status.LATE)
)
#: Told by what came of them, or only of use to machines.
SILENT = ("hold.confirmed", "booking.attended", "booking.noshow")

NAMES = """
SELECT s.id, coalesce(t.name, s.kind) AS title, s.starts_at FROM schedule_session s
LEFT JOIN schedule_classtype t ON t.id = s.class_type_id WHERE s.organization_id = %s AND s.id = ANY(%s)
"""


@dataclass(frozen=True)
class ClientFigures:
    """A client's bookings in numbers. `no_shows` are those that stand now."""

    upcoming: int
    attended: int
    late: int
    no_shows: int
    cancelled: int
    next_at: datetime | None
    last_at: datetime | None

    @property
    def attendance_percent(self) -> int | None:
        """Of those who should have come, how often they did."""
        judged = self.attended + self.no_shows
        return round(100 * self.attended / judged) if judged else None


@dataclass(frozen=True)
class Visit:
    """One booking of a client, with the mark somebody gave it."""

    booking: Booking
    mark: str | None
    marked_at: datetime | None
    method: str | None


def session_history(actor: Actor, session_id: UUID, *, cursor: str = "", limit: int = SHOWN) -> Part[AuditRow]:
    """Everything that was done in and to a session, the newest first, for whoever runs it."""
    run_session(actor, session_id)
    events = Event.objects.with_words().visible_to(actor)
    found = events.filter(entity_id__in=_entities(session_id)).exclude(type__in=SILENT)
    part = part_of(found, "-at", "-id", cursor=cursor, limit=limit)
    said = describe_all(actor, part.rows)
    name = session_names(actor, [session_id])[session_id]
    return Part([AuditRow(event, _shorter(said[event.pk], name)) for event in part.rows], part.next)


def _shorter(said: Description, name: str) -> Description:
    """On its own page a session need not be called by its name in every sentence."""
    text = said.text.replace(name, _("this session"))
    return replace(said, text=text[:1].upper() + text[1:])


def _entities(session_id: UUID) -> list[UUID]:
    """The session, its bookings, its queue, and the holds that came to nothing: what its events are about."""
    lost = SpotHold.objects.filter(kind=SpotHold.Kind.STANDARD).exclude(status=SpotHold.Status.CONFIRMED)
    found: QuerySet[Any, Any] = Booking.objects.filter(session_id=session_id).values_list("pk")
    others = [rows.filter(session_id=session_id).values_list("pk") for rows in (WaitlistEntry.objects.all(), lost)]
    return [session_id, *(row[0] for row in found.union(*others, all=True))]


def visits_of(
    actor: Actor, client_id: UUID, *, when: str = "", now: datetime, cursor: str = "", limit: int = 50
) -> Part[Visit]:
    """A client's bookings the actor may see: `upcoming` first to last, `past` (or all) last to first."""
    found = bookings_of(actor).filter(client_id=client_id)
    coming = Q(status=Booking.Status.CONFIRMED, ends_at__gt=now)
    if when:
        found = found.filter(coming) if when == "upcoming" else found.exclude(coming)
    order = ("starts_at", "id") if when == "upcoming" else ("-starts_at", "-id")
    part = part_of(found, *order, cursor=cursor, limit=limit)
    marks = {mark.booking_id: mark for mark in Attendance.objects.filter(booking__in=part.rows)}
    return Part([_visit(booking, marks.get(booking.pk)) for booking in part.rows], part.next)


def _visit(booking: Booking, mark: Attendance | None) -> Visit:
    if mark is None:
        return Visit(booking, None, None, None)
    return Visit(booking, mark.status, mark.marked_at, mark.method)


def figures_of(actor: Actor, client_id: UUID, *, now: datetime) -> ClientFigures:
    """The same in numbers: one query."""
    came, coming = CAME, is_coming(now)
    counted = (
        Booking.objects.visible_to(actor)
        .filter(client_id=client_id)
        .aggregate(
            upcoming=Count("pk", coming),
            attended=Count("pk", came),
            late=Count("pk", came & Q(attendances__status=Attendance.Status.LATE)),
            no_shows=Count("pk", Q(status=Booking.Status.NO_SHOW, is_untold=False)),
            cancelled=Count("pk", Q(status=Booking.Status.CANCELLED)),
            next_at=Min(F("starts_at"), filter=coming),
            last_at=Max(F("starts_at"), filter=came),
        )
    )
    return ClientFigures(**counted)


def last_and_next(
    actor: Actor, client_ids: Collection[UUID], *, now: datetime
) -> dict[UUID, tuple[datetime | None, datetime | None]]:
    """When each of these clients came last and comes next; who never booked is left out. One query."""
    booked = Booking.objects.visible_to(actor).filter(client_id__in=client_ids).values_list("client_id")
    found = booked.annotate(
        last_at=Max(F("starts_at"), filter=CAME), next_at=Min(F("starts_at"), filter=is_coming(now))
    )
    return {client_id: (last_at, next_at) for client_id, last_at, next_at in found}


def is_coming(now: datetime) -> Q:
    """A booking whose owner is still expected."""
    return Q(status=Booking.Status.CONFIRMED, ends_at__gt=now, attendances=None)


def session_names(actor: Actor, ids: Collection[UUID]) -> dict[UUID, str]:
    """What sessions are called where they are spoken of: the class, and when it is."""
    found = rows(NAMES, [actor.organization_id, list(ids)])
    return {row["id"]: f"{row['title']}, {actor.formats.moment(row['starts_at'])}" for row in found}


def trainer_names(actor: Actor, ids: Collection[UUID]) -> dict[UUID, str]:
    return dict(staff_rows(actor).filter(pk__in=ids).values_list("pk", "name"))


def location_names(actor: Actor, ids: Collection[UUID]) -> dict[UUID, str]:
    return dict(locations_of(actor).filter(pk__in=ids).values_list("pk", "name"))


def reached_by(actor: Actor) -> Q:
    """A condition on clients: whoever booked within a manager's scope."""
    ties = ClientTie.objects.filter(reach_q(actor), organization_id=actor.organization_id)
    return Q(ExistsForEach(ties.filter(client_id=OuterRef("pk"))))
