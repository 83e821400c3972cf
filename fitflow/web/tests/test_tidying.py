"""What is over and belongs to nobody's studio goes, a bounded number of rows at a time."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection

from fitflow.accounts.factories import make_user
from fitflow.booking.services.upkeep import FORGET_EVERY
from fitflow.booking.tasks import forget
from fitflow.core import tasks
from fitflow.core.actor import Studio
from fitflow.core.dispatcher import BEGIN_TIDYING
from fitflow.core.hooks import SOON
from fitflow.core.idempotency import Answer, Key, store
from fitflow.core.ids import new_id
from fitflow.core.jobs import run_timer, system_actor
from fitflow.core.models import Delivery, IdempotencyKey, JobState, Timer
from fitflow.core.tasks import TIDY_EVERY, TIDY_TIMER
from fitflow.core.tenancy import HOUSE, tenant
from fitflow.notify.models import Message
from fitflow.notify.services import keep_house_mail

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def timer(now: datetime) -> Timer:
    """The house's, as a worker sets it that finds none."""
    for _twice in range(2):
        with connection.cursor() as cursor:
            cursor.execute(BEGIN_TIDYING, [HOUSE, TIDY_TIMER, HOUSE])
    Timer.objects.filter(kind=TIDY_TIMER).update(due_at=now)
    return Timer.objects.get(kind=TIDY_TIMER)


def keep_answers(organization_id: Any, count: int, at: datetime) -> None:
    with tenant(organization_id):
        before = set(IdempotencyKey.objects.values_list("key", flat=True))
        for number in range(count):
            store(Key(organization_id, "somebody", f"{at} {number}", b""), Answer(200, "{}"))
        IdempotencyKey.objects.exclude(key__in=before).update(created_at=at)


def answers_of(organization_id: Any) -> int:
    with tenant(organization_id):
        return IdempotencyKey.objects.filter(organization_id=organization_id).count()


class TestTheHouse:
    def test_forgets_answers_sessions_mails_and_jobs_that_are_over_and_no_others(
        self, timer: Timer, now: datetime
    ) -> None:
        person = make_user(email="a@b.test")
        for number, expires in enumerate((now - DAY, now + DAY)):
            Session.objects.create(session_key=f"s{number}", session_data="", expire_date=expires)
            UserSession.objects.create(user=person, session_key=f"s{number}", ip="203.0.113.5", created_at=now, data={})
        for days in (91, 89):
            keep_house_mail(to=["a@b.test"], template="t", subject="s", text="x", now=now - days * DAY)
        keep_answers(HOUSE, 1, now - DAY - timedelta(minutes=1))
        keep_answers(HOUSE, 1, now - DAY + timedelta(minutes=1))
        for whose, days in ((HOUSE, 8), (new_id(), 8), (new_id(), 6)):
            done = {"state": JobState.DONE, "due_at": now, "done_at": now - days * DAY}
            Delivery.objects.create(organization_id=whose, event_id=new_id(), consumer="c", **done)

        assert run_timer(now, timer.pk)

        assert list(Session.objects.values_list("session_key", flat=True)) == ["s1"]
        assert list(UserSession.objects.values_list("session_key", flat=True)) == ["s1"]
        with tenant(HOUSE):
            assert Message.objects.count() == 1
        assert answers_of(HOUSE) == 1
        assert [one.done_at for one in Delivery.objects.all()] == [now - 6 * DAY]

    def test_goes_on_in_a_moment_while_there_is_more(
        self, timer: Timer, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tasks, "AT_ONCE", 2)
        keep_answers(HOUSE, 3, now - 2 * DAY)

        run_timer(now, timer.pk)
        timer.refresh_from_db()
        first = (answers_of(HOUSE), timer.due_at - now)
        run_timer(timer.due_at, timer.pk)
        rung_at = timer.due_at
        timer.refresh_from_db()

        assert first == (1, SOON)
        assert (answers_of(HOUSE), timer.due_at - rung_at) == (0, TIDY_EVERY)


class TestAStudio:
    def test_forgets_its_answers_a_thousand_at_a_time(self, studio: Studio, now: datetime) -> None:
        keep_answers(studio.id, 1001, now - 2 * DAY)
        keep_answers(HOUSE, 1, now - 2 * DAY)

        with tenant(studio.id):
            again = forget(system_actor(studio.id), studio.id, "", now)
            left = answers_of(studio.id)
            at_last = forget(system_actor(studio.id), studio.id, "", now)

        assert (again, left) == (now + SOON, 1)
        assert (at_last, answers_of(studio.id), answers_of(HOUSE)) == (now + FORGET_EVERY, 0, 1)
