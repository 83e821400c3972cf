"""What `fitflow migrate` does with SQL functions and views when their texts change."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db.utils import Error, InternalError, ProgrammingError
from pytest_django import DjangoDbBlocker

from fitflow.core import sqlfiles
from fitflow.core.embedded import APP
from fitflow.core.sqlfiles import differences, make_functions
from tests.databases import CommittedDatabase

Write = Callable[[str, str], None]
ACCOUNTS = "CREATE VIEW accounts WITH (security_invoker = true) AS SELECT id, client_id FROM billing_creditaccount;"


@pytest.fixture
def root(tmp_path: Path, committed_db: CommittedDatabase, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """A copy of the product's SQL files, which the database has."""
    for file in sqlfiles.files():
        target = tmp_path / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(file.text)
    with django_db_blocker.unblock():
        assert differences("owner", tmp_path) == []
        yield tmp_path


@pytest.fixture
def write(root: Path) -> Write:
    """Writes one more file and makes what it says."""

    def write(name: str, text: str) -> None:
        (root / "billing" / "sql" / f"{name}.sql").write_text(text)
        make_functions("owner", root)

    return write


def run(database: CommittedDatabase, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.url_owner) as owner:
        cursor = owner.execute(statement)
        return cursor.fetchall() if cursor.description else []


def signatures(database: CommittedDatabase, name: str) -> list[str]:
    found = run(database, f"SELECT oid::regprocedure::text FROM pg_proc WHERE proname = '{name}' ORDER BY 1")
    return [signature for (signature,) in found]


class TestAFunction:
    def test_may_give_something_else(self, write: Write, committed_db: CommittedDatabase) -> None:
        write("one", "CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';")
        write("one", "CREATE OR REPLACE FUNCTION one(OUT a text, OUT b int) LANGUAGE sql AS $$ SELECT 'x', 1 $$;")

        assert run(committed_db, "SELECT a, b FROM one()") == [("x", 1)]

    def test_may_take_something_else_and_leaves_no_other_of_its_name(
        self, write: Write, committed_db: CommittedDatabase
    ) -> None:
        write("one", "CREATE OR REPLACE FUNCTION one(a int) RETURNS int LANGUAGE sql AS 'SELECT a';")
        write("one", "CREATE OR REPLACE FUNCTION one(a int, b int) RETURNS int LANGUAGE sql AS 'SELECT a + b';")

        assert signatures(committed_db, "one") == ["one(integer,integer)"]

    def test_may_name_its_arguments_anew(self, write: Write, committed_db: CommittedDatabase) -> None:
        write("one", "CREATE OR REPLACE FUNCTION one(a int) RETURNS int LANGUAGE sql AS 'SELECT a';")
        write("one", "CREATE OR REPLACE FUNCTION one(b int) RETURNS int LANGUAGE sql AS 'SELECT b';")

        assert run(committed_db, "SELECT one(b => 3)") == [(3,)]

    def test_keeps_its_rights_when_it_is_made_anew(self, write: Write, committed_db: CommittedDatabase) -> None:
        rights = "SELECT proacl::text FROM pg_proc WHERE proname = 'one'"
        write("one", "CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';")
        run(committed_db, "REVOKE ALL ON FUNCTION one() FROM PUBLIC")
        run(committed_db, f"GRANT EXECUTE ON FUNCTION one() TO {APP} WITH GRANT OPTION")
        before = run(committed_db, rights)
        write("one", "CREATE OR REPLACE FUNCTION one(a int) RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$;")

        assert run(committed_db, rights) == before
        assert "X*" in before[0][0]
        assert "{=X" not in before[0][0]

    def test_that_no_file_has_is_dropped(self, root: Path, write: Write, committed_db: CommittedDatabase) -> None:
        write("one", "CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';")
        (root / "billing" / "sql" / "one.sql").unlink()

        assert make_functions("owner", root) == ["billing/sql/one.sql"]
        assert signatures(committed_db, "one") == []

    def test_may_need_one_of_a_file_that_comes_later(self, root: Path, committed_db: CommittedDatabase) -> None:
        folder = root / "billing" / "sql"
        (folder / "a.sql").write_text("CREATE OR REPLACE FUNCTION a() RETURNS int LANGUAGE sql RETURN z();")
        (folder / "z.sql").write_text("CREATE OR REPLACE FUNCTION z() RETURNS int LANGUAGE sql AS 'SELECT 26';")
        make_functions("owner", root)

        assert run(committed_db, "SELECT a()") == [(26,)]

    def test_may_change_under_one_that_stands_on_it(
        self, root: Path, write: Write, committed_db: CommittedDatabase
    ) -> None:
        write("one", "CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';")
        write("two", "CREATE OR REPLACE FUNCTION two() RETURNS text LANGUAGE sql RETURN one()::text;")
        write("one", "CREATE OR REPLACE FUNCTION one() RETURNS text LANGUAGE sql AS $$ SELECT 'one' $$;")

        assert run(committed_db, "SELECT two()") == [("one",)]

    def test_of_a_trigger_changes_beneath_it(self, root: Path, committed_db: CommittedDatabase) -> None:
        file = root / "billing" / "sql" / "walls.sql"
        before = run(committed_db, "SELECT oid, tgfoid FROM pg_trigger WHERE tgname = 'explained'")
        file.write_text(file.read_text().replace("by ledger entries only", "by entries only"))
        make_functions("owner", root)

        assert run(committed_db, "SELECT oid, tgfoid FROM pg_trigger WHERE tgname = 'explained'") == before
        assert run(committed_db, "SELECT prosrc ~ 'by entries' FROM pg_proc WHERE proname = 'refuse_unexplained'")

    def test_that_a_trigger_needs_is_not_dropped_with_its_file(
        self, root: Path, committed_db: CommittedDatabase
    ) -> None:
        (root / "schedule" / "sql" / "walls.sql").unlink()

        with pytest.raises(InternalError, match="trigger no_overlap on table .* depends on function refuse_overlap"):
            make_functions("owner", root)
        assert signatures(committed_db, "refuse_overlap") == ["refuse_overlap()"]
        assert differences("owner", root) == ["schedule/sql/walls.sql"]

    @pytest.mark.parametrize(
        "spoil",
        [
            "CREATE OR REPLACE FUNCTION new_id() RETURNS uuid LANGUAGE sql RETURN gen_random_uuid()",
            "CREATE FUNCTION new_id(int) RETURNS uuid LANGUAGE sql RETURN gen_random_uuid()",
            "DROP FUNCTION new_id()",
        ],
    )
    def test_that_somebody_changed_by_hand_is_made_right(
        self, root: Path, committed_db: CommittedDatabase, spoil: str
    ) -> None:
        before = run(committed_db, "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = 'new_id'")
        run(committed_db, spoil)

        (changed,) = make_functions("owner", root)

        assert changed.startswith("new_id(")
        assert run(committed_db, "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = 'new_id'") == before

    def test_of_another_role_is_left_alone(self, root: Path, write: Write, committed_db: CommittedDatabase) -> None:
        run(committed_db, f"GRANT CREATE ON SCHEMA public TO {APP}")
        with psycopg.connect(committed_db.url_app) as app:
            app.execute("CREATE FUNCTION theirs() RETURNS int LANGUAGE sql AS 'SELECT 1'")
        write("one", "CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';")

        assert signatures(committed_db, "theirs") == ["theirs()"]
        assert differences("owner", root) == []


class TestAView:
    def test_may_lose_a_column(self, write: Write, committed_db: CommittedDatabase) -> None:
        write("accounts", ACCOUNTS)
        write("accounts", ACCOUNTS.replace("id, client_id", "id"))

        columns = "SELECT attname FROM pg_attribute WHERE attrelid = 'accounts'::regclass"
        assert run(committed_db, columns) == [("id",)]

    def test_keeps_its_rights(self, write: Write, committed_db: CommittedDatabase) -> None:
        rights = "SELECT relacl::text FROM pg_class WHERE relname = 'accounts'"
        write("accounts", ACCOUNTS)
        run(committed_db, f"REVOKE INSERT, UPDATE, DELETE ON accounts FROM {APP}")
        before = run(committed_db, rights)
        write("accounts", ACCOUNTS.replace("id, client_id", "id"))

        assert run(committed_db, rights) == before

    def test_may_stand_on_a_function_and_under_one(self, write: Write, committed_db: CommittedDatabase) -> None:
        write("under", "CREATE OR REPLACE FUNCTION under() RETURNS int LANGUAGE sql AS 'SELECT 1';")
        write("view", "CREATE VIEW steps WITH (security_invoker = true) AS SELECT under() AS step;")
        write("upper", "CREATE OR REPLACE FUNCTION upper_step() RETURNS SETOF steps LANGUAGE sql AS 'TABLE steps';")
        write("under", "CREATE OR REPLACE FUNCTION under() RETURNS text LANGUAGE sql AS $$ SELECT 'one' $$;")

        assert run(committed_db, "SELECT step FROM upper_step()") == [("one",)]

    def test_that_a_migration_had_to_drop_comes_again(
        self, root: Path, write: Write, committed_db: CommittedDatabase
    ) -> None:
        write("accounts", ACCOUNTS)
        run(committed_db, "DROP VIEW accounts")

        assert make_functions("owner", root) == ["accounts"]
        assert run(committed_db, "SELECT count(*) FROM accounts") == [(0,)]


class TestATextThatIsWrong:
    @pytest.mark.parametrize(
        "text",
        [
            "CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT nobody()';",
            "CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT colour FROM billing_creditlot';",
            "CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT';",
        ],
    )
    def test_changes_nothing_and_is_named(self, write: Write, committed_db: CommittedDatabase, text: str) -> None:
        seen = "SELECT oid, xmin::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY oid"
        before = run(committed_db, seen)

        with pytest.raises(ProgrammingError) as caught:
            write("one", text)

        assert notes(caught.value) == ["in billing/sql/one.sql"]
        assert run(committed_db, seen) == before


def notes(error: Error) -> list[str]:
    return getattr(error, "__notes__", [])
