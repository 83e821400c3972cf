"""Sessions by series and by selection, for acts on many of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from fitflow.core.actor import Actor
from fitflow.core.errors import NotFound
from fitflow.core.reach import reach_q
from fitflow.schedule.models import Session, SessionQuerySet

OPEN = (Session.Status.DRAFT, Session.Status.PUBLISHED)


@dataclass(frozen=True)
class Selection:
    """Which sessions are meant: these, or those that start in [start, end) and match."""

    session_ids: tuple[UUID, ...] = ()
    start: datetime | None = None
    end: datetime | None = None
    trainer_id: UUID | None = None
    location_id: UUID | None = None
    class_type_id: UUID | None = None
    series_id: UUID | None = None


def session_of(actor: Actor, session_id: UUID) -> Session:
    """A session the actor may see; out of sight is not found."""
    return Session.objects.visible_to(actor).one(pk=session_id)


def named_sessions(actor: Actor, ids: Collection[UUID]) -> SessionQuerySet:
    """Those of these sessions that the actor may see, with their class."""
    return Session.objects.visible_to(actor).filter(pk__in=ids).select_related("class_type")


def session_with_names(session_id: UUID) -> Session:
    """With class, trainer and location, whoever asks: for what is told about it."""
    return Session.objects.select_related("class_type", "trainer", "location").get(pk=session_id)


def sessions_ahead(actor: Actor, series_id: UUID, first: date, *, now: datetime) -> SessionQuerySet:
    """The sessions of a series from a date on that have not begun, in order."""
    rows = Session.objects.visible_to(actor).filter(
        series_id=series_id, series_on__gte=first, status__in=OPEN, starts_at__gt=now
    )
    return rows.order_by("starts_at", "pk")


def dates_made(series_id: UUID) -> set[date]:
    """The dates of the series that have a session, whatever became of it."""
    return {on for on in Session.objects.filter(series_id=series_id).values_list("series_on", flat=True) if on}


def runnable(actor: Actor) -> SessionQuerySet:
    """The sessions that are the actor's to run: a manager's scope, a trainer's own."""
    return Session.objects.visible_to(actor).filter(reach_q(actor))


def selected(actor: Actor, selection: Selection, *, now: datetime) -> SessionQuerySet:
    """The sessions a selection means, without those that have begun or are over. An unknown id is NotFound."""
    rows = runnable(actor).filter(status__in=OPEN, starts_at__gt=now)
    if selection.session_ids:
        wanted = set(selection.session_ids)
        if runnable(actor).filter(pk__in=wanted).count() != len(wanted):
            raise NotFound
        rows = rows.filter(pk__in=wanted)
    bounds = {"starts_at__gte": selection.start, "starts_at__lt": selection.end}
    names = ("trainer_id", "location_id", "class_type_id", "series_id")
    wanted_values = {**bounds, **{name: getattr(selection, name) for name in names}}
    found = rows.filter(**{name: value for name, value in wanted_values.items() if value is not None})
    return found.select_related("class_type", "trainer", "location").order_by("starts_at", "pk")


def planned_count(actor: Actor, now: datetime, *, at_most: int | None = None) -> int:
    """How many sessions of the studio are still to come; counted no further than `at_most`."""
    coming = Session.objects.filter(organization_id=actor.organization_id, status__in=OPEN, starts_at__gt=now)
    return coming[:at_most].count()
