import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.apps import apps
from django.db import connections
from django.test import override_settings
from django.utils import timezone
from psycopg import sql

from fitflow.accounts.factories import make_user
from fitflow.core.ids import new_id
from fitflow.core.models import JobState, Timer
from fitflow.core.timers import set_timer
from fitflow.notify.channels import channel_of
from fitflow.notify.tests.sms import Sms, sms_offered
from fitflow.organizations.factories import make_studio
from fitflow.web import doctor
from fitflow.web.doctor import channel_findings, examine
from tests.databases import CommittedDatabase

pytestmark = pytest.mark.programs
ROOT = Path(__file__).resolve().parents[3]
ALL = {
    "settings", "database", "role", "owner", "clock", "migrations", "sql functions", "time zones", "worker",
    "dead letters", "demo accounts", "mail", "assets", "transport",
}  # fmt: skip


def fitflow(*words: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "fitflow.web", *words]
    return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def empty(committed_db: CommittedDatabase) -> Iterator[dict[str, str]]:
    """The environment of a database that nobody migrated."""
    name = f"{committed_db.name}_empty"
    with psycopg.connect(committed_db.url_owner, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        moved = {
            variable: urlsplit(url)._replace(path=f"/{name}").geturl()
            for variable, url in (
                ("DATABASE_URL", committed_db.url_app),
                ("DATABASE_OWNER_URL", committed_db.url_owner),
            )
        }
        yield committed_db.env | moved
        connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


class TestDoctor:
    def test_finds_nothing_wrong_with_a_good_database(self, committed_db: CommittedDatabase) -> None:
        told = fitflow("doctor", env=committed_db.env).stdout

        assert "WRONG" not in told
        assert {line[5:].split(":")[0] for line in told.splitlines()} == ALL
        assert "ok   migrations: all applied" in told
        assert "ok   sql functions: those of this code" in told
        assert "ok   role: fitflow_app obeys row-level security" in told
        assert "ok   owner: fitflow_owner may migrate" in told

    def test_says_what_to_do_with_an_empty_database(self, empty: dict[str, str]) -> None:
        done = fitflow("doctor", env=empty)

        assert done.returncode == 1
        assert "WRONG migrations: some are not applied\n      Run: fitflow migrate" in done.stdout
        assert done.stderr == ""

    def test_names_a_setting_that_cannot_be_read(self, committed_db: CommittedDatabase) -> None:
        told = fitflow("doctor", env=committed_db.env | {"FITFLOW_MAIL_URL": "pigeon://coop"}).stdout

        assert "WRONG settings: FITFLOW_MAIL_URL is not smtp://" in told
        assert "or unset it." in told

    def test_tells_of_a_bad_owner_and_goes_on(self, committed_db: CommittedDatabase) -> None:
        bad = {"DATABASE_OWNER_URL": "postgresql://fitflow_owner@localhost:1/fitflow"}
        done = fitflow("doctor", env=committed_db.env | bad)

        assert (done.returncode, done.stderr) == (1, "")
        wrong = [line for line in done.stdout.splitlines() if line.startswith("WRONG")]
        assert len(wrong) == 1, done.stdout
        assert wrong[0].startswith("WRONG owner: cannot connect: connection")
        assert "      Correct DATABASE_OWNER_URL" in done.stdout
        assert "ok   migrations: all applied" in done.stdout

    def test_of_no_database_at_all_still_looks_at_the_rest(self, committed_db: CommittedDatabase) -> None:
        gone = {"DATABASE_URL": "postgresql://a@localhost:1/x", "DATABASE_OWNER_URL": "postgresql://b@localhost:1/x"}
        done = fitflow("doctor", env=committed_db.env | gone)

        assert (done.returncode, done.stderr) == (1, "")
        assert "WRONG database: cannot be reached: " in done.stdout
        assert "ok   assets: in place" in done.stdout


class TestMigrate:
    def test_says_who_could_not_make_the_database(self, empty: dict[str, str]) -> None:
        done = fitflow("migrate", "--create-as", "postgresql://admin@localhost:1/postgres", env=empty)

        assert done.returncode == 1
        assert done.stderr.startswith("CommandError: As the administrator: ")

    def test_checks_the_functions_and_makes_them_right(self, committed_db: CommittedDatabase) -> None:
        assert fitflow("migrate", "--check", env=committed_db.env).returncode == 0
        run("owner", "UPDATE core_sqlfile SET digest = 'of yesterday' WHERE path = 'booking/sql/claim.sql'")

        checked = fitflow("migrate", "--check", env=committed_db.env)
        made = fitflow("migrate", env=committed_db.env)

        assert (checked.returncode, checked.stderr) == (1, "")
        assert "SQL functions to be made anew for: booking/sql/claim.sql\n" in checked.stdout
        assert "SQL functions made anew for: booking/sql/claim.sql\n" in made.stdout
        assert fitflow("migrate", "--check", env=committed_db.env).returncode == 0

    def test_wants_the_two_roles_in_the_addresses(self, empty: dict[str, str]) -> None:
        done = fitflow(
            "migrate", "--create-as", "postgresql://x", env=empty | {"DATABASE_URL": empty["DATABASE_OWNER_URL"]}
        )

        assert "Set DATABASE_URL with the user fitflow_app" in done.stderr

    def test_of_a_database_that_is_away_ends_in_a_sentence(self, committed_db: CommittedDatabase) -> None:
        gone = {"DATABASE_URL": "postgresql://a@localhost:1/x", "DATABASE_OWNER_URL": "postgresql://b@localhost:1/x"}
        done = fitflow("migrate", env=committed_db.env | gone)

        assert done.returncode == 1
        assert done.stderr.startswith("fitflow: the database: ")
        assert done.stderr.endswith("What to do: fitflow doctor\n")


@contextmanager
def connected(alias: str, **values: str) -> Iterator[None]:
    """One of the two connections is made with other values for a while."""
    settings = connections[alias].settings_dict
    before = dict(settings)
    connections[alias].close()
    settings.update(values)
    try:
        yield
    finally:
        connections[alias].close()
        settings.update(before)


def login_of(alias: str) -> dict[str, str]:
    return {name: connections[alias].settings_dict[name] for name in ("USER", "PASSWORD")}


def run(alias: str, *statements: str) -> None:
    with connections[alias].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def an_application_that_is_the_owner() -> Iterator[None]:
    with connected("default", **login_of("owner")):
        yield


@contextmanager
def an_application_that_owns_tables() -> Iterator[None]:
    run("owner", "GRANT CREATE ON SCHEMA public TO fitflow_app", "DROP TABLE auth_group CASCADE")
    run("default", "CREATE TABLE auth_group (id int)")
    yield


@contextmanager
def an_owner_who_is_away() -> Iterator[None]:
    with connected("owner", HOST="localhost", PORT="1"):
        yield


@contextmanager
def an_owner_in_another_database() -> Iterator[None]:
    with connected("owner", NAME=urlsplit(os.environ["DATABASE_OWNER_URL"]).path[1:]):
        yield


@contextmanager
def an_owner_who_is_the_application() -> Iterator[None]:
    with connected("owner", **login_of("default")):
        yield


@contextmanager
def an_owner_who_sees_no_rows() -> Iterator[None]:
    """The application's role is one; in a database without tables it may own all of them."""
    run("owner", "GRANT CREATE ON SCHEMA public TO fitflow_app")
    tables = [model._meta.db_table for model in apps.get_models()]
    run("owner", *(f'DROP TABLE IF EXISTS "{table}" CASCADE' for table in tables))
    with connected("owner", **login_of("default")):
        yield


@contextmanager
def a_clock_that_is_wrong() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        fast = timezone.now() + timedelta(minutes=3)
        patch.setattr(timezone, "now", lambda: fast)
        yield


@contextmanager
def rules_of_a_zone_that_are_old() -> Iterator[None]:
    make_studio()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(doctor, "ZoneInfo", lambda _name: ZoneInfo("Asia/Tokyo"))
        yield


@contextmanager
def a_migration_that_was_not_applied() -> Iterator[None]:
    run("owner", "DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations)")
    yield


@contextmanager
def functions_of_an_older_release() -> Iterator[None]:
    run("owner", "UPDATE core_sqlfile SET digest = 'of yesterday' WHERE path LIKE 'booking/%'")
    yield


@contextmanager
def a_function_that_was_dropped() -> Iterator[None]:
    run("owner", "DROP FUNCTION close_door()")
    yield


@contextmanager
def work_that_waits() -> Iterator[None]:
    set_timer(new_id(), "session.start", new_id(), due_at=timezone.now() - timedelta(minutes=5))
    yield


@contextmanager
def rights_that_are_missing() -> Iterator[None]:
    run("owner", "REVOKE SELECT ON core_timer FROM fitflow_app")
    yield


@contextmanager
def work_that_gave_up() -> Iterator[None]:
    set_timer(new_id(), "session.start", new_id(), due_at=timezone.now())
    Timer.objects.update(state=JobState.DEAD)
    yield


@contextmanager
def a_login_of_the_demo() -> Iterator[None]:
    make_user(email="owner@demo.fitflow.test", is_demo=True)
    yield


@contextmanager
def no_mail_server() -> Iterator[None]:
    with override_settings(FITFLOW_MAIL_TRANSPORT="django.core.mail.backends.dummy.EmailBackend"):
        yield


@contextmanager
def files_that_nobody_fetched() -> Iterator[None]:
    with TemporaryDirectory() as nothing, override_settings(BASE_DIR=nothing, STATIC_ROOT=nothing):
        yield


FITFLOW_OWNER = "Correct DATABASE_OWNER_URL"
#: What is spoilt, what the doctor says is wrong then - nothing else is - and how the advice begins.
SPOILT: list[tuple[Callable[[], AbstractContextManager[None]], dict[str, str], str]] = [
    (an_application_that_is_the_owner, {"role": "fitflow_owner ignores row-level security"}, "Connect as a role"),
    (
        an_application_that_owns_tables,
        {"role": "fitflow_app owns 1 tables and could take their walls away", "owner": "fitflow_owner owns"},
        "Connect as a role",
    ),
    (an_owner_who_is_away, {"owner": "cannot connect: connection"}, FITFLOW_OWNER),
    (an_owner_in_another_database, {"owner": "fitflow_owner is in another database"}, FITFLOW_OWNER),
    (an_owner_who_is_the_application, {"owner": "fitflow_app owns 0 of"}, FITFLOW_OWNER),
    (
        an_owner_who_sees_no_rows,
        {"owner": "fitflow_app sees no studio's rows"}
        | dict.fromkeys(("sql functions", "time zones", "worker", "dead letters", "demo accounts"), "cannot be told"),
        "As an administrator: ALTER ROLE fitflow_app BYPASSRLS",
    ),
    (a_clock_that_is_wrong, {"clock": "differs from the database's by 0:0"}, "Let both machines keep time"),
    (a_migration_that_was_not_applied, {"migrations": "some are not applied"}, "Run: fitflow migrate"),
    (
        functions_of_an_older_release,
        {"sql functions": "not those of this code: booking/sql/agreed.sql, booking/sql/audit.sql, "},
        "Run: fitflow migrate",
    ),
    (a_function_that_was_dropped, {"sql functions": "not those of this code: close_door()"}, "Run: fitflow migrate"),
    (
        rules_of_a_zone_that_are_old,
        {"time zones": "the database has other rules for Europe/London from "},
        "Update the older of the two",
    ),
    (work_that_waits, {"worker": "the longest-waiting job is 0:05:0"}, "Start it: fitflow worker"),
    (
        rights_that_are_missing,
        {"worker": "cannot be told: permission denied", "dead letters": "cannot be told: permission denied"},
        "Restore what is missing",
    ),
    (work_that_gave_up, {"dead letters": "1 jobs gave up"}, "Look at them under Audit"),
    (a_login_of_the_demo, {"demo accounts": "this database has some"}, "Everybody knows their password"),
    (no_mail_server, {"mail": "no server is set"}, "Set FITFLOW_MAIL_URL="),
    (files_that_nobody_fetched, {"assets": "the front-end files are missing"}, "Run: make setup"),
]


def test_a_new_channel_of_messages_is_looked_at_too() -> None:
    with sms_offered():
        looks = {one.about: one for one in channel_findings()}
        sms = channel_of("sms")
        assert isinstance(sms, Sms)
        sms.url = ""
        spoilt = {one.about: one for one in channel_findings()}

    assert list(looks) == ["mail", "sms"]
    assert (looks["sms"].found, looks["sms"].is_good) == ("a gateway is set", True)
    assert (spoilt["sms"].found, spoilt["sms"].advice) == ("no gateway is set", "Name a gateway.")


class TestEachLook:
    @pytest.mark.parametrize(("spoil", "wrong", "advice"), SPOILT, ids=[one[0].__name__ for one in SPOILT])
    def test_sees_what_it_is_for(
        self,
        committed_db: CommittedDatabase,
        spoil: Callable[[], AbstractContextManager[None]],
        wrong: dict[str, str],
        advice: str,
    ) -> None:
        with spoil():
            found = {one.about: one for one in examine(timezone.now()) if not one.is_good}

        assert list(found) == list(wrong)
        assert [about for about, text in wrong.items() if not found[about].found.startswith(text)] == [], found
        assert found[next(iter(wrong))].advice.startswith(advice)
