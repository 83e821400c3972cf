"""The two clocks. Doors read `now()` and pass it down; the booking engine asks the database (`engine_now()`)."""

from contextlib import AbstractContextManager
from datetime import datetime

from django.db import connection
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


def at(moment: datetime) -> AbstractContextManager[None]:
    """Sets the engine clock of this connection. Only tests and the demo seeder may import this."""
    return connection_setting("fitflow.now", moment.isoformat())
