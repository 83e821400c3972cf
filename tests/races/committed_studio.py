"""A studio whose rows are really committed, with a crowd before its doors."""

import itertools
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

import psycopg
import pytest

from fitflow.accounts.models import User
from fitflow.accounts.services import access_token
from fitflow.billing.models import CreditLot
from fitflow.billing.queries import balances
from fitflow.billing.services import grant
from fitflow.booking.factories import give_credits, make_session
from fitflow.booking.services.holds import book_spot, hold_spot
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.db import rows
from fitflow.core.promises import Violation, violations
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_client_actor, make_staff_actor, make_studio
from fitflow.schedule.models import Session
from tests.databases import CommittedDatabase, cloned
from tests.races.doors import Act, Answer
from tests.races.processes import Crowd, crowd
from tests.races.walls import PAUSE

PEOPLE = 200
TRIES = 20
#: Credits that everybody brings.
PURSE = Decimal(1000)
#: Sessions of races begin at times of their own, long after those of the tests that choose their times.
FIRST_START, NEXT_START = timedelta(days=40), timedelta(hours=2)
#: Clients whose lots do not hold what they were granted without what their bookings cost.
UNEXPLAINED = """
SELECT a.client_id FROM billing_creditaccount a JOIN billing_creditlot l ON l.account_id = a.id
GROUP BY a.client_id HAVING sum(l.quantity - l.remaining) <> (
  SELECT coalesce(sum(b.credits - coalesce(b.credits_refunded, 0)), 0) FROM booking_booking b
  WHERE b.client_id = a.client_id)
"""
#: Beyond what a studio may choose: the same people win round after round, many times in a minute.
NO_RATE_LIMIT = "UPDATE organizations_organization SET settings = settings || '{\"hold.rate_limit\": 1000000}'"
#: A confirm that looks at its spot without locking it, and takes its time until it writes.
CARELESS_CONFIRM = (
    ("AND s.hold_id = p_hold FOR NO KEY UPDATE;", "AND s.hold_id = p_hold;"),
    ("number := sp.number;", f"PERFORM pg_sleep({PAUSE}); number := sp.number;"),
)
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
  SELECT c.status INTO status FROM hold_by_key(p_user, NULL, p_slug, p_key, ''::bytea, p_session, NULL, NULL) c;
  ended := clock_timestamp() - v_deadline;
END $$
"""
Who = tuple[UUID, str]
Found = TypeVar("Found")


@dataclass
class World:
    """The studio of a race: its people, its database, and a crowd that acts for them."""

    database: CommittedDatabase
    studio: Studio
    manager: Actor
    people: list[Actor]
    crowd: Crowd
    repairs: list[str] = field(default_factory=list)
    known: set[Violation] = field(default_factory=set)
    tokens: dict[UUID, str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=itertools.count)
    hours: Iterator[int] = field(default_factory=itertools.count)

    def who(self, actor: Actor) -> Who:
        assert actor.user_id is not None
        return actor.user_id, self.studio.slug

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def later(self) -> timedelta:
        """From now to a time at which nothing else is on."""
        return FIRST_START + next(self.hours) * NEXT_START

    def session(self, capacity: int, *, starts_in: timedelta | None = None, **values: Any) -> Session:
        starts_in = self.later() if starts_in is None else starts_in
        with tenant(self.studio.id):
            return make_session(self.studio, capacity=capacity, starts_in=starts_in, now=self.now, **values)

    def run(self, acts: Sequence[Act], *, without: str = "") -> list[Answer]:
        """Everybody acts at once; what nobody expected is a 500, as over HTTP."""
        answers = self.crowd.run("do", [(act,) for act in acts], without=without)
        return [one if isinstance(one, Answer) else Answer(500, one[1]) for one in answers]

    def violations(self) -> set[Violation]:
        """What the audit query and the ledger's sums tell, but for what a race without its wall left behind."""
        with tenant(self.studio.id):
            broken = {Violation("credits_pay_for_bookings", row["client_id"]) for row in rows(UNEXPLAINED, [])}
            return (broken | set(violations())) - self.known

    def owner(self, statement: str) -> list[Any]:
        """Runs SQL as the owner: to remove a wall, or to look."""
        with psycopg.connect(self.database.url_owner, autocommit=True) as link:
            cursor = link.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def without(self, function: str, *walls: tuple[str, str]) -> None:
        """Replaces parts of a SQL function: the wall that a race shall be seen without."""
        source = self.owner(f"SELECT pg_get_functiondef('{function}'::regproc)")[0][0]
        self.repairs.append(source)
        for wall, hole in walls:
            assert wall in source, wall
            source = source.replace(wall, hole)
        self.owner(source)

    def without_constraint(self, table: str, name: str) -> None:
        """Drops a constraint; it comes back for what is written from then on."""
        constraint = self.owner(f"SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = '{name}'")[0][0]
        self.repairs.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {constraint} NOT VALID")
        self.owner(f"ALTER TABLE {table} DROP CONSTRAINT {name}")

    def repair(self) -> None:
        while self.repairs:
            self.owner(self.repairs.pop())

    def token(self, actor: Actor) -> str:
        """Somebody's key to the API. The first one who asks brings everybody's."""
        user_id = self.who(actor)[0]
        if user_id not in self.tokens:
            asked = {user_id, *(self.who(person)[0] for person in self.people)} - self.tokens.keys()
            self.tokens |= {user.pk: access_token(user) for user in User.objects.filter(pk__in=asked)}
        return self.tokens[user_id]


@dataclass(frozen=True)
class Door:
    """Where people act: straight at the services, or over HTTP at a port."""

    race: World
    port: int = 0

    def act(self, name: str, person: Actor, about: UUID, value: Any = None, **more: Any) -> Act:
        """What somebody is to do here, under a key of its own unless one is given."""
        key = more.pop("key", f"key {next(self.race.numbers)}")
        token = self.race.token(person) if self.port else ""
        return Act(name, self.race.who(person), about, value, key, self.port, token, **more)


def until_seen(attempt: Callable[[], Found], is_seen: Callable[[Found], bool]) -> Found:
    """Runs a race without its wall again until everybody came at the right moment, however slow the machine is."""
    for _try in range(TRIES):
        found = attempt()
        if is_seen(found):
            break
    return found


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


def give_spot(race: World, person: Actor, session_id: UUID) -> UUID:
    """A booking for this person, made by staff: in many rounds nobody holds too often."""
    with tenant(race.studio.id):
        return book_spot(race.manager, session_id=session_id, client_id=person.client_id, now=race.now).booking_id


def give_hold(race: World, person: Actor, session_id: UUID) -> UUID:
    with tenant(race.studio.id):
        held = hold_spot(race.manager, session_id=session_id, client_id=person.client_id, now=race.now)
    assert held.hold_id is not None
    return held.hold_id


def balance(race: World, person: Actor) -> Decimal:
    assert person.client_id is not None
    with tenant(race.studio.id):
        return balances(Actor.system(race.studio), [person.client_id], now=race.now)[person.client_id]


@contextmanager
def one_crowd_at_a_time() -> Iterator[None]:
    """Two test processes with a crowd each would need more connections than the server has."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as link:
        link.execute("SELECT pg_advisory_lock(hashtext('fitflow.crowd'))")
        yield


@contextmanager
def open_world(template: str) -> Iterator[World]:
    """A studio and a crowd on a database of its own."""
    with cloned(template) as database:
        studio = make_studio(slug="race", booking__window=24)
        with tenant(studio.id):
            manager = make_staff_actor(studio, name="Mona Manager", role=Role.MANAGER, is_trainer=False)
            people = make_people(studio, PEOPLE)
        with psycopg.connect(database.url_owner, autocommit=True) as link:
            link.execute("CREATE TABLE race_note (name text PRIMARY KEY, value text)")
            link.execute("INSERT INTO race_note VALUES ('organization', %s)", [str(studio.id)])
            link.execute("GRANT SELECT ON race_note TO PUBLIC")
            link.execute(HOLD_AT)
            link.execute(NO_RATE_LIMIT)
        with one_crowd_at_a_time(), crowd(database.env) as everybody:
            yield World(database, studio, manager, people, everybody)


@pytest.fixture
def race(race_world: World, django_db_blocker: Any) -> Iterator[World]:
    """The races' world; walls that a test removes stand again afterwards."""
    with django_db_blocker.unblock():
        race_world.tokens.clear()
        race_world.known |= race_world.violations()
        yield race_world
        race_world.repair()


@pytest.fixture
def rounds(long_run: bool) -> int:
    """3 in `make test`, 30 in `make test-long`."""
    return 30 if long_run else 3


@contextmanager
def serving(world: World) -> Iterator[int]:
    """The port of a real web server on the races' database, with as many threads as `fitflow serve` gives it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "config.wsgi:application",
        "--host", "127.0.0.1", "--port", str(port),
        "--workers", "2", "--blocking-threads", "4", "--backlog", "1024", "--no-ws", "--log-level", "error",
    ]  # fmt: skip
    process = subprocess.Popen(command, env={**os.environ, **world.database.env}, start_new_session=True)
    try:
        wait_for_port(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture
def service(race: World) -> Door:
    return Door(race)


@pytest.fixture
def web(race: World, server: int) -> Door:
    return Door(race, server)


@pytest.fixture(params=["service", "web"])
def door(request: pytest.FixtureRequest) -> Door:
    """Both doors, one after the other."""
    found: Door = request.getfixturevalue(request.param)
    return found


def wait_for_port(port: int) -> None:
    for _attempt in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the web server did not start")
