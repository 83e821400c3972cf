"""`fitflow migrate` of a database that is in use ends where a fresh install begins, whatever was changed in between."""

import hashlib
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from fitflow.core import embedded, sqlfiles
from fitflow.core.events import consumer_of
from fitflow.core.jobs import drain, replay
from fitflow.core.models import Delivery, JobState, Timer
from fitflow.core.timers import timer_kind
from fitflow.core.upgrade import upgrade
from tests.databases import CommittedDatabase, cloned, temporary
from tests.kernel.catalog import Catalog, apart, catalog

BEFORE = Path(__file__).parent / "schemas" / "cde4a65.sql"
DIGEST = "508ba47b69a3976785c1682f827769fc9930fc0b7ddc9dc4d7a965c63593bd9f"
#: What happened there afterwards: moves, cancellations, an archived client.
STORY = BEFORE.with_name("story.sql")
#: When what is due in that database was made.
MOMENT = datetime(2026, 11, 20, 9, tzinfo=UTC)
SEEN = "SELECT oid, xmin::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY oid"
#: An app's next release: a column, and a function of LANGUAGE sql, whose body PostgreSQL checks, that names it.
COLUMN = """
from django.db import migrations

class Migration(migrations.Migration):
    dependencies = [("billing", "{last}")]
    operations = [migrations.RunSQL("ALTER TABLE billing_creditlot ADD COLUMN spent_first boolean DEFAULT false")]
"""
BODY = ("AND l.remaining > 0", "AND l.remaining > 0 AND NOT l.spent_first")
#: An hour that staff put on a trainer's calendar with a reason, whatever else was there.
PUT_OVER = """
INSERT INTO schedule_calendarclaim (id, organization_id, calendar_id, starts_at, ends_at, weight, exclusive, source,
  override_reason)
SELECT gen_random_uuid(), organization_id, calendar_id, timestamptz '2026-11-23 {at}',
  timestamptz '2026-11-23 {at}' + interval '1 hour', 1, true, 'block', 'Both at once'
FROM schedule_calendarclaim WHERE id = '{under}'
"""
TABLES_OF_ADDRESSES = ("accounts_user", "account_emailaddress", "organizations_staff")
#: The kinds of timers of that release.
KINDS = [
    "billing.lot_expiring", "billing.lot_expiry", "booking.absent", "booking.cancel_run", "booking.close_queue",
    "booking.reminder", "booking.settle", "booking.sweep", "core.forget", "notify.email", "notify.forget",
    "series.extend", "session.end", "session.start",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _unblocked(database_template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A time of the day on which the database was left."""
    return datetime(2026, 11, 20, hour, minute, second, tzinfo=UTC)


def look(database: CommittedDatabase) -> Catalog:
    with psycopg.connect(database.url_owner) as owner:
        return catalog(owner)


def run(database: CommittedDatabase, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.url_owner) as owner:
        cursor = owner.execute(statement)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def in_use() -> Iterator[CommittedDatabase]:
    """A database as an earlier release left it."""
    with temporary() as database:
        run(database, BEFORE.read_text())
        yield database


@contextmanager
def fresh() -> Iterator[CommittedDatabase]:
    """A database without anything, for the application and the owner."""
    with temporary() as database:
        with psycopg.connect(database.url_owner) as owner:
            embedded.grant(owner)
        yield database


@pytest.fixture(scope="class")
def upgraded(database_template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[CommittedDatabase]:
    """The database of the earlier release after the story, brought up to date."""
    with django_db_blocker.unblock(), in_use() as old:
        run(old, STORY.read_text())
        upgrade()
        yield old


@pytest.fixture
def later(tmp_path: Path) -> Iterator[Path]:
    """The SQL files of a release to come; while it stands, its migrations are there, too."""
    for file in sqlfiles.files():
        target = tmp_path / "product" / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(file.text.replace(*BODY) if file.path == "billing/sql/reads.sql" else file.text)
    package = tmp_path / "later_billing"
    shutil.copytree(sqlfiles.ROOT / "billing" / "migrations", package)
    last = sorted(package.glob("0*.py"))[-1].stem
    (package / "9999_spent_first.py").write_text(COLUMN.format(last=last))
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(tmp_path)
        yield tmp_path / "product"
    for name in [name for name in sys.modules if name.startswith("later_billing")]:
        del sys.modules[name]


@contextmanager
def later_migrations() -> Iterator[None]:
    with override_settings(MIGRATION_MODULES={"billing": "later_billing"}):
        yield


def test_the_earlier_release_is_as_it_was() -> None:
    found = hashlib.sha256(BEFORE.read_bytes()).hexdigest()

    assert found == DIGEST, "the dump tells what databases have: nobody renames anything in it"


class TestWorkInFlight:
    def test_finds_who_does_it_and_their_queue(self) -> None:
        with in_use() as old:
            upgrade()
            deliveries = run(old, 'SELECT consumer, state, "group" FROM core_delivery ORDER BY id')
            timers = dict(run(old, "SELECT kind, \"group\" FROM core_timer WHERE state = 'due'"))

            assert deliveries == [
                ("booking.look_again", "done", "default"),
                ("booking.look_again", "done", "default"),
                ("booking.tell_booked", "done", "default"),  # Nobody runs it again.
                ("booking.tell_booked", "due", "mail"),
                ("booking.tell_waiting", "dead", "mail"),
            ]
            assert timers["notify.email"] == timers["booking.reminder"] == "mail"
            assert timers["session.start"] == timers["billing.lot_expiry"] == "default"

    def test_is_done(self) -> None:
        with in_use():
            upgrade()
            for job in Delivery.objects.filter(state=JobState.DEAD):
                replay(job, MOMENT)
            drain(MOMENT + timedelta(days=120))

            once = Timer.objects.exclude(kind="insights.check")  # Every night: it is always due.
            states = [jobs.values_list("state", flat=True) for jobs in (Delivery.objects, once)]
            assert {state for found in states for state in found} == {JobState.DONE}

    def test_goes_on_being_recorded_while_the_functions_are_still_old(self) -> None:
        with in_use() as old:
            call_command("migrate", database="owner", verbosity=0)
            with psycopg.connect(old.url_app) as app:
                app.execute(
                    "SELECT set_config('fitflow.organization', organization_id::text, false) FROM core_delivery"
                )
                recorded = app.execute(
                    "SELECT record_event(organization_id, type, entity_id, NULL, at, payload) FROM core_event"
                    " WHERE type = 'booking.confirmed' LIMIT 1"
                ).fetchall()
            upgrade()

            assert recorded == [(1,)]
            newest = 'SELECT consumer, "group" FROM core_delivery ORDER BY id DESC LIMIT 1'
            assert run(old, newest) == [("booking.tell_booked", "mail")]

    def test_carries_names_that_the_code_still_has(self) -> None:
        with in_use() as old:
            subscribed = run(old, "SELECT type, consumer FROM core_subscription")
            known = {consumer_of(name, [type_]) is not None for type_, name in subscribed}

        assert known == {True}
        assert [kind for kind in KINDS if timer_kind(kind) is None] == []


class TestClaimsPutOverOthers:
    def test_name_what_they_overlap(self) -> None:
        """The trainer of that database has a class on the 23rd at nine."""
        with in_use() as old:
            [(under,)] = run(old, "SELECT id FROM schedule_calendarclaim WHERE starts_at = '2026-11-23 09:00Z'")
            for at in ("09:30Z", "10:00Z"):
                run(old, PUT_OVER.format(at=at, under=under))
            upgrade()

            found = run(
                old, "SELECT over, busy_from = starts_at FROM schedule_resourceclaim WHERE source = 'block' ORDER BY 1"
            )

        assert [is_busy_then for _over, is_busy_then in found] == [True, True]
        assert sorted(len(over) for over, _is_busy in found) == [1, 2]
        assert sum(under in over for over, _is_busy in found) == 1


class TestFactsThatOnlyTheEventLogKnew:
    def test_count_on_in_calendars(self, upgraded: CommittedDatabase) -> None:
        sessions = run(
            upgraded,
            "SELECT t.name, s.sequence, s.sequence_at FROM schedule_session s"
            " JOIN schedule_classtype t ON t.id = s.class_type_id ORDER BY 1",
        )
        bookings = run(upgraded, "SELECT status, sequence FROM booking_booking ORDER BY cancelled_at")

        assert sessions == [
            ("Evening Yoga", 3, at(13)),  # Moved, called off, and that status counted, too.
            ("Morning Strength", 2, at(11, 0, 2)),
        ]
        assert bookings == [
            ("cancelled", 2),  # Moved with its session, then given back for the third.
            ("cancelled", 3),  # Moved twice, given back.
            ("confirmed", 3),  # Goes on from the first, and moved once more.
        ]

    def test_say_who_cancelled(self, upgraded: CommittedDatabase) -> None:
        bookings = run(
            upgraded,
            "SELECT cancel_reason, cancelled_by_studio FROM booking_booking WHERE status = 'cancelled' ORDER BY 1",
        )

        assert bookings == [("", False), ("rescheduled", True)]

    def test_say_why_so_much_came_back_and_from_which_start_it_was_counted(self, upgraded: CommittedDatabase) -> None:
        bookings = run(
            upgraded,
            "SELECT refund_why, refund_counted_from FROM booking_booking WHERE status = 'cancelled'"
            " ORDER BY cancelled_at",
        )

        assert [why for why, _start in bookings] == ["organizer", "policy"]
        # Morning Strength was moved to eight, then, before he left, to nine.
        assert bookings[1][1] == datetime(2026, 11, 22, 9, tzinfo=UTC)

    def test_say_what_one_act_moved(self, upgraded: CommittedDatabase) -> None:
        acts = run(
            upgraded,
            "SELECT m.moved_at, array_agg(m.number ORDER BY m.number), array_agg(t.name ORDER BY t.name)"
            " FROM booking_movedsession m JOIN schedule_session s ON s.id = m.session_id"
            " JOIN schedule_classtype t ON t.id = s.class_type_id GROUP BY m.act_id, m.moved_at ORDER BY 1",
        )

        assert acts == [
            (at(10, 0, 2), [1, 2], ["Evening Yoga", "Morning Strength"]),
            (at(11, 0, 2), [1], ["Morning Strength"]),
        ]

    def test_say_what_an_archived_client_goes_back_to(self, upgraded: CommittedDatabase) -> None:
        clients = run(upgraded, "SELECT name, status, status_before FROM organizations_client ORDER BY 1")

        assert clients == [("Maya Lind", "active", ""), ("Noah Berg", "inactive", "lead")]

    def test_say_what_was_ticked_off(self, upgraded: CommittedDatabase) -> None:
        ticked = run(upgraded, "SELECT shared_at, dismissed_at FROM insights_checklist")

        assert ticked == [(at(9, 40), None)]

    def test_are_found_by_who_was_still_to_tell_of_them(self, upgraded: CommittedDatabase) -> None:
        drain(at(14))

        found = run(
            upgraded, "SELECT state, count(*) FROM core_delivery WHERE consumer = 'booking.tell_moved' GROUP BY 1"
        )
        assert found == [("done", 3)]


class TestAddressesOfAnEarlierRelease:
    def test_get_the_form_in_which_they_are_read_now(self) -> None:
        """Noah's and Maya's logins become one address: Noah's stays as it is, and he can change it."""
        with in_use() as old:
            for was, is_now in [("olive.owner@", "olive@bücher.example"), ("maya.lind@", "maya@xn--fa-hia.de"),
                                ("noah.berg@", "maya@faß.de"), ("mona.manager@", "mona@☕.example")]:  # fmt: skip
                for table in ("accounts_user", "account_emailaddress"):
                    run(old, f"UPDATE {table} SET email = '{is_now}' WHERE email LIKE '{was}%'")
                run(old, f"UPDATE organizations_staff SET email = '{is_now}' WHERE lower(name) LIKE '{was[:4]}%'")
            upgrade()

            found = [run(old, f"SELECT email FROM {table} ORDER BY 1") for table in TABLES_OF_ADDRESSES]

        logins = ["maya@faß.de", "maya@xn--fa-hia.de", "mona@☕.example", "olive@xn--bcher-kva.example"]
        staff = ["", "", "mona@☕.example", "olive@xn--bcher-kva.example"]
        assert [[email for (email,) in rows] for rows in found] == [logins, logins, staff]


class TestTelephoneNumbersOfAnEarlierRelease:
    def test_get_the_form_in_which_they_are_read_now(self, caplog: pytest.LogCaptureFixture) -> None:
        """Those that are no numbers stay as they are, and the upgrade says how many there were."""
        with in_use() as old:
            for name, phone in [("Maya", "020 7946 0958"), ("Noah", "12345")]:
                run(old, f"UPDATE organizations_client SET phone = '{phone}' WHERE name LIKE '{name}%'")
            upgrade()

            found = run(old, "SELECT phone, search FROM organizations_client ORDER BY name")

        assert found == [
            ("+442079460958", "maya lind maya.lind@northside.test +442079460958 442079460958 02079460958"),
            ("12345", "noah berg noah.berg@northside.test 12345"),
        ]
        assert "northside: telephone numbers of 1 clients could not be read" in caplog.text


class TestTheTrail:
    def test_loses_what_people_wrote_and_history_keeps_it(self) -> None:
        payloads = {
            "location.changed": """{"changes": {"name": ["Mill", "Old Mill"], "is_online": [false, true]}}""",
            "settings.changed": """{"changes": {"class.desk_price": ["", "9"], "hold.duration": [600, 900]}}""",
            "nobody.knows": """{"kept": 1, "note": "A hurt knee"}""",
            "hold.withdrawn": """{"reason": "client_inactive"}""",
        }
        with in_use() as old:
            run(old, STORY.read_text())
            for type_, payload in payloads.items():
                run(old, f"INSERT INTO core_event SELECT new_id(), id, '{type_}', id, NULL, now(), '{payload}'"
                    " FROM organizations_organization")  # fmt: skip
            upgrade()
            found = run(
                old,
                "SELECT v.type, v.payload, w.words FROM core_event v LEFT JOIN core_eventwords w USING (id)"
                f" WHERE v.type = ANY('{{{','.join(payloads)},session.cancelled}}') ORDER BY v.type",
            )
            granted = run(old, "SELECT DISTINCT payload ? 'reason' FROM core_event WHERE type = 'credit.granted'")
            trigger = run(old, "SELECT tgenabled FROM pg_trigger WHERE tgname = 'append_only'")

        assert found == [
            ("hold.withdrawn", {"reason": "client_inactive"}, None),
            (
                "location.changed",
                {"changes": {"name": None, "is_online": [False, True]}},
                {"changes": {"name": ["Mill", "Old Mill"]}},
            ),
            ("nobody.knows", {"kept": 1}, {"note": "A hurt knee"}),
            ("session.cancelled", {}, {"reason": "Storm"}),
            (
                "settings.changed",
                {"texts": {"class.desk_price": None}, "changes": {"hold.duration": [600, 900]}},
                {"texts": {"class.desk_price": ["", "9"]}},
            ),
        ]
        assert granted == [(False,)]
        assert set(trigger) == {("O",)}


class TestNamesOfAnEarlierRelease:
    def test_get_the_form_in_which_they_are_read_now(self, caplog: pytest.LogCaptureFixture) -> None:
        """What cannot be read stays as it is, and the log names it; lists find each by its other spellings."""
        with in_use() as old:
            for name, other in [("Maya", "\u200eMaya O’Li\u00adnd\u200f"), ("Noah", "No\x07ah")]:
                run(old, f"UPDATE organizations_client SET name = '{other}', search = 'x' WHERE name LIKE '{name}%'")
            one = "SELECT min(id::text)::uuid FROM accounts_user"
            run(old, f"UPDATE accounts_user SET name = '\ufeffOne' WHERE id = ({one})")
            upgrade()

            found = run(old, "SELECT name, split_part(search, ' ', 2) FROM organizations_client ORDER BY name")
            logins = run(old, "SELECT name FROM accounts_user WHERE name LIKE '%One'")

        assert found == [("Maya O’Lind", "olind"), ("No\x07ah", "noah.berg@northside.test")]
        assert logins == [("One",)]
        assert "its name cannot be written as it is read now" in caplog.text


class TestAnUpgrade:
    def test_ends_where_a_fresh_install_begins(self, database_template: str) -> None:
        with cloned(database_template) as new:
            wanted = look(new)
        with in_use() as old:
            upgrade()
            found = look(old)

        assert apart(found, wanted) == {}

    def test_repeated_does_nothing(self) -> None:
        with in_use() as old:
            assert len(upgrade()) == len(sqlfiles.files())
            before = look(old), run(old, SEEN)

            assert upgrade() == []
            assert (look(old), run(old, SEEN)) == before

    def test_with_a_new_column_in_a_body_ends_where_a_fresh_install_begins(self, later: Path) -> None:
        with in_use() as old:
            upgrade()
            with later_migrations():
                assert upgrade(root=later) == ["billing/sql/reads.sql"]
            found = look(old)
        with fresh() as new, later_migrations():
            upgrade(root=later)
            wanted = look(new)

        assert apart(found, wanted) == {}
        assert any("spent_first" in line for line in found["functions"])
