"""Which statements PostgreSQL plans once, and which for the values they are called with.

A plan for any value takes every studio for the average one; where one studio has nearly all rows, or a partial index is
to be used, that plan is bad, and everybody on the connection has it. So a statement is planned each time it is sent,
unless it is `Kept`. Functions of the database keep their plans; what is in them is found by keys.
"""

from typing import Any

import psycopg


class Kept(str):
    """A statement with one plan for all values: found by keys, and asked for so often that planning would show."""

    __slots__ = ()


class Cursor(psycopg.Cursor[Any]):
    """Prepares what is kept, and nothing else, however often it comes. Values go beside the statement."""

    def execute(
        self, query: Any, params: Any = None, *, prepare: bool | None = None, binary: bool | None = None
    ) -> Any:
        kept = isinstance(query, Kept) if prepare is None else prepare
        return super().execute(query, params, prepare=kept, binary=binary)
