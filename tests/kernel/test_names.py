"""A row carries a name: whatever becomes of the function behind it, the row finds it, or the code does not start."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection

from fitflow.core.actor import Studio
from fitflow.core.events import UnownedName, consumes
from fitflow.core.ids import new_id
from fitflow.core.jobs import consider_done, drain, lease_due
from fitflow.core.models import Delivery, EventSubscription, JobState, Timer
from fitflow.core.names import NameTaken
from fitflow.core.registry import sync
from fitflow.core.timers import on_timer, set_timer, set_timers
from tests.kernel.temporary_timers import KIND, LISTENER, BellRung, Rung, hearing, ringing, tell

MINUTE = timedelta(minutes=1)


def nothing(*_: object) -> None:
    """Work that is not looked at."""


@pytest.mark.django_db
class TestTheNameOfAConsumer:
    def test_is_refused_when_another_has_it(self) -> None:
        with hearing(nothing), pytest.raises(NameTaken, match=f"{LISTENER} is taken already"):
            consumes(BellRung, name=LISTENER)(nothing)

    def test_is_refused_when_another_had_it(self) -> None:
        with hearing(nothing, name="core.heard", formerly=[LISTENER]), pytest.raises(NameTaken):
            consumes(BellRung, name=LISTENER)(nothing)

    @pytest.mark.parametrize("name", ["listener", "tests.listener", "auth.listener", "core.", ""])
    def test_is_refused_unless_it_begins_with_an_app_of_ours(self, name: str) -> None:
        with pytest.raises(UnownedName):
            consumes(BellRung, name=name)(nothing)


class TestTheKindOfATimer:
    def test_is_refused_when_another_has_it(self) -> None:
        with ringing(nothing), pytest.raises(NameTaken, match=f"{KIND} is taken already"):
            on_timer(KIND)(nothing)

    def test_is_refused_when_another_had_it(self) -> None:
        with ringing(nothing, name="test.rung", formerly=[KIND]), pytest.raises(NameTaken):
            on_timer(KIND)(nothing)


@pytest.mark.django_db
class TestARowInFlight:
    def test_is_run_under_the_name_of_yesterday(self, studio: Studio, now: datetime) -> None:
        with ringing(nothing), hearing(nothing):
            tell(studio, now=now)
            set_timer(studio.id, KIND, studio.id, due_at=now)

        rung: Rung = []
        with (
            hearing(lambda _actor, _event, at: rung.append(at), name="core.heard", formerly=[LISTENER]),
            ringing(lambda _actor, _entity, _key, at: rung.append(at), name="test.rung", formerly=[KIND]),
        ):
            drain(now)

        assert rung == [now, now]
        assert (Delivery.objects.get().state, Timer.objects.get().state) == (JobState.DONE, JobState.DONE)

    def test_takes_the_name_of_today_with_an_update(self, studio: Studio, now: datetime) -> None:
        with ringing(nothing), hearing(nothing):
            tell(studio, now=now)
            set_timer(studio.id, KIND, studio.id, due_at=now)

        with (
            hearing(nothing, name="core.heard", group="mail", formerly=[LISTENER]),
            ringing(nothing, name="test.rung", group="slow", formerly=[KIND]),
        ):
            sync("default")
            set_timer(studio.id, "test.rung", studio.id, due_at=now + MINUTE)

            assert [(job.consumer, job.group) for job in Delivery.objects.all()] == [("core.heard", "mail")]
            assert [(job.kind, job.group, job.due_at) for job in Timer.objects.all()] == [
                ("test.rung", "slow", now + MINUTE)
            ]

    def test_keeps_its_name_where_another_has_the_one_of_today(self, studio: Studio, now: datetime) -> None:
        with ringing(nothing):
            set_timer(studio.id, KIND, studio.id, due_at=now)

        rung: Rung = []
        with ringing(lambda _actor, _entity, _key, at: rung.append(at), name="test.rung", formerly=[KIND]):
            set_timer(studio.id, "test.rung", studio.id, due_at=now)
            sync("default")

            assert {job.kind for job in Timer.objects.all()} == {KIND, "test.rung"}
            assert drain(now) == 2
        assert rung == [now, now]


@pytest.mark.django_db
class TestARowWrittenBeforeRowsNamedTheirGroup:
    """As an earlier release writes it, and still does while an update is under way."""

    @pytest.fixture
    def jobs(self, studio: Studio, now: datetime) -> Iterator[Rung]:
        """A delivery and a timer that are due, without a group; what runs is written down."""
        rung: Rung = []
        with (
            hearing(lambda _actor, _event, at: rung.append(at), group="mail"),
            ringing(lambda _actor, _entity, _key, at: rung.append(at), group="slow"),
        ):
            tell(studio, now=now)
            event_id = Delivery.objects.get().event_id
            Delivery.objects.all().delete()
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO core_delivery (organization_id, event_id, consumer, state, due_at, attempts,"
                    " last_error) VALUES (%s, %s, %s, 'due', %s, 0, '')",
                    [studio.id, event_id, LISTENER, now],
                )
                cursor.execute(
                    "INSERT INTO core_timer (organization_id, kind, entity_id, key, state, due_at, attempts,"
                    " last_error) VALUES (%s, %s, %s, '', 'due', %s, 0, '')",
                    [studio.id, KIND, studio.id, now],
                )
            yield rung

    def test_is_run_as_it_is(self, jobs: Rung, now: datetime) -> None:
        assert [job.group for job in lease_due(now, lease=MINUTE)] == ["default", "default"]
        assert drain(now + MINUTE) == 2
        assert jobs == [now + MINUTE] * 2

    def test_gets_its_group_with_the_update(self, jobs: Rung, now: datetime) -> None:
        sync("default")

        assert [job.group for job in lease_due(now, lease=MINUTE)] == ["mail", "slow"]
        assert drain(now + MINUTE) == 2

    def test_gets_it_although_it_was_given_up(self, jobs: Rung, now: datetime) -> None:
        Delivery.objects.update(state=JobState.DEAD)
        sync("default")

        assert Delivery.objects.get().group == "mail"


@pytest.mark.django_db
class TestTheGroup:
    def test_of_a_consumer_is_written_on_its_deliveries(self, studio: Studio, now: datetime) -> None:
        with hearing(nothing, group="mail"):
            tell(studio, now=now)

            assert Delivery.objects.get().group == "mail"

    def test_of_a_kind_is_written_on_its_timers(self, studio: Studio, now: datetime) -> None:
        with ringing(nothing, group="slow"):
            set_timer(studio.id, KIND, studio.id, due_at=now)
            set_timers(studio.id, KIND, {now_id: now for now_id in [new_id(), new_id()]})

            assert [timer.group for timer in Timer.objects.all()] == ["slow"] * 3

    def test_decides_what_is_considered_done(self, studio: Studio, now: datetime) -> None:
        with hearing(nothing, group="mail"), hearing(nothing, name="core.other"):
            tell(studio, now=now)

            assert consider_done(group="mail", before=now + MINUTE) == 1
        assert {job.consumer: job.state for job in Delivery.objects.all()} == {LISTENER: "done", "core.other": "due"}

    def test_that_changes_changes_with_the_update(self, studio: Studio, now: datetime) -> None:
        with hearing(nothing, group="mail"):
            sync("default")
            since = EventSubscription.objects.get(consumer=LISTENER).since
        with hearing(nothing):
            EventSubscription.objects.filter(consumer=LISTENER).update(group="mail")
            sync("default")

            assert EventSubscription.objects.values_list("group", "since").get(consumer=LISTENER) == ("default", since)
