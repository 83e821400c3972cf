"""Series: which the actor may run, what a draft of one would plan, and what is in its way."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _

from fitflow.core.actor import Actor
from fitflow.core.errors import Invalid
from fitflow.core.links import read_online_url
from fitflow.core.reach import reach_q
from fitflow.core.tenancy import TenantQuerySet
from fitflow.core.zones import WallKind, add_months, local_date, wall_kind
from fitflow.organizations.queries.staff import check_location, check_trainer
from fitflow.schedule.models import ClassType, Series, Session
from fitflow.schedule.queries.resources import Occupied, conflicts_of
from fitflow.schedule.rules.claims import session_claim
from fitflow.schedule.rules.class_types import read_capacity, read_cost, read_duration
from fitflow.schedule.rules.series import (
    Occurrence,
    SeriesRule,
    check_dates,
    occurrences,
    read_weekdays,
    series_words,
)
from fitflow.schedule.settings import BOOKING_WINDOW

#: Sessions exist so many calendar months ahead (CON-12), or as far as members may book.
MONTHS_AHEAD = 3
_RELATED = ("class_type", "trainer", "location")


@dataclass(frozen=True)
class SeriesDraft:
    """A series somebody wants. None = from the class type; `except_on` are dates to leave out."""

    class_type_id: UUID
    weekdays: frozenset[int]
    at: time
    starts_on: date
    ends_on: date | None = None
    trainer_id: UUID | None = None
    location_id: UUID | None = None
    duration_minutes: int | None = None
    capacity: int | None = None
    cost_credits: Decimal | None = None
    online_url: str = ""
    except_on: frozenset[date] = frozenset()


@dataclass(frozen=True)
class PlannedDate:
    """One date of a series, as it is shown before saving. `is_shifted`: the clocks skip its time; it starts later."""

    on: date
    starts_at: datetime
    ends_at: datetime
    conflicts: tuple[Occupied, ...] = ()
    is_shifted: bool = False
    is_twice: bool = False


def series_of(actor: Actor) -> TenantQuerySet[Series]:
    """The series an actor may run: a manager's scope, a trainer's own."""
    return Series.objects.visible_to(actor).filter(reach_q(actor)).select_related(*_RELATED)


def live_series(actor: Actor, now: datetime) -> TenantQuerySet[Series]:
    """Series that may still make sessions."""
    today = local_date(now, actor.zone)
    return Series.objects.visible_to(actor).filter(Q(ends_on=None) | Q(ends_on__gte=today), ended_at=None)


def one_series(actor: Actor, series_id: UUID) -> Series:
    return series_of(actor).one(pk=series_id)


@dataclass(frozen=True)
class SeriesRow:
    """A series on the desk's list, in words, with what is planned and what is wrong with it."""

    series: Series
    words: str
    upcoming: int
    next_at: datetime | None
    left_out: tuple[date, ...]
    is_over: bool
    #: Nobody teaches it there any more: no new sessions are made until that is mended.
    stands_still: bool


def series_rows(actor: Actor, *, now: datetime) -> list[SeriesRow]:
    """Every series the actor may run, in the order of the week; one query for what is planned."""
    listed = list(series_of(actor))
    planned = Session.objects.filter(
        series_id__in=[one.pk for one in listed], status=Session.Status.PUBLISHED, starts_at__gt=now
    )
    found = planned.values_list("series_id").annotate(count=Count("pk"), first=Min("starts_at"))
    counted = {key: (count, first) for key, count, first in found}
    return sorted((_series_row(actor, one, counted, now) for one in listed), key=_week_order)


def _week_order(row: SeriesRow) -> tuple[bool, time, list[int], str]:
    return row.is_over, row.series.starts_at_local, row.series.weekdays, str(row.series.class_type)


def _series_row(actor: Actor, series: Series, counted: dict[UUID, tuple[int, datetime]], now: datetime) -> SeriesRow:
    today = local_date(now, actor.zone)
    upcoming, next_at = counted.get(series.pk, (0, None))
    left_out = tuple(on for on in sorted(map(date.fromisoformat, series.except_on)) if on >= today)
    is_over = series.ended_at is not None or series.ends_on is not None and series.ends_on < today
    is_ended_early = is_over and bool(upcoming)
    return SeriesRow(
        series,
        series_words(rule_of(series), actor.formats),
        upcoming,
        next_at,
        () if is_over else left_out,
        is_over and not is_ended_early,
        stands_still=not is_over and not has_its_people(series),
    )


def has_its_people(series: Series) -> bool:
    """Whether somebody still teaches it somewhere: who left, or what closed, makes no new sessions."""
    return series.trainer.is_active and series.trainer.is_trainer and series.location.is_active


def series_names(actor: Actor, ids: set[UUID]) -> dict[UUID, str]:
    """Morning Strength, every weekday at 06:30."""
    rows = Series.objects.visible_to(actor).filter(pk__in=ids).select_related("class_type")
    return {one.pk: f"{one.class_type.name} ({series_words(rule_of(one), actor.formats)})" for one in rows}


def rule_of(series: Series) -> SeriesRule:
    return SeriesRule(
        weekdays=frozenset(series.weekdays),
        at=series.starts_at_local,
        duration=timedelta(minutes=series.duration_minutes),
        starts_on=series.starts_on,
        ends_on=series.ends_on,
        except_on=frozenset(date.fromisoformat(on) for on in series.except_on),
    )


def horizon(actor: Actor, now: datetime) -> date:
    """The last studio day for which sessions are made."""
    months = max(MONTHS_AHEAD, actor.setting(BOOKING_WINDOW))
    return add_months(local_date(now, actor.zone), months)


def occurrences_ahead(actor: Actor, series: Series, first: date, last: date, *, now: datetime) -> list[Occurrence]:
    """The sessions a series should have on these days, without what has begun."""
    found = occurrences(rule_of(series), actor.zone, first, last)
    return [one for one in found if one.starts_at > now]


def planned_dates(
    actor: Actor, series: Series, wanted: Sequence[Occurrence], *, but_for: Collection[UUID] = ()
) -> list[PlannedDate]:
    """The same dates with what the trainer has then."""
    claims = [session_claim(one.on, Session.Kind.CLASS, one.starts_at, one.ends_at) for one in wanted]
    conflicts = conflicts_of(series.trainer_id, claims, but_for=but_for)
    return [_planned(actor, series.starts_at_local, one, conflicts.get(one.on, ())) for one in wanted]


def conflicting(dates: Iterable[PlannedDate]) -> list[PlannedDate]:
    return [one for one in dates if one.conflicts]


def planned_series(actor: Actor, draft: SeriesDraft, *, now: datetime) -> Series:
    """The series a draft describes, not yet written. One Invalid names everything that is wrong."""
    class_type = ClassType.objects.visible_to(actor).filter(pk=draft.class_type_id, is_active=True).first()
    if class_type is None:
        raise Invalid.field("class_type", _("Choose a class type of this studio."))
    filled = replace(
        draft,
        trainer_id=draft.trainer_id or class_type.trainer_id,
        location_id=draft.location_id or class_type.location_id,
        duration_minutes=class_type.duration_minutes if draft.duration_minutes is None else draft.duration_minutes,
        capacity=class_type.capacity if draft.capacity is None else draft.capacity,
    )
    if errors := _problems(actor, filled, now):
        raise Invalid(errors)
    values: dict[str, Any] = {
        "trainer_id": filled.trainer_id,
        "location_id": filled.location_id,
        "weekdays": sorted(filled.weekdays),
        "starts_at_local": filled.at,
        "duration_minutes": filled.duration_minutes,
        "capacity": filled.capacity,
        "cost_credits": read_cost(filled.cost_credits),
        "starts_on": filled.starts_on,
        "ends_on": filled.ends_on,
        "online_url": filled.online_url,
        "except_on": sorted(on.isoformat() for on in filled.except_on),
    }
    return Series(organization_id=actor.organization_id, class_type=class_type, **values)


def _problems(actor: Actor, draft: SeriesDraft, now: datetime) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    today = local_date(now, actor.zone)

    def check(read: Callable[[], object]) -> None:
        try:
            read()
        except Invalid as refusal:
            errors.update(refusal.errors)

    check(lambda: read_weekdays(draft.weekdays))
    check(lambda: check_dates(draft.starts_on, draft.ends_on, today=today, formats=actor.formats))
    check(lambda: read_duration(draft.duration_minutes))
    check(lambda: read_capacity(draft.capacity))
    check(lambda: read_cost(draft.cost_credits))
    check(lambda: check_trainer(actor, draft.trainer_id))
    check(lambda: check_location(actor, draft.location_id))
    check(lambda: read_online_url(draft.online_url))
    return errors


def _planned(actor: Actor, at: time, one: Occurrence, conflicts: tuple[Occupied, ...]) -> PlannedDate:
    kind = wall_kind(one.on, at, actor.zone)
    return PlannedDate(
        one.on,
        one.starts_at,
        one.ends_at,
        conflicts,
        is_shifted=kind is WallKind.NEVER,
        is_twice=kind is WallKind.TWICE,
    )
