"""A connection keeps the plans it made while the tables were empty; holding reads by index all the same."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.db import connection, connections, transaction

from fitflow.booking.factories import give_credits, make_session
from fitflow.core.actor import Actor
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_client_actor, make_studio
from fitflow.schedule.models import Session
from tests.databases import CommittedDatabase

#: PostgreSQL settles on one plan for all after the fifth time.
TIMES = 8
LATE = 60
Scene = tuple[Session, list[Actor]]


@pytest.fixture
def scene(committed_db: CommittedDatabase) -> Scene:
    """A session and as many clients as it has spots; nobody has booked anything yet, and PostgreSQL knows it."""
    now = datetime.now(UTC)
    studio = make_studio()
    with tenant(studio.id):
        session = make_session(studio, capacity=LATE, now=now)
        crowd = [make_client_actor(studio, name=f"Client {number}") for number in range(LATE)]
        for person in crowd:
            give_credits(person, now=now)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connection.close()  # The next one has no plans yet.
    return session, crowd


def counted(what: str) -> Counter[str]:
    """By table, as far as this connection has not reported it yet."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT relname, {what} FROM pg_stat_xact_user_tables")
        return Counter(dict(cursor.fetchall()))


def hold_and_count(person: Actor, session: Session, what: str) -> Counter[str]:
    """What a hold, and a look at it before confirming, add to a count."""
    with tenant(session.organization_id), transaction.atomic():
        before = counted(what)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT c.answer, f.is_live"
                " FROM claim_spot(%s, %s, %s, NULL, %s, false, false, NULL) c, confirm_facts(c.hold_id, NULL) f",
                [session.organization_id, person.client_id, session.pk, person.user_id],
            )
            assert cursor.fetchone() == ("held", True)
        return counted(what) - before


class TestAHold:
    def test_reads_no_table_whole(self, scene: Scene) -> None:
        session, crowd = scene

        assert [set(hold_and_count(person, session, "seq_scan")) for person in crowd[:TIMES]] == [set()] * TIMES

    def test_left_to_the_planner_would(self, scene: Scene) -> None:
        session, crowd = scene
        with connections["owner"].cursor() as cursor:
            for function in ("claim_spot", "confirm_facts"):
                cursor.execute(f"ALTER FUNCTION {function} RESET enable_seqscan")

        read = [hold_and_count(person, session, "seq_scan") for person in crowd[:TIMES]]

        assert "booking_spothold" in read[-1]

    def test_does_not_look_at_the_places_of_those_who_were_faster(self, scene: Scene) -> None:
        session, crowd = scene

        read = [hold_and_count(person, session, "idx_tup_fetch")["booking_spot"] for person in crowd]

        assert max(read[TIMES:]) <= read[0] + 2, read
