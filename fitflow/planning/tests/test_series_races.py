"""Series under real processes: extended by several at once, and moved against each other."""

import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from fitflow.booking.factories import make_class_type
from fitflow.booking.models import Spot
from fitflow.core.actor import Actor, Studio
from fitflow.core.models import Event
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_studio
from fitflow.planning.services.series import create_series
from fitflow.planning.tests.series import EVERY_DAY, draft_of
from fitflow.schedule.models import ResourceClaim, Series, Session
from tests.databases import CommittedDatabase

#: Each process: connects, says so, waits for a word, acts, says what it did.
ACTOR = """
import sys, django
django.setup()
from datetime import datetime, time, timedelta
from uuid import UUID
from fitflow.planning.services.series import extend_series
from fitflow.planning.services.series_changes import edit_series
from fitflow.core.db import in_transaction
from fitflow.core.errors import Refused
from fitflow.core.problems import is_lock_refusal
from fitflow.core.tenancy import tenant
from fitflow.organizations.queries.directory import system_actor
from fitflow.schedule.models import Series
act, organization, series, now = sys.argv[1], UUID(sys.argv[2]), UUID(sys.argv[3]), datetime.fromisoformat(sys.argv[4])
with tenant(organization):
    actor = system_actor(organization)
    Series.objects.count()
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(int(sys.argv[5])):
        if act == "extend":
            made = extend_series(actor, series_id=series, now=now + timedelta(days=number))
            print(made.sessions, flush=True)
        else:
            minute = number % 2 * 30 if act == "early" else 30 - number % 2 * 30
            edit_series(actor, {"at": time(9, minute)}, series_id=series, now=now)
            print("moved", flush=True)
"""
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def studio(committed_db: CommittedDatabase) -> Studio:
    return make_studio()


@pytest.fixture
def series(studio: Studio) -> Series:
    """A daily class for three months."""
    with tenant(studio.id):
        draft = draft_of(
            make_class_type(studio, capacity=4), weekdays=EVERY_DAY, at=time(7), starts_on=date(2026, 11, 21)
        )
        return create_series(Actor.system(studio), draft, now=NOW).series


def at_once(database: CommittedDatabase, *acts: tuple[str, UUID, UUID, datetime, int]) -> list[list[str]]:
    """What each process answers when all begin together."""
    running = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", ACTOR, act, str(studio), str(series), now.isoformat(), str(rounds)],
            env=database.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for act, studio, series, now, rounds in acts
    ]  # fmt: skip
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=60) for process in running]
    assert [process.returncode for process in running] == [0] * len(running), [errors for _out, errors in answers]
    return [out.split() for out, _errors in answers]


class TestExtending:
    def test_by_several_processes_makes_every_date_once(
        self, committed_db: CommittedDatabase, studio: Studio, series: Series
    ) -> None:
        later = NOW + timedelta(days=10)
        act = ("extend", studio.id, series.pk, later, 20)

        answers = at_once(committed_db, act, act, act)

        with tenant(studio.id):
            made = Session.objects.filter(series=series)
            dates = Counter(made.values_list("series_on", flat=True))
            assert set(dates.values()) == {1}
            assert max(on for on in dates if on) == date(2027, 3, 19)
            assert sum(int(answer) for one in answers for answer in one) == made.count() - 92
            assert Spot.objects.count() == 4 * made.count()
            assert ResourceClaim.objects.count() == made.count()
            assert Event.objects.filter(type="session.published").count() == made.count()


class TestEditing:
    def test_by_two_processes_leaves_every_session_at_one_of_the_two_times(
        self, committed_db: CommittedDatabase, studio: Studio, series: Series
    ) -> None:
        first = ("early", studio.id, series.pk, NOW, 3)
        second = ("late", studio.id, series.pk, NOW, 3)

        answers = at_once(committed_db, first, second)

        assert [len(one) for one in answers] == [3, 3]
        with tenant(studio.id):
            row = Series.objects.get(pk=series.pk)
            times = {
                one.starts_at.time() for one in Session.objects.filter(series=series, series_on__lt=date(2027, 2, 1))
            }
            assert times == {row.starts_at_local}
            assert set(ResourceClaim.objects.values_list("starts_at", flat=True)) == set(
                Session.objects.values_list("starts_at", flat=True)
            )
