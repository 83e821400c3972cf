"""Transaction words: one service is one transaction, side effects come after the commit."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection, connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Exists, Model, QuerySet
from psycopg import sql
from psycopg.pq import TransactionStatus

#: A service's unit of work; an inner service joins the outer one's transaction (as a savepoint).
in_transaction = transaction.atomic


@contextmanager
def joined_transaction() -> Iterator[None]:
    """A transaction, or the one that is open, without a savepoint: for a hot service that refuses before it writes."""
    if connection.in_atomic_block:
        yield
    else:
        with transaction.atomic():
            yield


class ExistsForEach(Exists):
    """EXISTS that is looked up in an index for each row. `OFFSET 0` tells PostgreSQL so.

    For lists of which a few rows are shown: where it stands beside OR, PostgreSQL would gather the rows for all of them
    first, however few are looked at.
    """

    template = "EXISTS(%(subquery)s OFFSET 0)"


def limit_times(*, statement: int, idle: int) -> None:
    """From now on this process's connections give up after so many seconds: a statement, a transaction left open."""
    options = connections.settings["default"]["OPTIONS"]
    options["options"] += f" -c statement_timeout={statement}s -c idle_in_transaction_session_timeout={idle}s"


class NoTransaction(RuntimeError):
    """Something was to happen after the commit, but nothing is going to be committed."""


def after_commit(callback: Callable[[], Any]) -> None:
    """Runs once the transaction is on disk; raises outside one, where it would run at once and lie about it."""
    if not connection.in_atomic_block:
        raise NoTransaction("after_commit needs an open transaction")
    transaction.on_commit(callback)


def lock_advisory(*parts: object, space: int = 0) -> None:
    """Holds one named lock until the end of the transaction; others wait (lock_timeout 3 s)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [":".join(map(str, parts)), space])


@contextmanager
def connection_setting(name: str, value: str) -> Iterator[None]:
    """A setting of PostgreSQL has this value on the connection while inside; what it had before is put back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true), set_config(%s, %s, false)", [name, name, value])
        before = cursor.fetchone()[0] or ""
    try:
        yield
    finally:
        if takes_statements():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config(%s, %s, false)", [name, before])


def takes_statements() -> bool:
    """Whether the connection would run a statement.

    It does not when it is closed, nor in a transaction that PostgreSQL has refused or Django has given up. The rollback
    then puts settings back by itself, and a statement would hide why with an error of its own.
    """
    link = connection.connection
    if link is None or link.closed or link.info.transaction_status == TransactionStatus.INERROR:
        return False
    return not (connection.in_atomic_block and connection.needs_rollback)


def one_row(sql: str, params: Sequence[Any] | Mapping[str, Any]) -> dict[str, Any] | None:
    """The first row of a statement as a dict of its columns, or None."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row = cursor.fetchone()
        return None if row is None else dict(zip(names_of(cursor), row, strict=True))


def rows(sql: str, params: Sequence[Any] | Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every row of a statement as a dict of its columns."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        names = names_of(cursor)
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


VALUES_IN_USE = """
WITH RECURSIVE steps (value) AS (
  (SELECT {column} FROM {table} WHERE organization_id = %(studio)s ORDER BY {column} LIMIT 1)
  UNION ALL
  SELECT (SELECT x.{column} FROM {table} x WHERE x.organization_id = %(studio)s AND x.{column} > steps.value
    ORDER BY x.{column} LIMIT 1)
  FROM steps WHERE steps.value IS NOT NULL)
SELECT value FROM steps WHERE value IS NOT NULL
"""


def values_in_use(model: type[Model], column: str, organization_id: UUID) -> list[str]:
    """The different values of a column in a studio, each found by one step into the index (organization_id, column).

    For columns with few values: rows are not read, however many have the same one.
    """
    field: Any = model._meta.get_field(column)
    names = {"table": sql.Identifier(model._meta.db_table), "column": sql.Identifier(field.column)}
    steps = sql.SQL(VALUES_IN_USE).format(**names).as_string()
    return [row["value"] for row in rows(steps, {"studio": organization_id})]


def capped_counts(found: Mapping[str, QuerySet[Any]], most: int) -> dict[str, int]:
    """How many rows each of some searches finds, counted up to `most`, in one statement."""
    counted = {name: some.values("pk")[:most].query.sql_with_params() for name, some in found.items()}
    parts = [
        sql.SQL("(SELECT count(*) FROM ({}) AS found) AS {}").format(sql.SQL(text), sql.Identifier(name)).as_string()
        for name, (text, _values) in counted.items()
    ]
    values = [value for _text, values in counted.values() for value in values]
    return rows("SELECT " + ", ".join(parts), values)[0]


def names_of(cursor: CursorWrapper) -> list[str]:
    """The columns of a result. Asked once: psycopg makes a list of objects each time."""
    return [column.name for column in cursor.description or ()]
