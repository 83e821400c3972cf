"""The demo as `fitflow demo` makes it, sentence by sentence: seeded once, after a first try that was interrupted."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psutil
import psycopg
import pytest
from django.contrib.auth.hashers import check_password
from django.db.models import Count, Max, Min
from django.test import Client as Browser

from fitflow.accounts.demo import PASSWORD
from fitflow.accounts.models import User
from fitflow.billing.models import CreditLot
from fitflow.billing.queries import balances
from fitflow.booking.models import Attendance, Booking, Spot, WaitlistEntry
from fitflow.core.actor import Actor, Studio
from fitflow.core.tenancy import tenant
from fitflow.insights.queries.audit import audit_of
from fitflow.organizations.models import Client, StudioRole
from fitflow.organizations.queries.directory import every_studio
from fitflow.schedule.models import ClassType, ResourceClaim, Series, Session
from fitflow.web.tests.test_serve import answers, children, free_port, gone, wait_for
from tests.databases import CommittedDatabase, cloned, wait_for_a_waiter

pytestmark = pytest.mark.programs
ROOT = Path(__file__).resolve().parents[3]
#: Seconds of the seeding's own work, so that a busy machine changes nothing: with the database's share, a minute.
LONGEST = 40.0
HALF_WAY = "200 members"
DEMO = "demo.fitflow.test"
SECOND_OWNER = "owner@second.fitflow.test"
STAFF = {
    f"owner@{DEMO}": {"owner"},
    f"manager@{DEMO}": {"manager"},
    **{f"trainer{number}@{DEMO}": {"trainer"} for number in (1, 2, 3)},
}
MEMBERS = [f"member{number}@{DEMO}" for number in range(1, 201)]


@dataclass(frozen=True)
class Demo:
    """The seeded database, how the seeding went, and what an interrupted one had left."""

    database: CommittedDatabase
    studio: Studio
    second: Studio
    seconds: float
    interrupted: str
    left: int
    now: datetime

    @property
    def system(self) -> Actor:
        return Actor.system(self.studio)

    def fitflow(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        return fitflow(*words, env=self.database.env | env)


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "fitflow.web", *words]


def fitflow(*words: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*words), env=env, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


def interrupt(database: CommittedDatabase, env: Mapping[str, str]) -> str:
    """Ctrl-C when the people are there and the first class is about to be written. What was said until the end."""
    said = ""
    with (
        psycopg.connect(database.url_owner) as gate,
        subprocess.Popen(
            command("demo", "--no-serve"), env=env, cwd=ROOT, stderr=subprocess.PIPE, text=True
        ) as seeding,
    ):
        gate.execute("LOCK TABLE schedule_session IN EXCLUSIVE MODE")  # However quick the machine, it gets no further.
        assert seeding.stderr is not None
        while HALF_WAY not in said:
            line = seeding.stderr.readline()
            assert line, f"It ended before it could be interrupted: {said}"
            said += line
        wait_for_a_waiter()
        seeding.send_signal(signal.SIGINT)
        last: str = seeding.stderr.read()
    return said + last


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, database_template: str, django_db_blocker: Any) -> Iterator[Demo]:
    """A database of its own; nobody here writes into it but the demo."""
    with django_db_blocker.unblock(), cloned(database_template) as database:
        env = database.env | {"FITFLOW_TESTING": "0"}
        interrupted = interrupt(database, env)
        left = User.objects.count() + len(every_studio())
        began = os.times()
        done = fitflow("demo", "--no-serve", env=env)
        ended = os.times()
        seconds = ended.children_user + ended.children_system - began.children_user - began.children_system
        assert done.returncode == 0, done.stderr
        studio, second = every_studio()
        yield Demo(database, studio, second, seconds, interrupted, left, datetime.now(UTC))


@pytest.fixture
def demo(seeded: Demo, django_db_blocker: Any) -> Iterator[Demo]:
    """The demo with its studio's rows in sight."""
    with django_db_blocker.unblock(), tenant(seeded.studio.id):
        yield seeded


def emails_of(studio: Studio) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    with tenant(studio.id):
        for email, role in StudioRole.objects.values_list("user__email", "role"):
            found.setdefault(email, set()).add(role)
    return found


def members() -> dict[str, Any]:
    """Every member's record, by address."""
    return dict(Client.objects.values_list("email", "pk"))


class TestSeeding:
    def test_takes_less_than_a_minute(self, demo: Demo) -> None:
        assert demo.seconds < LONGEST

    def test_that_is_interrupted_says_so_and_leaves_nothing(self, demo: Demo) -> None:
        assert demo.interrupted.endswith("fitflow: interrupted.\n")
        assert "Traceback" not in demo.interrupted
        assert demo.left == 0

    def test_happens_once(self, demo: Demo) -> None:
        before = User.objects.count(), Booking.objects.count()

        again = demo.fitflow("demo", "--no-serve")

        assert (again.returncode, again.stderr) == (0, "")
        assert (User.objects.count(), Booking.objects.count()) == before

    def test_breaks_no_promise(self, demo: Demo) -> None:
        found = audit_of(demo.system, now=datetime.now(UTC))
        with tenant(demo.second.id):
            second = audit_of(Actor.system(demo.second), now=datetime.now(UTC))

        assert found.bookings_checked > 500
        assert (found.violations, second.violations) == ((), ())


class TestThePeople:
    def test_are_an_owner_a_manager_three_trainers_and_two_hundred_members(self, demo: Demo) -> None:
        assert emails_of(demo.studio) == STAFF | {email: {"client"} for email in MEMBERS}
        assert Client.objects.filter(status="active", archived_at=None).count() == 200
        assert len(set(Client.objects.values_list("name", flat=True))) == 200

    @pytest.mark.parametrize("email", [*STAFF, MEMBERS[0], MEMBERS[149], MEMBERS[199], SECOND_OWNER])
    def test_sign_in_by_page_and_by_program(self, demo: Demo, email: str, settings: Any) -> None:
        settings.FITFLOW_DEMO = True
        browser = Browser()
        page = browser.post("/accounts/login/password/", {"login": email, "password": "demo-fitflow"})
        token = browser.post("/api/v1/auth/token", {"email": email, "password": "demo-fitflow"}, "application/json")

        assert (page.status_code, token.status_code) == (302, 200)
        assert browser.session["_auth_user_id"] == str(User.objects.get(email=email).pk)

    def test_all_have_the_printed_password(self, demo: Demo) -> None:
        kept = set(User.objects.values_list("password", "is_demo"))

        assert [(check_password(PASSWORD, hashed), marked) for hashed, marked in kept] == [(True, True)]
        assert PASSWORD == "demo-fitflow"

    def test_have_credits_that_end_at_different_times(self, demo: Demo) -> None:
        ends = CreditLot.objects.filter(remaining__gt=0, valid_until__gt=demo.now).values_list("valid_until", flat=True)

        assert len(set(ends)) > 20
        mixed = CreditLot.objects.values("account_id").annotate(ends=Count("valid_until", distinct=True))
        assert mixed.filter(ends__gt=1).count() >= 150

    def test_up_to_the_hundred_and_fiftieth_can_book_ten_times(self, demo: Demo) -> None:
        ids = members()
        has = balances(demo.system, [ids[email] for email in MEMBERS[:150]], now=demo.now)

        assert min(has.values()) >= 10

    def test_of_these_thirty_have_no_plans(self, demo: Demo) -> None:
        ids = members()
        coming = set(
            Booking.objects.filter(status="confirmed", ends_at__gt=demo.now).values_list("client_id", flat=True)
        )
        coming |= set(WaitlistEntry.objects.filter(status="waiting").values_list("client_id", flat=True))

        assert len([email for email in MEMBERS[:150] if ids[email] not in coming]) >= 30


class TestTheWeek:
    def test_has_six_class_types(self, demo: Demo) -> None:
        assert ClassType.objects.filter(is_active=True).count() == 6

    def test_goes_from_four_weeks_back_to_six_weeks_ahead_for_every_series(self, demo: Demo) -> None:
        ends = Session.objects.values("series_id").annotate(first=Min("starts_at"), last=Max("starts_at"))
        week = timedelta(weeks=1)

        assert ends.count() == Series.objects.count() > 6
        assert [one for one in ends if one["first"] > demo.now - 3 * week or one["last"] < demo.now + 6 * week] == []
        assert min(one["first"] for one in ends) < demo.now - 4 * week + timedelta(days=3)
        for number in range(-4, 6):
            start = demo.now + number * week
            assert Session.objects.between(start, start + week).count() >= Series.objects.count(), number

    def test_behind_us_is_over_with_people_who_came_came_late_stayed_away_and_cancelled(self, demo: Demo) -> None:
        behind = Booking.objects.filter(session__ends_at__lt=demo.now)
        marks = Counter(Attendance.objects.values_list("status", flat=True))
        refunds = set(behind.filter(status="cancelled").values_list("refund_percent", flat=True))

        over = Session.objects.filter(ends_at__lt=demo.now - timedelta(minutes=5))  # Seeding takes a while, too.
        assert set(over.values_list("status", flat=True)) == {"completed"}
        assert set(behind.values_list("status", flat=True)) == {"completed", "no_show", "cancelled"}
        assert min(marks[mark] for mark in ("present", "late", "no_show")) > 5
        assert len(refunds) > 1, "all cancelled at the same price"

    def test_before_us_has_full_classes_with_people_waiting(self, demo: Demo) -> None:
        waiting = WaitlistEntry.objects.filter(status="waiting", session__starts_at__gt=demo.now)
        waitlists = Counter(waiting.values_list("session_id", flat=True))
        free = Spot.objects.filter(session_id__in=waitlists, client_id=None)

        assert len(waitlists) >= 2
        assert max(waitlists.values()) > 1
        assert free.count() == 0

    def test_leaves_every_trainer_free_hours_in_the_next_fortnight(self, demo: Demo) -> None:
        zone = ZoneInfo(demo.studio.timezone)
        trainers = StudioRole.objects.filter(role="trainer").values_list("staff_id", flat=True)
        today = demo.now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        for trainer in trainers:
            busy = list(ResourceClaim.objects.filter(resource__trainer_id=trainer).values_list("starts_at", "ends_at"))
            days = [
                sum(is_free(today + timedelta(days=day, hours=hour), busy) for hour in range(8, 20))
                for day in range(1, 14)
            ]
            assert busy
            assert min(days) >= 3, days


def is_free(hour: datetime, busy: list[tuple[datetime, datetime]]) -> bool:
    return not any(start < hour + timedelta(hours=1) and hour < end for start, end in busy)


class TestTheStudios:
    def test_lie_in_zones_of_their_own_without_quiet_hours(self, demo: Demo) -> None:
        assert (demo.studio.slug, demo.second.slug) == ("demo", "second")
        assert demo.studio.timezone != demo.second.timezone
        assert demo.studio.settings["notify.quiet_hours"] is None
        assert demo.second.settings["notify.quiet_hours"] is None

    def test_share_nobody(self, demo: Demo) -> None:
        assert set(emails_of(demo.second)) == {SECOND_OWNER}
        assert SECOND_OWNER not in emails_of(demo.studio)
        with tenant(demo.second.id):
            assert Session.objects.count() > 5
            assert (Client.objects.count(), Booking.objects.count()) == (0, 0)

    @pytest.mark.parametrize(
        ("email", "slug"), [(SECOND_OWNER, "demo"), (f"owner@{DEMO}", "second"), (f"member1@{DEMO}", "second")]
    )
    def test_do_not_know_each_others_people(self, demo: Demo, email: str, slug: str) -> None:
        browser, user = Browser(), User.objects.get(email=email)
        browser.force_login(user)
        home = {"demo": "second", "second": "demo"}[slug]

        inside = browser.get(f"/s/{slug}/desk/"), browser.get("/api/v1/clients", headers={"X-Organization": slug})

        assert [answer.status_code for answer in inside] == [404, 404]
        assert browser.get(f"/s/{home}/", follow=True).status_code == 200


@contextmanager
def started(*words: str, env: Mapping[str, str]) -> Iterator[psutil.Process]:
    """A program of many processes, all of them ended afterwards."""
    with subprocess.Popen(
        command(*words), env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        family = psutil.Process(process.pid)
        try:
            yield family
        finally:
            everybody = [family, *family.children(recursive=True)]
            process.terminate()
            assert gone(everybody)


def listening(family: psutil.Process) -> set[tuple[str, int]]:
    found = (one for process in [family, *family.children(recursive=True)] for one in process.net_connections("inet"))
    return {(one.laddr.ip, one.laddr.port) for one in found if one.status == psutil.CONN_LISTEN}


class TestItsDoors:
    def test_open_to_this_machine_only(self, demo: Demo) -> None:
        port = free_port()
        with started("demo", "--port", str(port), env=demo.database.env) as family:
            wait_for(lambda: answers(port) or not family.is_running())
            wait_for(lambda: children(family, "worker"))

            assert listening(family) == {("127.0.0.1", port)}

    def test_have_no_other_address_to_choose(self, demo: Demo) -> None:
        done = demo.fitflow("demo", "--host", "0.0.0.0")

        assert done.returncode == 2
        assert "unrecognized arguments: --host" in done.stderr

    def test_are_not_served_as_if_they_were_a_studios_own(self, demo: Demo) -> None:
        port = free_port()
        done = demo.fitflow("serve", "--port", str(port), FITFLOW_DEMO="0")

        assert done.returncode == 1
        assert done.stderr == (
            "CommandError: This database has demo accounts."
            " Use another one (FITFLOW_VAR, DATABASE_URL), or set FITFLOW_DEMO=1.\n"
        )
        assert not answers(port)

    @pytest.mark.parametrize(("demo_wanted", "status", "told"), [
        ("0", "WRONG", "this database has some"), ("1", "ok  ", "wanted (FITFLOW_DEMO=1)")
    ])  # fmt: skip
    def test_are_seen_by_the_doctor(self, demo: Demo, demo_wanted: str, status: str, told: str) -> None:
        done = demo.fitflow("doctor", FITFLOW_DEMO=demo_wanted)

        assert f"{status} demo accounts: {told}" in done.stdout
        assert demo_wanted == "1" or done.returncode == 1
