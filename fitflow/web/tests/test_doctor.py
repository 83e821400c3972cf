import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from tests.databases import CommittedDatabase

ROOT = Path(__file__).resolve().parents[3]


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

        assert "ok   migrations: all applied" in told
        assert "ok   role: fitflow_app obeys row-level security" in told
        assert "ok   worker: " in told

    def test_says_what_to_do_with_an_empty_database(self, empty: dict[str, str]) -> None:
        done = fitflow("doctor", env=empty)

        assert done.returncode == 1
        assert "WRONG migrations: some are not applied\n      Run: fitflow migrate" in done.stdout
        assert done.stderr == ""

    def test_names_a_setting_that_cannot_be_read(self, committed_db: CommittedDatabase) -> None:
        told = fitflow("doctor", env=committed_db.env | {"FITFLOW_MAIL_URL": "pigeon://coop"}).stdout

        assert "WRONG settings: FITFLOW_MAIL_URL is not smtp://" in told
        assert "or unset it." in told


class TestMigrate:
    def test_says_who_could_not_make_the_database(self, empty: dict[str, str]) -> None:
        done = fitflow("migrate", "--create-as", "postgresql://admin@localhost:1/postgres", env=empty)

        assert done.returncode == 1
        assert done.stderr.startswith("CommandError: As the administrator: ")

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
