"""What the database keeps from the code: which consumer wants which event, and today's names on work in flight."""

from collections.abc import Sequence

from django.db import connections, transaction

from fitflow.core.events import names_on_deliveries, subscriptions
from fitflow.core.models import EventSubscription, JobState
from fitflow.core.timers import kinds_on_timers

#: Rows that are to be run and carry a former name or another group get those of today. A row that is just being run is
#: left alone, it has found its function; so is one whose new name another row has already.
RENAME = """
WITH named AS (
  SELECT job.id, called.today, called.queue FROM {table} job
    JOIN unnest(%s::text[], %s::text[], %s::text[]) AS called (was, today, queue) ON called.was = job.{name}
  WHERE job.state = %s AND (job.{name} <> called.today OR job."group" <> called.queue)
    AND (called.was = called.today
      OR NOT EXISTS (SELECT FROM {table} other WHERE ({key}, other.{name}) = ({job_key}, called.today)))
  FOR NO KEY UPDATE OF job SKIP LOCKED)
UPDATE {table} job SET {name} = named.today, "group" = named.queue FROM named WHERE job.id = named.id
"""


def sync(using: str = "owner") -> None:
    """Writes the subscriptions from the code, and today's names and groups on work in flight. Run after migrating."""
    with transaction.atomic(using=using):
        write_subscriptions(using)
        rename_rows(using, "core_delivery", "consumer", ["event_id"], names_on_deliveries())
        rename_rows(using, "core_timer", "kind", ["entity_id", "key"], kinds_on_timers())


def write_subscriptions(using: str) -> None:
    """One that stays keeps its `since`."""
    rows, wanted = EventSubscription.objects.using(using), subscriptions()
    known = {(row.type, row.consumer): row.group for row in rows.all()}
    for type_, consumer in known.keys() - wanted.keys():
        rows.filter(type=type_, consumer=consumer).delete()
    for type_, consumer in known.keys() & wanted.keys():
        if known[type_, consumer] != wanted[type_, consumer]:
            rows.filter(type=type_, consumer=consumer).update(group=wanted[type_, consumer])
    rows.bulk_create(
        EventSubscription(type=type_, consumer=consumer, group=wanted[type_, consumer])
        for type_, consumer in sorted(wanted.keys() - known.keys())
    )


def rename_rows(using: str, table: str, name: str, key: Sequence[str], called: Sequence[tuple[str, str, str]]) -> None:
    """`key` and the name together are unique in the table. Done rows stay as they are: nobody runs them."""
    keys = {"key": ", ".join(f"other.{one}" for one in key), "job_key": ", ".join(f"job.{one}" for one in key)}
    statement = RENAME.format(table=table, name=name, **keys)
    columns = [list(column) for column in zip(*called, strict=True)]
    with connections[using].cursor() as cursor:
        for state in (JobState.DUE, JobState.DEAD):
            cursor.execute(statement, [*columns, state])
