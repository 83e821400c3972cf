"""The two clocks. Doors read `now()` and pass it down; the booking engine asks the database (`engine_now()`)."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime

from django.db import connection, connections
from django.utils import timezone

from fitflow.core.db import connection_setting


def now() -> datetime:
    """The moment a request or a job arrived, in UTC. Only doors call this."""
    return timezone.now()


def engine_now() -> datetime:
    """The engine clock as the database tells it (docs/design.md section 5)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT engine_now()")
        moment: datetime = cursor.fetchone()[0]
    return moment


@contextmanager
def freed() -> Iterator[None]:
    """While a demo is filled, the engine's clock may be set in this database. Needs the owner's connection."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("INSERT INTO core_freeclock DEFAULT VALUES ON CONFLICT DO NOTHING")
        is_ours = cursor.rowcount == 1
    try:
        yield
    finally:
        if is_ours:
            with connections["owner"].cursor() as cursor:
                cursor.execute("DELETE FROM core_freeclock")


def at(moment: datetime) -> AbstractContextManager[None]:
    """Sets the engine clock of this connection. Only tests and the demo seeder may import this."""
    return connection_setting("fitflow.now", moment.isoformat())
