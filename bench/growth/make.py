"""Makes the world that DATABASE_URL names, unless it is there, and writes down who visits it: a program of its own.

A world is kept while what fills it stays the same and its days are still about today. Migrations that came since are
run on the rows that are there.
"""

import hashlib
import json
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django
import psycopg

KEPT_FOR = timedelta(days=2)


def main() -> None:
    name, target = sys.argv[1], Path(sys.argv[2])
    django.setup()
    from django.core.management import call_command  # house: allow local-import — needs Django

    from bench.growth import visitors  # house: allow local-import — needs Django
    from fitflow.core.clock import now  # house: allow local-import — needs Django

    call_command("prepare_database", verbosity=0)
    if not is_made():
        print(f"filling world {name} …", flush=True)
        start = time.monotonic()
        write(name, now())
        print(f"world {name} in {time.monotonic() - start:.0f} s", flush=True)
    do_nights_work(now())
    visitors.forget_sessions()
    target.write_text(json.dumps(visitors.found(now())))


def write(name: str, at: datetime) -> None:
    """As the server's administrator, who alone may leave the keys unchecked; then what a night's vacuum does."""
    from bench.growth.fill import fill  # house: allow local-import — needs Django
    from bench.growth.studios import WORLDS  # house: allow local-import — needs Django

    with psycopg.connect(sys.argv[3], cursor_factory=psycopg.ClientCursor) as link:
        link.execute("SET LOCAL session_replication_role = replica")
        fill(link.cursor(), WORLDS[name], now=at)
    with psycopg.connect(sys.argv[3], autocommit=True) as link:
        link.execute("VACUUM (ANALYZE, FREEZE)")
        link.execute("CHECKPOINT")
    sign(name, at)


def do_nights_work(at: datetime) -> None:
    """What the worker would have done by this morning in the studios that are visited."""
    from bench.growth.studios import BIG, TWIN  # house: allow local-import — needs Django
    from fitflow.billing.services import sum_days  # house: allow local-import — needs Django
    from fitflow.core.tenancy import tenant  # house: allow local-import — needs Django
    from fitflow.organizations.queries import directory  # house: allow local-import — needs Django

    for studio in directory.every_studio():
        if studio.slug in (TWIN, BIG):
            with tenant(studio.id):
                sum_days(directory.system_actor(studio.id), now=at)


def digest(name: str) -> str:
    """Changes with what fills the world."""
    from bench.growth.studios import WORLDS  # house: allow local-import — needs Django

    files = [Path(__file__).with_name("fill.py"), *sorted((Path(__file__).parent / "sql").glob("*.sql"))]
    text = repr(WORLDS[name]) + "".join(file.read_text() for file in files)
    return hashlib.sha256(text.encode()).hexdigest()


def is_made() -> bool:
    """Whether the database has this world; an older one in it is an error: its database is dropped by `worlds`."""
    with owner() as cursor:
        cursor.execute("SELECT to_regclass('growth_world') IS NOT NULL")
        return bool(cursor.fetchone()[0])


def sign(name: str, at: datetime) -> None:
    with owner() as cursor:
        cursor.execute("CREATE TABLE growth_world (digest text, made_at timestamptz)")
        cursor.execute("INSERT INTO growth_world VALUES (%s, %s)", [digest(name), at])


def owner() -> Any:
    from django.db import connections  # house: allow local-import — needs Django

    return connections["owner"].cursor()


if __name__ == "__main__":
    main()
