"""A studio whose rows are really committed, with a crowd before its doors."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest

from fitflow.accounts.models import User
from fitflow.accounts.services import issue_tokens
from fitflow.billing.models import CreditLot
from fitflow.billing.services import grant
from fitflow.booking.factories import give_credits, make_session
from fitflow.booking.queries.audit import Violation, audit_of
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_client_actor, make_staff_actor, make_studio
from fitflow.schedule.models import Session
from tests.databases import CommittedDatabase, cloned
from tests.races.crowd import Crowd, crowd

PEOPLE = 200
#: Credits that everybody brings.
PURSE = Decimal(100)
#: Waits for a moment near a hold's deadline on the server's clock and claims at once; says when it began and ended.
HOLD_AT = """
CREATE FUNCTION race_hold_at(p_user uuid, p_slug text, p_session uuid, p_key text, p_hold uuid, p_offset interval,
  OUT status int, OUT began interval, OUT ended interval) LANGUAGE plpgsql AS $$
DECLARE v_deadline timestamptz;
BEGIN
  PERFORM set_config('fitflow.organization', (SELECT value FROM race_note WHERE name = 'organization'), true);
  SELECT h.expires_at INTO v_deadline FROM booking_spothold h WHERE h.id = p_hold;
  WHILE clock_timestamp() < v_deadline + p_offset LOOP NULL; END LOOP;
  began := clock_timestamp() - v_deadline;
  SELECT c.status INTO status FROM hold_by_key(p_user, NULL, p_slug, p_key, ''::bytea, p_session, NULL) c;
  ended := clock_timestamp() - v_deadline;
END $$
"""
Who = tuple[UUID, str]


@dataclass
class World:
    """The studio of a race: its people, its database, and a crowd that acts for them."""

    database: CommittedDatabase
    studio: Studio
    manager: Actor
    people: list[Actor]
    crowd: Crowd
    removed: dict[str, str] = field(default_factory=dict)
    known: set[Violation] = field(default_factory=set)

    def who(self, actor: Actor) -> Who:
        assert actor.user_id is not None
        return actor.user_id, self.studio.slug

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def session(self, capacity: int, *, starts_in: timedelta = timedelta(days=2), **values: Any) -> Session:
        with tenant(self.studio.id):
            return make_session(self.studio, capacity=capacity, starts_in=starts_in, now=self.now, **values)

    def violations(self) -> set[Violation]:
        """What the audit query finds, but for what an earlier race without its wall left behind."""
        with tenant(self.studio.id):
            return set(audit_of(Actor.system(self.studio)).violations) - self.known

    def owner(self, statement: str) -> list[Any]:
        """Runs SQL as the owner: to remove a wall, or to look."""
        with psycopg.connect(self.database.url_owner, autocommit=True) as link:
            cursor = link.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def without(self, function: str, *walls: tuple[str, str]) -> None:
        """Replaces parts of a SQL function: the wall that a race shall be seen without."""
        source = self.owner(f"SELECT pg_get_functiondef('{function}'::regproc)")[0][0]
        self.removed.setdefault(function, source)
        for wall, hole in walls:
            assert wall in source, wall
            source = source.replace(wall, hole)
        self.owner(source)

    def token(self, actor: Actor) -> str:
        return issue_tokens(User.objects.get(pk=self.who(actor)[0])).access


def make_people(studio: Studio, count: int) -> list[Actor]:
    people = [make_client_actor(studio, name=f"Racer {number}") for number in range(count)]
    for person in people:
        assert person.client_id is not None
        grant(
            Actor.system(studio), client_id=person.client_id, amount=PURSE, reason="race",
            origin=CreditLot.Origin.GRANT, now=datetime.now(UTC),
        )  # fmt: skip
    return people


def make_poor_client(world: World, *, name: str, amount: int) -> Actor:
    """Somebody with just so many credits."""
    with tenant(world.studio.id):
        person = make_client_actor(world.studio, name=name)
        if amount:
            give_credits(person, amount, now=world.now)
    return person


@pytest.fixture(scope="package")
def race_world(database_template: str, django_db_blocker: Any) -> Iterator[World]:
    """One studio, one crowd and one database for every race: each makes sessions of its own."""
    with django_db_blocker.unblock(), cloned(database_template) as database:
        studio = make_studio(slug="race", hold__rate_limit=60)
        with tenant(studio.id):
            manager = make_staff_actor(studio, name="Mona Manager", role=Role.MANAGER, is_trainer=False)
            people = make_people(studio, PEOPLE)
        with psycopg.connect(database.url_owner, autocommit=True) as link:
            link.execute("CREATE TABLE race_note (name text PRIMARY KEY, value text)")
            link.execute("INSERT INTO race_note VALUES ('organization', %s)", [str(studio.id)])
            link.execute("GRANT SELECT ON race_note TO PUBLIC")
            link.execute(HOLD_AT)
        with crowd(database.env) as everybody:
            yield World(database, studio, manager, people, everybody)


@pytest.fixture
def race(race_world: World, django_db_blocker: Any) -> Iterator[World]:
    """The races' world; walls that a test removes stand again afterwards."""
    with django_db_blocker.unblock():
        race_world.known |= race_world.violations()
        yield race_world
        for source in race_world.removed.values():
            race_world.owner(source)
        race_world.removed.clear()


@pytest.fixture
def rounds(long_run: bool) -> int:
    """3 in `make test`, 30 in `make test-long`."""
    return 30 if long_run else 3


@pytest.fixture
def server(race: World) -> Iterator[int]:
    """The port of a real web server on the race's database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "config.wsgi:application",
        "--host", "127.0.0.1", "--port", str(port),
        "--workers", "2", "--blocking-threads", "2", "--backlog", "1024", "--no-ws", "--log-level", "error",
    ]  # fmt: skip
    process = subprocess.Popen(command, env={**os.environ, **race.database.env}, start_new_session=True)
    try:
        wait_for_port(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for_port(port: int) -> None:
    for _attempt in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the web server did not start")
