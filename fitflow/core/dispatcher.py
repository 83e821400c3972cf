"""The worker's loop: a small pool that runs due jobs, woken by NOTIFY, with a sweep each second as the net."""

import logging
import threading
from datetime import timedelta
from typing import Any, Protocol

import psycopg
from django.db import close_old_connections, connection
from django.db.utils import Error as DatabaseError

from fitflow.core.clock import now
from fitflow.core.jobs import DueJob, lease_due, run_one
from fitflow.core.tasks import TIDY_TIMER
from fitflow.core.tenancy import HOUSE
from fitflow.core.wake import CHANNEL, link_parameters

logger = logging.getLogger(__name__)
SWEEP_SECONDS = 1.0
HANDED_OUT = timedelta(minutes=2)
#: No studio's founding sets the timer of the house: whoever begins to work does, unless it is there.
BEGIN_TIDYING = """INSERT INTO core_timer (organization_id, kind, entity_id, key, "group", state, due_at, attempts,
  last_error) VALUES (%s, %s, %s, '', 'default', 'due', clock_timestamp(), 0, '') ON CONFLICT DO NOTHING"""


class Executor(Protocol):
    """Somebody elsewhere who runs jobs by their ids (Celery on RabbitMQ, when BROKER_URL is set)."""

    def submit(self, job: DueJob, lease: timedelta) -> None: ...


class Dispatcher:
    """Runs jobs in `threads` threads of its own, or hands their ids to an executor."""

    def __init__(self, *, threads: int = 4, executor: Executor | None = None) -> None:
        self.threads, self.executor = threads, executor
        self.stopping = threading.Event()
        self.due = threading.Condition()
        self.woken = 0

    def run(self) -> None:
        """Works until `stop()`."""
        loops = [self._hand_out] if self.executor else [self._work] * self.threads
        pool = [threading.Thread(target=loop, name=f"fitflow-job-{number}") for number, loop in enumerate(loops)]
        for thread in pool:
            thread.start()
        try:
            self._listen()
        finally:
            self.stop()
            for thread in pool:
                thread.join()

    def stop(self) -> None:
        self.stopping.set()
        self._wake()

    def _wake(self) -> None:
        with self.due:
            self.woken += 1
            self.due.notify_all()

    def _listen(self) -> None:
        """Turns the database's wake-ups into ours. Without a database it waits and tries again."""
        while not self.stopping.is_set():
            try:
                with psycopg.connect(**link_parameters(), autocommit=True) as link:
                    link.execute(BEGIN_TIDYING, [HOUSE, TIDY_TIMER, HOUSE])
                    link.execute(f"LISTEN {CHANNEL}")
                    self._pass_on(link)
            except psycopg.Error as error:
                logger.warning("waiting for the database: %s", error)
                self.stopping.wait(SWEEP_SECONDS)

    def _pass_on(self, link: psycopg.Connection[Any]) -> None:
        while not self.stopping.is_set():
            for _notice in link.notifies(timeout=SWEEP_SECONDS, stop_after=1):
                self._wake()

    def _work(self) -> None:
        self._loop(lambda: run_one(now()))

    def _hand_out(self) -> None:
        self._loop(self._submit_due)

    def _submit_due(self) -> bool:
        jobs = lease_due(now(), lease=HANDED_OUT)
        for job in jobs:
            if self.executor:
                self.executor.submit(job, HANDED_OUT)
        return bool(jobs)

    def _loop(self, step: Any) -> None:
        while not self.stopping.is_set():
            seen = self.woken
            try:
                while step() and not self.stopping.is_set():
                    pass
            except DatabaseError as error:
                logger.warning("a job could not be looked up: %s", error)
                connection.close()
                self.stopping.wait(SWEEP_SECONDS)
            with self.due:
                if self.woken == seen and not self.stopping.is_set():
                    self.due.wait(SWEEP_SECONDS)
        close_old_connections()
        connection.close()
