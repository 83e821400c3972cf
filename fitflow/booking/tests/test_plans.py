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


@pytest.fixture
def empty(committed_db: CommittedDatabase) -> CommittedDatabase:
    """Nobody has booked anything yet, and PostgreSQL knows it."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return committed_db


def whole_reads() -> Counter[str]:
    """How often each table was read from end to end, as far as this connection has not reported it yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, seq_scan FROM pg_stat_xact_user_tables WHERE seq_scan > 0")
        return Counter(dict(cursor.fetchall()))


def hold_and_look(person: Actor, session: Session) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.answer, f.is_live"
            " FROM claim_spot(%s, %s, %s, NULL, %s, false, false) c, confirm_facts(c.hold_id) f",
            [session.organization_id, person.client_id, session.pk, person.user_id],
        )
        assert cursor.fetchone() == ("held", True)


@pytest.mark.parametrize("is_walled", [True, False], ids=["as it is", "left to the planner"])
@pytest.mark.usefixtures("empty")
def test_no_table_is_read_whole_by_a_hold(is_walled: bool) -> None:
    now = datetime.now(UTC)
    studio = make_studio()
    with tenant(studio.id):
        session = make_session(studio, capacity=TIMES, now=now)
        crowd = [make_client_actor(studio, name=f"Client {number}") for number in range(TIMES)]
        for person in crowd:
            give_credits(person, now=now)
    if not is_walled:
        with connections["owner"].cursor() as cursor:
            for function in ("claim_spot", "confirm_facts"):
                cursor.execute(f"ALTER FUNCTION {function} RESET enable_seqscan")

    connection.close()  # The next one has no plans yet.

    seen: list[set[str]] = []
    for person in crowd:
        with tenant(studio.id), transaction.atomic():
            before = whole_reads()
            hold_and_look(person, session)
            seen.append(set(whole_reads() - before))

    if is_walled:
        assert seen == [set()] * TIMES
    else:
        assert "booking_spothold" in seen[-1]
