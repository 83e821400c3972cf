"""One studio has nearly everything. What somebody looks at reads few rows, also when the planner could not know that.

PostgreSQL plans a statement for the values it is called with, or, after the fifth time, for any value; and the policies
hide from it whose rows are meant. Both went wrong with indexes that read nearly everything, so rows are counted here.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection, connections, transaction
from pytest_django import DjangoDbBlocker

from bench.growth.fill import fill, trusted
from bench.growth.studios import StudioSize
from fitflow.billing.queries.expiring import expiring_of
from fitflow.billing.queries.movements import MovementFilter, movement_list
from fitflow.billing.queries.wallets import wallet_of
from fitflow.booking.queries.history import session_history, visits_of
from fitflow.booking.queries.member import past_of, upcoming_of
from fitflow.booking.queries.roster import roster_of
from fitflow.booking.queries.today import day_of
from fitflow.calendars.queries import client_calendar
from fitflow.core.db import rows
from fitflow.core.promises import violations
from fitflow.core.tenancy import tenant
from fitflow.insights.queries.dashboard import holds_of, waitlists_of
from fitflow.notify.queries import LogFilter, client_log, inbox_part, log_part, templates_used, unread_shown
from fitflow.organizations.factories import actor_of
from fitflow.organizations.models import Client, Organization, StudioRole
from fitflow.organizations.queries.audit import AuditFilter, audit_trail
from fitflow.organizations.queries.clients import ClientFilter, client_list, new_clients
from fitflow.organizations.queries.directory import studio_of
from fitflow.organizations.queries.staff import people_who_act
from fitflow.schedule.models import Session
from tests import databases

#: PostgreSQL settles on one plan for all after the fifth time.
TIMES = 8
#: The big studio has 20,000 bookings, the 200 others two or three each.
BIG = StudioSize("big", clients=1_000, outside=460, past_taken=40, future_taken=20, daily=4, hot=200)
OTHERS = [
    StudioSize(
        f"small-{number}", clients=12, outside=2, past_taken=1, future_taken=1, daily=0, hot=4, reserved=0,
        locations=1, trainers=1, class_types=1, is_shown=False,
    )
    for number in range(200)
]  # fmt: skip
READ = """
SELECT sum(pg_stat_get_xact_tuples_returned(c.oid)) AS read FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'i')
"""
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def lopsided(database_template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), databases.cloned(database_template):
        with connections["owner"].cursor() as cursor:
            with transaction.atomic(using="owner"), trusted(cursor):
                fill(cursor, [BIG, *OTHERS], now=NOW)
            cursor.execute("VACUUM ANALYZE")
        yield


class People:
    """Who looks in the big studio, and at what."""

    def __init__(self) -> None:
        studio = studio_of(Organization.objects.get(slug=BIG.slug))
        logins = StudioRole.objects.order_by("id")
        #: The manager is one of one location.
        self.owner, self.manager, self.trainer = (
            actor_of(studio, logins.filter(role=role)[0].user_id) for role in ("owner", "manager", "trainer")
        )
        self.member = actor_of(studio, logins.get(client=Client.objects.order_by("created_at")[0]).user_id)
        self.session = Session.objects.filter(starts_at__lt=NOW).order_by("-starts_at")[0].pk

    @property
    def member_id(self) -> UUID:
        assert self.member.client_id is not None
        return self.member.client_id


@pytest.fixture
def people(lopsided: None, django_db_blocker: DjangoDbBlocker) -> Iterator[People]:
    with django_db_blocker.unblock():
        connection.close()  # The next one has no plans yet.
        with tenant(Organization.objects.get(slug=BIG.slug).pk):
            yield People()


#: What is looked at, and how many rows and entries of indexes may be read for it.
LOOKS: dict[str, tuple[int, Callable[[People], object]]] = {
    "the badge of a busy trainer": (500, lambda who: unread_shown(who.trainer)),
    "notifications": (300, lambda who: inbox_part(who.trainer)),
    "unread ones alone": (600, lambda who: inbox_part(who.trainer, only_unread=True)),
    "the audit trail": (300, lambda who: audit_trail(who.owner, AuditFilter())),
    "events of a rare kind": (200, lambda who: audit_trail(who.owner, AuditFilter(type="settings"))),
    "events of no kind": (200, lambda who: audit_trail(who.owner, AuditFilter(type="location"))),
    "what the owner did": (600, lambda who: audit_trail(who.owner, AuditFilter(person_id=who.owner.user_id))),
    "what the member did": (600, lambda who: audit_trail(who.owner, AuditFilter(person_id=who.member.user_id))),
    "what happened in a class": (1500, lambda who: session_history(who.owner, who.session)),
    "who acts": (1500, lambda who: people_who_act(who.owner)),
    "the roster of a class": (6000, lambda who: roster_of(who.owner, who.session, now=NOW)),
    "the classes of a day": (2000, lambda who: day_of(who.owner, NOW.date())),
    "own bookings ahead": (2500, lambda who: upcoming_of(who.member, now=NOW)),
    "own bookings of the past": (2500, lambda who: past_of(who.member, now=NOW)),
    "bookings of a client": (2500, lambda who: visits_of(who.owner, who.member_id, now=NOW)),
    "the wallet": (600, lambda who: wallet_of(who.member, who.member_id, now=NOW)),
    "movements of a client": (6000, lambda who: movement_list(who.owner, MovementFilter(client_id=who.member_id))),
    "movements of the studio": (6000, lambda who: movement_list(who.owner, MovementFilter())),
    "messages of a client": (3000, lambda who: client_log(who.owner, who.member_id)),
    "the message log": (600, lambda who: log_part(who.owner, LogFilter())),
    "messages that failed": (200, lambda who: log_part(who.owner, LogFilter(state="failed"))),
    "kinds of message in the log": (200, lambda who: templates_used(who.owner)),
    "credits that run out": (1500, lambda who: expiring_of(who.owner, NOW)),
    "new clients": (300, lambda who: new_clients(who.owner, NOW)),
    "the client list": (600, lambda who: client_list(who.owner, ClientFilter())),
    "who is called so": (4500, lambda who: client_list(who.owner, ClientFilter(search="qqq"))),
    "clients of a manager of one location": (600, lambda who: client_list(who.manager, ClientFilter())),
    "messages to an address": (200, lambda who: log_part(who.owner, LogFilter(address="nobody@"))),
    "the client list, newest first": (600, lambda who: client_list(who.owner, ClientFilter(sort="date"))),
    "waitlists": (800, lambda who: waitlists_of(who.owner, NOW)),
    "held places": (200, lambda who: holds_of(who.owner)),
    "own calendar": (4000, lambda who: client_calendar(who.member, now=NOW)),
}


@pytest.mark.parametrize("name", LOOKS)
def test_looking_reads_few_rows_however_often(people: People, name: str) -> None:
    most, look = LOOKS[name]

    assert max(rows_read(people, look) for _time in range(TIMES)) <= most


def test_in_a_small_studio_the_proof_reads_nothing_of_the_big_one(people: People) -> None:
    with tenant(Organization.objects.get(slug=OTHERS[0].slug).pk):
        assert max(rows_read(people, lambda _who: violations()) for _time in range(TIMES)) <= 3000


def rows_read(people: People, look: Callable[[People], object]) -> int:
    """What PostgreSQL reads for it: rows of tables read whole, and entries of indexes."""
    with transaction.atomic():
        before = rows(READ, [])[0]["read"]
        look(people)
        return int(rows(READ, [])[0]["read"] - before)
