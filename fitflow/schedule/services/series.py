"""The rows of series and their sessions. Who is told, and the spots, are booking's: only its services call these."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction
from fitflow.core.errors import NotFound
from fitflow.core.zones import DAY
from fitflow.schedule.models import Resource, Series, Session
from fitflow.schedule.queries.series import PlannedDate
from fitflow.schedule.rules.series import Occurrence
from fitflow.schedule.services.resources import occupy, release_resources

#: What a move changes in a session's row.
MOVED = {
    "id": "uuid", "starts_at": "timestamptz", "ends_at": "timestamptz", "closes_at": "timestamptz",
    "late_cancel_at": "timestamptz", "trainer_id": "uuid", "location_id": "uuid", "moved_at": "timestamptz",
    "sequence": "int", "sequence_at": "timestamptz", "detached": "boolean",
}  # fmt: skip


def add_series(series: Series) -> Series:
    """Writes a series that `queries.series.planned_series` described."""
    series.save(force_insert=True)
    return series


def lock_series(actor: Actor, series_id: UUID) -> Series:
    """The row of a series: whoever makes or changes its sessions holds it, before any resource."""
    rows = Series.objects.visible_to(actor).select_for_update(no_key=True, of=("self",))
    found = rows.select_related("class_type", "trainer", "location").filter(pk=series_id).first()
    if found is None:
        raise NotFound
    return found


def save_series(series: Series, values: Mapping[str, object]) -> Series:
    """Gives the locked row other values."""
    for name, value in values.items():
        setattr(series, name, value)
    series.save(update_fields=sorted(values))
    return series


def leave_out(series: Series, dates: Iterable[date]) -> None:
    """These dates get no session, now and whenever the series is extended."""
    left = {on.isoformat() for on in dates}
    if left - set(series.except_on):
        save_series(series, {"except_on": sorted({*series.except_on, *left})})


def session_rows(series: Series, wanted: Iterable[Occurrence | PlannedDate]) -> list[Session]:
    """Unwritten sessions for these dates of the series."""
    return [
        Session(
            organization_id=series.organization_id, class_type=series.class_type, trainer_id=series.trainer_id,
            location_id=series.location_id, starts_at=one.starts_at, ends_at=one.ends_at, capacity=series.capacity,
            cost_credits=series.cost_credits, online_url=series.online_url, status=Session.Status.PUBLISHED,
            series=series, series_on=one.on,
        )
        for one in wanted
    ]  # fmt: skip


@in_transaction
def insert_sessions(sessions: list[Session], resources: Mapping[UUID, Resource], *, override_reason: str = "") -> None:
    """Writes many sessions and their claims at once. `override_reason`: why they may run though somebody is busy."""
    Session.objects.bulk_create(sessions)
    occupy(resources, sessions, override_reason=override_reason)


@in_transaction
def split_series(series: Series, *, on: date) -> Series:
    """A new series with all of the locked one from a date on, sessions too; the old one ends the day before."""
    later = [text for text in series.except_on if text >= on.isoformat()]
    new = Series(
        organization_id=series.organization_id, class_type=series.class_type, trainer=series.trainer,
        location=series.location, weekdays=series.weekdays, starts_at_local=series.starts_at_local,
        duration_minutes=series.duration_minutes, capacity=series.capacity, cost_credits=series.cost_credits,
        starts_on=on, ends_on=series.ends_on, except_on=later, made_until=series.made_until,
        online_url=series.online_url, override_reason=series.override_reason,
    )  # fmt: skip
    new.save(force_insert=True)
    Session.objects.filter(series_id=series.pk, series_on__gte=on).update(series_id=new.pk)
    kept = [text for text in series.except_on if text < on.isoformat()]
    until = min(series.made_until or on - DAY, on - DAY)
    save_series(series, {"ends_on": on - DAY, "except_on": kept, "made_until": until})
    return new


def detach(session_ids: Collection[UUID]) -> None:
    """These sessions were changed by themselves: edits of the whole series leave them alone."""
    Session.objects.filter(pk__in=session_ids).exclude(series=None).update(detached=True)


def save_moved(sessions: Collection[Session]) -> None:
    """Writes the new times, trainers and locations of many sessions, in one statement."""
    moved = {name: [getattr(one, name) for one in sessions] for name in MOVED}
    columns = ", ".join(f"{name} = t.{name}" for name in MOVED if name != "id")
    arrays = ", ".join(f"%s::{kind}[]" for kind in MOVED.values())
    source = f"unnest({arrays}) AS t ({', '.join(MOVED)})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE schedule_session s SET {columns} FROM {source} WHERE s.id = t.id",  # noqa: S608 - names of columns
            list(moved.values()),
        )


def resize_rows(session_ids: Collection[UUID], capacity: int) -> None:
    """Another number of spots; those beyond it are gone already."""
    Session.objects.filter(pk__in=session_ids).update(capacity=capacity)


def withdraw_rows(session_ids: Collection[UUID]) -> None:
    """Takes sessions that nobody is in out of their series and off every list: cancelled, and no reason to be told."""
    release_resources(session_ids)
    Session.objects.filter(pk__in=session_ids).update(
        status=Session.Status.CANCELLED, cancel_reason="", series=None, series_on=None
    )


def note_made(series: Series, until: date) -> None:
    save_series(series, {"made_until": until})


def end_row(series: Series, *, last_on: date, now: datetime) -> Series:
    """No more sessions after this date."""
    last = max(last_on, series.starts_on)
    return save_series(series, {"ends_on": last, "ended_at": now, "made_until": min(series.made_until or last, last)})
