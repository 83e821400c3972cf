"""The databases of the worlds, kept in var/bench from one run to the next."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg import sql

from bench.growth import make
from bench.studio import ROOT, drop
from fitflow.core import embedded

FOLDER = ROOT / "var" / "bench"
DATA = FOLDER / "postgres"


@dataclass(frozen=True)
class World:
    """A filled database: what programs that use it find in their environment, and who visits each studio."""

    name: str
    env: dict[str, str]
    #: By the studio's slug.
    visitors: dict[str, Any]

    @property
    def database(self) -> str:
        return database_of(self.name)

    def owner(self) -> "psycopg.Connection[Any]":
        return psycopg.connect(self.env["DATABASE_OWNER_URL"], autocommit=True)


def prepare(name: str) -> World:
    """The world, made if it is not there; migrated if it is."""
    server = embedded.ensure_running(DATA)
    database = database_of(name)
    env = {
        **os.environ,
        "FITFLOW_VAR": str(FOLDER),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": server.url(embedded.APP, database),
        "DATABASE_OWNER_URL": server.url(embedded.OWNER, database),
    }
    if not is_kept(env["DATABASE_OWNER_URL"], name):
        create(server, database)
    target = FOLDER / f"growth-{name}.json"
    command = [sys.executable, "-m", "bench.growth.make", name, str(target), server.url("postgres", database)]
    subprocess.run(command, env=env, check=True)
    return World(name, env, json.loads(target.read_text()))


def database_of(name: str) -> str:
    return f"growth_{name.lower()}"


def is_kept(url: str, name: str) -> bool:
    """Whether the database has this very world, is not too old, and has no migration that the code does not know."""
    try:
        with psycopg.connect(url) as link:
            made = link.execute("SELECT digest, made_at FROM growth_world").fetchone()
            applied = link.execute("SELECT app, name FROM django_migrations").fetchall()
    except psycopg.Error:  # No such database, or the filling was interrupted.
        return False
    if made is None or made[0] != make.digest(name) or datetime.now(UTC) - made[1] > make.KEPT_FOR:
        return False
    ours = [(app, migration) for app, migration in applied if (ROOT / "fitflow" / app).is_dir()]
    return all((ROOT / "fitflow" / app / "migrations" / f"{migration}.py").exists() for app, migration in ours)


def create(server: embedded.Server, database: str) -> None:
    """An empty database with the rights of the application in it."""
    with psycopg.connect(server.url(embedded.OWNER, "postgres"), autocommit=True) as link:
        drop(link, database)
        link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
    with psycopg.connect(server.url(embedded.OWNER, database)) as link:
        embedded.grant(link)
