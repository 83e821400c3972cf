"""The suite itself runs as the application's role; otherwise row-level security would prove nothing."""

import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from tests.databases import CommittedDatabase

#: A row of a table that belongs to no studio.
SEEN = "INSERT INTO core_cache (cache_key, value, expires) VALUES ('seen', '', now())"


@pytest.mark.django_db
class TestTheCodeUnderTest:
    def test_connects_as_a_role_without_powers(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_user, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole,"
                " pg_has_role('fitflow_owner', 'member') FROM pg_roles WHERE rolname = current_user"
            )

            assert cursor.fetchone() == ("fitflow_app", False, False, False, False, False)

    @pytest.mark.parametrize("statement", ["TRUNCATE auth_group", "CREATE TABLE mine (x int)", "DROP TABLE auth_group"])
    def test_may_not(self, statement: str) -> None:
        with pytest.raises(DatabaseError, match="permission denied|must be owner"), transaction.atomic():
            connection.cursor().execute(statement)

    def test_owns_nothing(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")

            assert cursor.fetchone() == (0,)

    def test_reads_and_writes_rows(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(SEEN)
            cursor.execute("DELETE FROM core_cache")

            assert cursor.rowcount == 1

    def test_waits_three_seconds_for_a_lock(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")

            assert cursor.fetchone() == ("3s",)


@pytest.fixture
def left_open() -> Iterator[list[psycopg.Connection]]:
    """Connections that outlive whatever is asked for after them."""
    links: list[psycopg.Connection] = []
    yield links
    for link in links:
        link.close()


class TestCommittedDb:
    def test_commits_for_other_connections_and_processes(self, committed_db: CommittedDatabase) -> None:
        connection.cursor().execute(SEEN)
        code = (
            "import django; django.setup(); from django.db import connection; cursor = connection.cursor();"
            "cursor.execute('SELECT cache_key, current_database() FROM core_cache'); print(*cursor.fetchone())"
        )
        command = [sys.executable, "-c", code]
        child = subprocess.run(command, env=committed_db.env, capture_output=True, text=True, check=False)

        with psycopg.connect(committed_db.url_owner) as owner:
            assert owner.execute("SELECT cache_key FROM core_cache").fetchall() == [("seen",)]
        assert child.stdout.split() == ["seen", committed_db.name], child.stderr

    def test_starts_empty_each_time(self, committed_db: CommittedDatabase) -> None:
        with psycopg.connect(committed_db.url_app) as app:
            assert app.execute("SELECT count(*) FROM core_cache").fetchone() == (0,)

    def test_is_dropped_although_somebody_is_connected(
        self, left_open: list[psycopg.Connection], committed_db: CommittedDatabase
    ) -> None:
        left_open.append(psycopg.connect(committed_db.url_app))
        connections["owner"].cursor().execute("SELECT 1")
