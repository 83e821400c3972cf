"""Test databases: one migrated template, cloned for each test process and for each test that commits."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string
from psycopg import sql

from fitflow.core import embedded
from fitflow.core.embedded import Connection

ROOT = Path(__file__).parent.parent
PREFIX = "fitflow_test_"
TEMPLATES_KEPT = 3
ALIASES = ("default", "owner")


@dataclass(frozen=True)
class CommittedDatabase:
    """A database of its own: its addresses by role, and the environment for child processes that use it."""

    name: str
    url_app: str
    url_owner: str

    @property
    def env(self) -> dict[str, str]:
        own = {
            "DATABASE_URL": self.url_app,
            "DATABASE_OWNER_URL": self.url_owner,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "FITFLOW_SECRET_KEY": settings.SECRET_KEY,
            "FITFLOW_TESTING": "1",
            "PYTHONPATH": str(ROOT),
        }
        return {**os.environ, **own}


def ensure_template() -> str:
    """Migrate a database once for each state of the migrations and keep it; others wait for the one who does."""
    name = f"{PREFIX}template_{_fingerprint()}"
    with _maintenance() as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext('fitflow.test_template'))")
        if not _exists(connection, name):
            draft = f"{name}_draft"
            _drop(connection, draft)
            _create(connection, draft, "template0")
            _migrate(draft)
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name))
            )
            _drop_old(connection)
    return name


@contextmanager
def cloned(template: str) -> Iterator[CommittedDatabase]:
    """A migrated database of one's own, for a while."""
    with temporary(template) as database:
        import_string("fitflow.core.registry.sync")()  # The template does not know later consumers.
        yield database


@contextmanager
def temporary(template: str = "template0") -> Iterator[CommittedDatabase]:
    """Create a database from the template, point Django's connections at it, drop it afterwards."""
    name = f"{PREFIX}{os.getpid()}_{secrets.token_hex(4)}"
    with _maintenance() as connection:
        _create(connection, name, template)
    before = {alias: connections[alias].settings_dict["NAME"] for alias in ALIASES}
    for alias in ALIASES:
        _point(alias, name)
    try:
        yield CommittedDatabase(
            name, _url(os.environ["DATABASE_URL"], name), _url(os.environ["DATABASE_OWNER_URL"], name)
        )
    finally:
        for alias in ALIASES:
            _point(alias, before[alias])
        with _maintenance() as connection:
            _drop(connection, name)


def wait_for_a_waiter() -> None:
    """Until another connection stands in front of one of our locks."""
    for _look in range(1000):
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # A transaction sees its first look again and again.
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.005)")
    pytest.fail("nobody waits")


def _fingerprint() -> str:
    """Everything that decides what the template looks like."""
    files = [*ROOT.glob("fitflow/*/migrations/*.py"), *ROOT.glob("fitflow/*/sql/*.sql"), ROOT / "requirements.lock"]
    files += [ROOT / f"fitflow/core/{name}.py" for name in ("embedded", "tenancy", "sqlfiles", "rights", "upgrade")]
    digest = hashlib.sha256()
    for file in sorted(file for file in files if file.exists()):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def _migrate(name: str) -> None:
    before = connections["owner"].settings_dict["NAME"]
    _point("owner", name)
    try:
        with psycopg.connect(_url(os.environ["DATABASE_OWNER_URL"], name)) as connection:
            embedded.grant(connection)
        import_string("fitflow.core.upgrade.upgrade")()  # Models may be imported only now.
        with connections["owner"].cursor() as cursor:
            # The template is kept, and a later run may take place at an earlier moment (tools/moments).
            cursor.execute("UPDATE core_eventsubscription SET since = '2020-01-01'")
            cursor.execute("INSERT INTO core_freeclock DEFAULT VALUES")
    finally:
        _point("owner", before)


def _point(alias: str, name: str) -> None:
    connection = connections[alias]
    connection.close()
    connection.settings_dict["NAME"] = name
    # Django finds this out by creating a table, which the application's role may not.
    connection.features.supports_transactions = True


def _url(address: str, name: str) -> str:
    return urlsplit(address)._replace(path=f"/{name}").geturl()


def _maintenance(*, variable: str = "DATABASE_OWNER_URL") -> Connection:
    return psycopg.connect(os.environ[variable], autocommit=True)


def _exists(connection: Connection, name: str) -> bool:
    return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _create(connection: Connection, name: str, template: str) -> None:
    connection.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'").format(sql.Identifier(name), sql.Identifier(template))
    )
    connection.execute(sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))


def _drop(connection: Connection, name: str) -> None:
    """Each role can end its own connections only, so both do; then nobody is left to hinder the drop."""
    if not _exists(connection, name):
        return
    for variable in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        with _maintenance(variable=variable) as killer:
            killer.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = %s AND usename = current_user",
                [name],
            )
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _drop_old(connection: Connection) -> None:
    """Remove templates of earlier migrations and what killed test processes left behind."""
    rows = connection.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC", [PREFIX]
    ).fetchall()
    names = [name for (name,) in rows]
    templates = [name for name in names if name.startswith(f"{PREFIX}template_")]
    for name in templates[TEMPLATES_KEPT:]:
        _drop(connection, name)
    for name in set(names) - set(templates):
        if not _is_alive(int(name.removeprefix(PREFIX).split("_")[0])):
            _drop(connection, name)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
