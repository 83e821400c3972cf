"""The embedded server with real processes, each test in a folder of its own."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from fitflow.core import embedded

pytestmark = pytest.mark.programs
CARELESS = {"fsync": "off"}
USE_BRIEFLY = """
import sys
from pathlib import Path
import psycopg
from fitflow.core import embedded
with embedded.running(Path(sys.argv[1]), {"fsync": "off"}) as server:
    with psycopg.connect(server.url(embedded.OWNER)) as owner:
        owner.execute("SELECT 1")
    print(server.started)
"""


@pytest.fixture
def own_folder() -> Iterator[Path]:
    """Not pytest's: each pytest that begins closes that one to all others, the server's account among them."""
    with tempfile.TemporaryDirectory(prefix="fitflow-embedded-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@pytest.fixture
def data_dir(own_folder: Path) -> Iterator[Path]:
    yield own_folder / "postgres"
    embedded.stop(own_folder / "postgres")


@pytest.fixture
def server(data_dir: Path) -> embedded.Server:
    return embedded.ensure_running(data_dir, CARELESS)


class TestEnsureRunning:
    def test_starts_once_and_then_finds_it(self, server: embedded.Server) -> None:
        again = embedded.ensure_running(server.data_dir)

        assert (server.started, again.started) == (True, False)
        assert again.pid == server.pid

    def test_is_reached_by_a_socket_only_which_others_may_not_use(self, server: embedded.Server) -> None:
        with psycopg.connect(server.url("postgres", "postgres")) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
            assert connection.execute("SHOW max_connections").fetchone() == ("300",)
        assert server.socket_dir.stat().st_mode & 0o077 == 0
        assert server.data_dir.stat().st_mode & 0o077 == 0

    def test_makes_two_roles_without_powers_and_a_database(self, server: embedded.Server) -> None:
        with psycopg.connect(server.url(embedded.APP)) as app:
            roles = app.execute(
                "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles"
                " WHERE rolname LIKE 'fitflow%' ORDER BY rolname"
            ).fetchall()
            owner = app.execute("SELECT datdba::regrole::text FROM pg_database WHERE datname = 'fitflow'").fetchone()

        assert roles == [("fitflow_app", False, False, False, False), ("fitflow_owner", False, True, True, False)]
        assert owner == ("fitflow_owner",)

    def test_keeps_data_between_starts_and_gives_the_application_rows_only(self, server: embedded.Server) -> None:
        with psycopg.connect(server.url(embedded.OWNER)) as owner:
            owner.execute("CREATE TABLE note (text text)")
        embedded.stop(server.data_dir)
        embedded.ensure_running(server.data_dir, CARELESS)

        with psycopg.connect(server.url(embedded.APP), autocommit=True) as app:
            app.execute("INSERT INTO note VALUES ('kept')")
            assert app.execute("SELECT text FROM note").fetchall() == [("kept",)]
            for statement in ("TRUNCATE note", "DROP TABLE note", "CREATE TABLE mine ()"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    app.execute(statement)

    def test_does_not_give_back_what_a_migration_took_away(self, server: embedded.Server) -> None:
        with psycopg.connect(server.url(embedded.OWNER)) as owner:
            owner.execute("CREATE TABLE ledger (amount int); REVOKE UPDATE, DELETE ON ledger FROM fitflow_app")
        embedded.ensure_running(server.data_dir)

        with psycopg.connect(server.url(embedded.APP)) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("DELETE FROM ledger")

    def test_starts_it_again_after_kill_9(self, server: embedded.Server) -> None:
        os.kill(server.pid, signal.SIGKILL)

        again = embedded.ensure_running(server.data_dir, CARELESS)

        assert again.started
        assert again.pid != server.pid

    def test_ends_a_busy_child_of_a_killed_server_first(self, server: embedded.Server) -> None:
        # Counting to a billion in one statement, it does not notice that its server died.
        busy = (
            "import psycopg, sys; psycopg.connect(sys.argv[1]).execute('SELECT count(*) FROM generate_series(1, 1e9)')"
        )
        sleepers = "SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT count%' AND state = 'active'"
        with subprocess.Popen(
            [sys.executable, "-c", busy, server.url(embedded.APP)], stderr=subprocess.DEVNULL
        ) as user:
            with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
                while (row := connection.execute(sleepers).fetchone()) is None:
                    time.sleep(0.02)
            os.kill(server.pid, signal.SIGKILL)

            assert embedded.ensure_running(server.data_dir, CARELESS).started
            assert not psutil.pid_exists(row[0]) or psutil.Process(row[0]).status() == psutil.STATUS_ZOMBIE
            user.kill()

    def test_is_not_fooled_by_a_pid_file_that_names_another_process(self, data_dir: Path) -> None:
        server = embedded.ensure_running(data_dir, CARELESS)
        embedded.stop(data_dir)
        (data_dir / "postmaster.pid").write_text(f"{os.getpid()}\n{data_dir}\n0\n5432\n\n\n\nready\n")

        assert not embedded.is_running(data_dir)
        assert embedded.ensure_running(data_dir, CARELESS).pid != server.pid

    def test_uses_a_short_folder_when_the_path_is_too_long_for_a_socket(self, own_folder: Path) -> None:
        data_dir = own_folder / ("x" * 100) / "postgres"
        try:
            server = embedded.ensure_running(data_dir, CARELESS)

            assert len(str(server.socket_dir)) < 50
            psycopg.connect(server.url(embedded.APP)).close()
        finally:
            embedded.stop(data_dir)

    def test_refuses_a_folder_that_holds_something_else(self, data_dir: Path) -> None:
        data_dir.mkdir()
        (data_dir / "holiday.jpg").touch()

        with pytest.raises(embedded.EmbeddedError, match="neither empty nor a PostgreSQL folder"):
            embedded.ensure_running(data_dir)

    def test_refuses_the_data_of_another_version(self, data_dir: Path) -> None:
        data_dir.mkdir()
        (data_dir / "PG_VERSION").write_text("15\n")

        with pytest.raises(embedded.EmbeddedError, match=r"made by PostgreSQL 15.*pg_dump"):
            embedded.ensure_running(data_dir)


class TestRunning:
    def test_lets_six_starters_share_one_server_which_the_last_one_stops(self, data_dir: Path) -> None:
        command = [sys.executable, "-c", USE_BRIEFLY, str(data_dir)]
        users = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(6)]
        answers = [user.communicate()[0].strip() for user in users]

        assert answers.count("True") >= 1
        assert {user.returncode for user in users} == {0}
        assert not embedded.is_running(data_dir)

    def test_does_not_stop_it_while_somebody_else_uses_it(self, data_dir: Path) -> None:
        with embedded.running(data_dir, CARELESS):
            subprocess.run([sys.executable, "-c", USE_BRIEFLY, str(data_dir)], check=True, stdout=subprocess.DEVNULL)

            assert embedded.is_running(data_dir)
        assert not embedded.is_running(data_dir)

    def test_survives_the_kill_of_its_user_and_is_taken_over_by_the_next(self, data_dir: Path) -> None:
        hold = USE_BRIEFLY.replace("    print(server.started)", "    print(server.pid, flush=True); input()")
        command = [sys.executable, "-c", hold, str(data_dir)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as user:
            assert user.stdout
            pid = int(user.stdout.readline())
            user.kill()

        with embedded.running(data_dir) as server:
            assert (server.pid, server.started) == (pid, False)
        assert not embedded.is_running(data_dir)
