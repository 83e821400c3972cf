"""A consumer that takes several events at once: those of one studio that wait together, and none of them is lost."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from fitflow.core.actor import Actor, Studio
from fitflow.core.ids import new_id
from fitflow.core.jobs import FIRST_RETRY, drain, run_one
from fitflow.core.models import Delivery, JobState
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_client, make_studio
from fitflow.organizations.models import Client
from tests.kernel.temporary_timers import BellRung, hearing, tell

AT_ONCE = 3
Heard = list[list[UUID]]


@pytest.fixture
def heard() -> Heard:
    return []


def keep(heard: Heard, events: Sequence[BellRung]) -> None:
    heard.append([event.bell_id for event in events])


def ring(studio: Studio, count: int, *, now: datetime) -> list[UUID]:
    bells = [new_id() for _number in range(count)]
    with tenant(studio.id):
        for number, bell in enumerate(bells):
            tell(studio, about=bell, now=now + timedelta(microseconds=number))
    return bells


class TestSeveralAtOnce:
    def test_come_in_their_order_and_no_more_than_asked_for(self, studio: Studio, heard: Heard, now: datetime) -> None:
        with hearing(lambda _actor, events, _now: keep(heard, events), at_once=AT_ONCE):
            bells = ring(studio, 4, now=now)

            assert drain(now + timedelta(seconds=1)) == 2

        assert [heard[0], heard[1]] == [bells[:3], bells[3:]]
        assert set(Delivery.objects.values_list("state", "attempts")) == {(JobState.DONE, 1)}

    def test_are_those_of_one_studio(self, studio: Studio, heard: Heard, now: datetime) -> None:
        other, actors = make_studio(slug="other"), list[UUID]()

        def hear(actor: Actor, events: Sequence[BellRung], _now: datetime) -> None:
            actors.append(actor.organization_id)
            keep(heard, events)

        with hearing(hear, at_once=AT_ONCE):
            [first], [second], [third] = (ring(whose, 1, now=now) for whose in (studio, other, studio))
            drain(now + timedelta(seconds=1))

        assert heard == [[first, third], [second]]
        assert actors == [studio.id, other.id]

    def test_leave_alone_what_another_consumer_waits_for(self, studio: Studio, heard: Heard, now: datetime) -> None:
        alone: list[UUID] = []
        with (
            hearing(lambda _actor, events, _now: keep(heard, events), at_once=AT_ONCE),
            hearing(lambda _actor, event, _now: alone.append(event.bell_id), name="core.second"),
        ):
            bells = ring(studio, 2, now=now)
            drain(now + timedelta(seconds=1))

        assert heard == [bells]
        assert alone == bells

    def test_wait_for_nothing_that_is_not_due_yet(self, studio: Studio, heard: Heard, now: datetime) -> None:
        with hearing(lambda _actor, events, _now: keep(heard, events), at_once=AT_ONCE):
            [soon] = ring(studio, 1, now=now)
            ring(studio, 1, now=now + timedelta(minutes=1))

            assert run_one(now)

        assert heard == [[soon]]


class TestOneThatFails:
    def test_keeps_nobody_back_and_is_tried_again_alone(self, studio: Studio, now: datetime) -> None:
        bells: list[UUID] = []

        def hear(_actor: Actor, events: Sequence[BellRung], _now: datetime) -> None:
            for event in events:
                make_client(studio, name=str(event.bell_id))
                if event.bell_id == bells[1]:
                    raise ValueError("this bell is broken")

        with hearing(hear, at_once=AT_ONCE):
            bells += ring(studio, 3, now=now)

            assert run_one(now + timedelta(seconds=1))

        states = list(Delivery.objects.order_by("id").values_list("state", "attempts"))
        assert states == [(JobState.DONE, 1), (JobState.DUE, 1), (JobState.DONE, 1)]
        broken = Delivery.objects.get(state=JobState.DUE)
        assert broken.due_at == now + timedelta(seconds=1) + FIRST_RETRY
        assert "this bell is broken" in broken.last_error
        names = Client.objects.filter(organization_id=studio.id).values_list("name", flat=True)
        assert {str(bells[0]), str(bells[2])} <= set(names)
        assert str(bells[1]) not in names
