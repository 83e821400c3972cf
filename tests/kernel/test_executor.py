"""The port to executors elsewhere: each due job is handed out once, again when it is lost, and done once."""

import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from fitflow.core.actor import Studio
from fitflow.core.dispatcher import Dispatcher
from fitflow.core.jobs import DueJob, drain, lease_due, run_job, run_one
from fitflow.core.models import Delivery, JobState, Timer
from fitflow.core.timers import set_timer
from fitflow.organizations.factories import make_studio
from tests.databases import CommittedDatabase
from tests.kernel.temporary_timers import KIND, Rung, hearing, ringing, tell

LEASE, MOMENT = timedelta(minutes=2), timedelta(seconds=1)


@pytest.fixture
def rung(studio: Studio, now: datetime) -> Iterator[Rung]:
    """When a due timer and a due delivery were run; both wait."""
    found: Rung = []
    with (
        ringing(lambda _actor, _entity, _key, at: found.append(at), group="slow"),
        hearing(lambda _actor, _event, at: found.append(at), group="mail"),
    ):
        set_timer(studio.id, KIND, studio.id, due_at=now)
        tell(studio, now=now)
        yield found


class TestHandingOut:
    def test_names_what_is_due_with_its_queue(self, rung: Rung, studio: Studio, now: datetime) -> None:
        set_timer(studio.id, KIND, uuid4(), due_at=now + MOMENT)

        jobs = lease_due(now, lease=LEASE)

        timer, delivery = Timer.objects.get(entity_id=studio.id), Delivery.objects.get()
        assert jobs == [DueJob("delivery", delivery.pk, "mail"), DueJob("timer", timer.pk, "slow")]
        assert (timer.due_at, delivery.due_at) == (now + LEASE, now + LEASE)
        assert rung == []

    def test_happens_once_until_the_lease_is_over(self, rung: Rung, now: datetime) -> None:
        first = lease_due(now, lease=LEASE)

        assert lease_due(now + LEASE - MOMENT, lease=LEASE) == []
        assert not run_one(now + LEASE - MOMENT), "somebody else took what was handed out"
        assert lease_due(now + LEASE, lease=LEASE) == first

    def test_takes_no_more_than_asked(self, rung: Rung, studio: Studio, now: datetime) -> None:
        for _ in range(3):
            set_timer(studio.id, KIND, uuid4(), due_at=now)

        assert len(lease_due(now, lease=LEASE, limit=2)) == 1 + 2
        assert len(lease_due(now, lease=LEASE, limit=2)) == 2


class TestRunning:
    def test_does_it_once_however_often_it_is_told(self, rung: Rung, now: datetime) -> None:
        jobs = lease_due(now, lease=LEASE)

        done = [run_job(job.table, job.id, now + MOMENT, lease=LEASE) for job in [*jobs, *jobs]]

        assert done == [True, True, False, False]
        assert rung == [now + MOMENT] * 2, "the moment is that of the run, not the end of the lease"
        assert {Timer.objects.get().state, Delivery.objects.get().state} == {JobState.DONE}

    def test_does_no_harm_when_somebody_else_did_it(self, rung: Rung, now: datetime) -> None:
        jobs = lease_due(now, lease=LEASE)
        drain(now + LEASE)

        assert [run_job(job.table, job.id, now + LEASE, lease=LEASE) for job in jobs] == [False, False]
        assert len(rung) == 2

    def test_leaves_alone_what_was_set_to_a_later_time_meanwhile(
        self, rung: Rung, studio: Studio, now: datetime
    ) -> None:
        (_delivery, job) = lease_due(now, lease=LEASE)
        set_timer(studio.id, KIND, studio.id, due_at=now + timedelta(hours=1))

        assert not run_job(job.table, job.id, now + MOMENT, lease=LEASE)

    def test_that_fails_is_put_off_from_then_on(self, studio: Studio, now: datetime) -> None:
        def fail(*_: object) -> None:
            raise ValueError("broken")

        with ringing(fail):
            set_timer(studio.id, KIND, studio.id, due_at=now)
            (job,) = lease_due(now, lease=LEASE)
            assert run_job(job.table, job.id, now + MOMENT, lease=LEASE)

        timer = Timer.objects.get()
        assert (timer.state, timer.attempts, timer.due_at) == ("due", 1, now + MOMENT + timedelta(seconds=5))


class Post:
    """An executor elsewhere: it writes down what it is given."""

    def __init__(self) -> None:
        self.jobs: list[tuple[DueJob, timedelta]] = []

    def submit(self, job: DueJob, lease: timedelta) -> None:
        self.jobs.append((job, lease))


def test_the_worker_hands_out_instead_of_running_when_there_is_an_executor(committed_db: CommittedDatabase) -> None:
    studio, post = make_studio(), Post()
    dispatcher = Dispatcher(executor=post)
    with ringing(lambda *_: pytest.fail("the worker ran it")):
        set_timer(studio.id, KIND, studio.id, due_at=timezone.now())
        asked = DueJob("timer", Timer.objects.get(kind=KIND).pk, "default")
        worker = threading.Thread(target=dispatcher.run)
        worker.start()
        deadline = time.monotonic() + 20
        while (asked, LEASE) not in post.jobs and time.monotonic() < deadline:
            time.sleep(0.02)
        dispatcher.stop()
        worker.join()

    timer = Timer.objects.get(kind=KIND)
    assert post.jobs.count((asked, LEASE)) == 1
    assert (timer.state, timer.attempts) == (JobState.DUE, 0)
