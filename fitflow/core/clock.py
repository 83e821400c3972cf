"""The two clocks. Doors read `now()` and pass it down; the booking engine asks the database (`engine_now()`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection
from django.utils import timezone


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
def at(moment: datetime) -> Iterator[None]:
    """Sets the engine clock of this connection. Only tests and the demo seeder may import this."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('fitflow.now', true), set_config('fitflow.now', %s, false)", [moment.isoformat()]
        )
        before = cursor.fetchone()[0] or ""
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('fitflow.now', %s, false)", [before])
