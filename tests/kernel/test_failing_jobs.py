"""A job that goes wrong: tried again ever later, in the end a dead letter that waits for somebody."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from fitflow.core.actor import Studio
from fitflow.core.jobs import FIRST_RETRY, LONGEST_RETRY, dead_jobs, drain, replay, run_one
from fitflow.core.models import Delivery, JobState, Timer
from fitflow.core.timers import MAX_ATTEMPTS, set_timer
from fitflow.organizations.factories import make_client
from fitflow.organizations.models import Client
from tests.kernel.temporary_timers import KIND, LISTENER, Rung, hearing, ringing, tell

DAY = timedelta(days=1)
Job = Delivery | Timer
Start = Callable[[], Job]


def fail(studio: Studio) -> None:
    make_client(studio, name="Half Written")
    raise ValueError("the bell is broken")


@pytest.fixture(params=["timer", "delivery"])
def begin(request: pytest.FixtureRequest, studio: Studio, now: datetime) -> Iterator[Start]:
    """A job of either table that fails each time after it has written something."""
    with ringing(lambda *_: fail(studio)), hearing(lambda *_: fail(studio)):

        def start() -> Job:
            if request.param == "delivery":
                tell(studio, now=now)
                return Delivery.objects.get()
            set_timer(studio.id, KIND, studio.id, due_at=now)
            return Timer.objects.get()

        yield start


class TestAJobThatFails:
    def test_is_tried_again_ever_later_and_then_given_up(self, begin: Start, now: datetime) -> None:
        job, pauses = begin(), []
        while job.state == JobState.DUE:
            tried_at = job.due_at
            assert not run_one(tried_at - timedelta(microseconds=1))
            assert run_one(tried_at)
            job.refresh_from_db()
            pauses.append((job.due_at - tried_at).total_seconds())

        assert pauses == [5, 10, 20, 40, 80, 160, 320, 0]
        assert (job.state, job.attempts, len(pauses)) == (JobState.DEAD, MAX_ATTEMPTS, MAX_ATTEMPTS)
        assert "ValueError: the bell is broken" in job.last_error
        assert dead_jobs() == 1
        assert not run_one(now + 365 * DAY)

    def test_leaves_nothing_half_written(self, begin: Start, now: datetime) -> None:
        begin()

        assert run_one(now)
        assert not Client.objects.filter(name="Half Written").exists()

    def test_has_another_life_when_somebody_says_so(self, begin: Start, now: datetime) -> None:
        job = begin()
        drain(now + DAY)  # Once, and then it is put off.
        type(job).objects.update(state=JobState.DEAD, attempts=MAX_ATTEMPTS)
        job.refresh_from_db()

        replay(job, now + 2 * DAY)

        assert (dead_jobs(), job.attempts) == (0, 0)
        assert run_one(now + 2 * DAY)
        job.refresh_from_db()
        assert (job.state, job.due_at) == (JobState.DUE, now + 2 * DAY + FIRST_RETRY)

    def test_holds_up_nobody(self, begin: Start, studio: Studio, now: datetime) -> None:
        begin()
        rung: Rung = []
        with ringing(lambda *_: rung.append(now), name="test.other"):
            set_timer(studio.id, "test.other", studio.id, due_at=now + timedelta(seconds=1))
            drain(now + timedelta(seconds=1))

        assert rung == [now]


class TestAKindOfTimerThatWaitsLonger:
    def test_has_pauses_up_to_an_hour(self, studio: Studio, now: datetime) -> None:
        with ringing(lambda *_: fail(studio), attempts=14):
            set_timer(studio.id, KIND, studio.id, due_at=now)
            timer, pauses = Timer.objects.get(), []
            while timer.state == JobState.DUE:
                tried_at = timer.due_at
                assert run_one(tried_at)
                timer.refresh_from_db()
                pauses.append(timer.due_at - tried_at)

        assert len(pauses) == 14
        assert pauses[-4:-1] == [LONGEST_RETRY] * 3


class TestAJobNobodyKnows:
    """The code was rolled back, or a consumer renamed: the work stays to be seen."""

    def test_fails_like_any_other(self, studio: Studio, now: datetime) -> None:
        with hearing(lambda *_: None):
            tell(studio, now=now)
        set_timer(studio.id, "test.unknown", studio.id, due_at=now)

        assert drain(now) == 2
        delivery, timer = Delivery.objects.get(), Timer.objects.get()
        assert (delivery.state, timer.state) == (JobState.DUE, JobState.DUE)
        assert f"{LISTENER} does not take test.rung" in delivery.last_error
        assert "nothing runs timers of kind test.unknown" in timer.last_error
