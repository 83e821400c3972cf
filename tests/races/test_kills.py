"""kill -9 in the middle of the work: a web process, the worker, PostgreSQL (P6, P7). Nothing is lost or doubled."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.conf import settings
from django.db import connections, transaction

from fitflow.core import embedded
from tests.databases import ROOT, CommittedDatabase
from tests.races.final_checks import assert_nothing_lost_or_doubled
from tests.races.members import Answer, Member, at_work
from tests.races.served_studio import House, connected_to, open_house, serving, wait_for

pytestmark = pytest.mark.programs
#: Seconds of work before, between and after the kills.
PAUSE = 0.5
#: Seconds: enough is left for the worker to do when it dies, and not hours of work when all is over.
THOUGHT = 0.3
KEYS = "core_idempotencykey"
Victims = Callable[[], list[psutil.Process]]


@pytest.fixture
def house(committed_db: CommittedDatabase) -> Iterator[House]:
    """A studio on the tests' database server."""
    with serving(committed_db.env) as (serve, port):
        yield open_house(serve, port)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Where a database server of the test's own keeps its files: the folder of FITFLOW_VAR, as for everybody."""
    return tmp_path / "var" / "postgres"


@pytest.fixture
def own_server(data: Path, django_db_blocker: Any) -> Iterator[House]:
    """A studio as somebody has it who just ran `fitflow serve`: the embedded server, flushing to disk."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    env |= {"FITFLOW_VAR": str(data.parent), "FITFLOW_SECRET_KEY": settings.SECRET_KEY, "PYTHONPATH": str(ROOT)}
    urls = embedded.url(data, embedded.APP), embedded.url(data, embedded.OWNER)
    with serving(env) as (serve, port), django_db_blocker.unblock(), connected_to(*urls):
        yield open_house(serve, port)
    embedded.stop(data)


def kill(victims: list[psutil.Process]) -> None:
    for process in victims:
        process.kill()
    psutil.wait_procs(victims, timeout=20)


def kill_while_at_work(
    house: House, victims: Victims, times: int, *, harder: bool = False, thought: float = 0.0
) -> None:
    """Everybody works; the victims are killed, people are served again, they die again; harder: as they start."""
    with at_work(house.members, thought=thought):
        for number in range(times):
            goal = house.answered + 2 * len(house.members)
            wait_for(lambda goal=goal: house.answered > goal)  # type: ignore[misc]
            time.sleep(PAUSE)
            kill(wait_for(victims))
            if harder and number % 3 == 1:
                kill(wait_for(victims))
        time.sleep(PAUSE)


def ask_and_kill(house: House, member: Member, path: str) -> Answer:
    """Nobody can keep an answer until whoever serves the request is dead. The member asks again under the same key."""
    with ThreadPoolExecutor(1) as pool, transaction.atomic("owner"), connections["owner"].cursor() as cursor:

        def is_waited_for() -> bool:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = %s::regclass)", [KEYS])
            return bool(cursor.fetchone()[0])

        cursor.execute(f"LOCK TABLE {KEYS} IN SHARE MODE")
        asked = pool.submit(member.ask, path)
        wait_for(is_waited_for)
        kill(house.web_workers())
    return asked.result()


@pytest.fixture
def kills(long_run: bool) -> int:
    """3 in `make test`, 30 in `make test-long`."""
    return 30 if long_run else 3


class TestKilling:
    def test_a_web_process_doubles_nothing(self, house: House, kills: int) -> None:
        kill_while_at_work(house, house.web_workers, kills)

        assert house.unanswered > 0
        assert_nothing_lost_or_doubled(house.studio, house.members)

    def test_a_web_process_between_an_effect_and_its_answer_doubles_nothing(self, house: House) -> None:
        """The moment that a random kill rarely hits: the work is done, its answer is about to be kept."""
        member = house.members[0]

        held = ask_and_kill(house, member, f"sessions/{member.sessions[0]}/hold")
        confirmed = ask_and_kill(house, member, f"holds/{held.id}/confirm")
        cancelled = ask_and_kill(house, member, f"bookings/{confirmed.id}/cancel")

        assert [held.status, confirmed.status, cancelled.status] == [201, 201, 200]
        assert member.unanswered >= 3
        assert_nothing_lost_or_doubled(house.studio, house.members)

    def test_the_worker_loses_nothing(self, house: House, kills: int) -> None:
        kill_while_at_work(house, house.busy_worker, kills, thought=THOUGHT)

        assert_nothing_lost_or_doubled(house.studio, house.members)

    def test_the_database_loses_nothing(self, own_server: House, data: Path, kills: int) -> None:
        """It writes to disk what it has promised, and comes back by itself, also when it dies while it starts."""

        def postgres() -> list[psutil.Process]:
            file = data / "postmaster.pid"
            return [psutil.Process(int(file.read_text().split("\n", 1)[0]))] if file.exists() else []

        kill_while_at_work(own_server, postgres, kills - 1, harder=True)

        assert own_server.unanswered > 0
        assert_nothing_lost_or_doubled(own_server.studio, own_server.members)
