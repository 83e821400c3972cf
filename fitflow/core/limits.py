"""The cache of libraries that count in it: rows that nobody can drive out, whatever else is written.

allauth counts there how often mails were asked for. Django's table forgets a third of all rows once there are 300, and
Redis may forget any; then whoever writes many keys wipes out everybody's counters.
"""

from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils.timezone import now
from psycopg import sql

#: More than there can be.
NO_BOUND = 10**12


class KeptRows(DatabaseCache):
    """A row stays until its time is over; whatever is over goes when something is written."""

    def __init__(self, table: str, params: dict[str, Any]) -> None:
        super().__init__(table, params)
        self._max_entries = NO_BOUND
        self.forget = sql.SQL("DELETE FROM {} WHERE expires < %s").format(sql.Identifier(table))

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = None) -> bool:
        link = connections[router.db_for_write(self.cache_model_class)]
        with link.cursor() as cursor:
            cursor.execute(self.forget, [now()])
        kept: bool = super()._base_set(mode, key, value, timeout)  # type: ignore[misc]
        return kept
