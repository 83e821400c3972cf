"""Timers: what was set while one rang is not forgotten."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from fitflow.core import timers
from fitflow.core.actor import Actor, Studio
from fitflow.core.jobs import drain, run_one
from fitflow.core.models import Timer
from fitflow.core.timers import clear_timers, on_timer, set_timer

KIND = "test.bell"
MINUTE = timedelta(minutes=1)
Ring = Callable[[Actor, UUID, str, datetime], datetime | None]


@contextmanager
def ringing(ring: Ring, lease: timedelta | None) -> Iterator[None]:
    """A kind of timer that exists during the test."""
    on_timer(KIND, lease=lease)(ring)
    try:
        yield
    finally:
        del timers._kinds.known[KIND]


@pytest.mark.parametrize("lease", [None, 5 * MINUTE], ids=["in its transaction", "with a lease"])
class TestATimer:
    def test_set_anew_while_it_rings_rings_again_at_the_new_time(
        self, studio: Studio, now: datetime, lease: timedelta | None
    ) -> None:
        rung = []

        def ring(actor: Actor, entity_id: UUID, key: str, moment: datetime) -> None:
            rung.append(moment)
            if len(rung) == 1:
                set_timer(studio.id, KIND, entity_id, due_at=now + MINUTE)

        with ringing(ring, lease):
            set_timer(studio.id, KIND, studio.id, due_at=now)
            drain(now)
            drain(now + MINUTE)
            drain(now + 2 * MINUTE)

        assert rung == [now, now + MINUTE]
        assert Timer.objects.get(kind=KIND).state == "done"

    def test_that_fails_is_tried_again_later(self, studio: Studio, now: datetime, lease: timedelta | None) -> None:
        def ring(actor: Actor, entity_id: UUID, key: str, moment: datetime) -> None:
            raise ValueError("broken bell")

        with ringing(ring, lease):
            set_timer(studio.id, KIND, studio.id, due_at=now)
            assert run_one(now)

        timer = Timer.objects.get(kind=KIND)
        assert (timer.state, timer.attempts, timer.due_at) == ("due", 1, now + timedelta(seconds=5))
        assert "broken bell" in timer.last_error

    def test_cleared_while_it_rings_is_gone(self, studio: Studio, now: datetime, lease: timedelta | None) -> None:
        def ring(actor: Actor, entity_id: UUID, key: str, moment: datetime) -> None:
            clear_timers(KIND, entity_id)

        with ringing(ring, lease):
            set_timer(studio.id, KIND, studio.id, due_at=now)
            assert run_one(now)

        assert not Timer.objects.filter(kind=KIND).exists()

    def test_may_say_itself_when_it_rings_next(self, studio: Studio, now: datetime, lease: timedelta | None) -> None:
        def ring(actor: Actor, entity_id: UUID, key: str, moment: datetime) -> datetime:
            return moment + MINUTE

        with ringing(ring, lease):
            set_timer(studio.id, KIND, studio.id, due_at=now)
            assert drain(now) == 1

        timer = Timer.objects.get(kind=KIND)
        assert (timer.state, timer.due_at, timer.attempts) == ("due", now + MINUTE, 0)
