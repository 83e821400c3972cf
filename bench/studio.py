"""The bench's studio: 20,000 clients with tokens, 500 sessions of 40 places, one of 20,000; cloned for every line."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import django
import psycopg
from psycopg import sql

ROOT = Path(__file__).parent.parent
CLIENTS, SESSIONS, SPOTS, HOT = 20_000, 500, 40, 20_000
SEEDED = "fitflow_bench_seeded"
SLUG = "bench"


def ident(kind: int, number: int) -> UUID:
    """Ids that pgbench and the load generator can work out too: kind 1 studio, 2 client, 3 session, 5 login."""
    return UUID(f"0000000{kind}-0000-7000-8000-{number:012x}")


def set_up() -> None:
    """Django, with its files in the folder of the benches."""
    os.environ.setdefault("FITFLOW_VAR", str(ROOT / "var" / "bench"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()


def prepare() -> None:
    """The server with its stock, flushing settings, and Django set up against the seeded database."""
    from fitflow.core import embedded  # house: allow local-import — the environment comes first

    server = embedded.ensure_running(ROOT / "var" / "bench" / "postgres")
    os.environ["DATABASE_URL"] = server.url(embedded.APP, SEEDED)
    os.environ["DATABASE_OWNER_URL"] = server.url(embedded.OWNER, SEEDED)
    with psycopg.connect(server.url(embedded.OWNER, "postgres"), autocommit=True) as link:
        drop(link, SEEDED)
        link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(SEEDED)))
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as link:
        embedded.grant(link)
    set_up()


def drop(link: psycopg.Connection, name: str) -> None:
    """Waits until the last program has let go of it."""
    for _attempt in range(100):
        try:
            link.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        except psycopg.errors.ObjectInUse:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"somebody still uses {name}")


def seed() -> None:
    """Fills the seeded database as the owner, in bulk."""
    from django.core.management import call_command  # house: allow local-import — needs Django
    from django.db import connections  # house: allow local-import — needs Django

    from bench.rows import fill  # house: allow local-import — needs Django
    from fitflow.web.management.commands.serve import collect_static  # house: allow local-import — needs Django

    collect_static()
    call_command("prepare_database", verbosity=0)
    fill()
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION n(kind int, k bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN"
            " ('0000000' || kind || '-0000-7000-8000-' || lpad(to_hex(k), 12, '0'))::uuid"
        )
        cursor.execute((ROOT / "bench" / "sql" / "lean_schema.sql").read_text())
        cursor.execute("VACUUM ANALYZE")
    connections.close_all()


@contextmanager
def fresh() -> Iterator[dict[str, str]]:
    """A clone of the seeded database; the environment of programs that use it."""
    owner = os.environ["DATABASE_OWNER_URL"]
    name = f"fitflow_bench_{os.getpid()}"
    with psycopg.connect(owner.replace(SEEDED, "postgres"), autocommit=True) as link:
        drop(link, name)
        link.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(SEEDED)))
    try:
        yield {
            **os.environ,
            "DATABASE_URL": os.environ["DATABASE_URL"].replace(SEEDED, name),
            "DATABASE_OWNER_URL": owner.replace(SEEDED, name),
        }
    finally:
        with psycopg.connect(owner.replace(SEEDED, "postgres"), autocommit=True) as link:
            drop(link, name)


def soon() -> datetime:
    return (datetime.now(UTC) + timedelta(days=1)).replace(minute=0, second=0, microsecond=0)


CREDITS = Decimal(1000)
