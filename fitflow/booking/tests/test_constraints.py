"""The database alone refuses (P1, P3, P4, P8): raw SQL as the application's role, and again with the wall removed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import cast
from uuid import UUID

import pytest
from django.db import DatabaseError, connection

from fitflow.billing.tests.test_walls import Attack, remove, run, words_of
from fitflow.booking.factories import give_credits, make_session
from fitflow.booking.models import Booking, Spot, SpotHold
from fitflow.booking.services.holds import book_spot, hold_spot, release_hold
from fitflow.core.jobs import run_one
from fitflow.core.models import Timer
from fitflow.core.tenancy import tenant
from fitflow.core.tests.test_jobs import KIND, ringing
from fitflow.core.timers import set_timer
from fitflow.organizations.factories import make_client_actor, make_staff, make_studio
from tests.databases import CommittedDatabase

OPEN_TRAIL = "GRANT UPDATE, DELETE, TRUNCATE ON core_event TO fitflow_app"
KEEPS_ITS_SPOT = "DROP TRIGGER keeps_its_place ON booking_spot"
HAS_A_SPOT = "DROP TRIGGER has_a_place ON booking_booking"
KEEPS_ITS_TERMS = "DROP TRIGGER keeps_its_terms ON booking_booking"
KEEPS_ITS_CLAIM = "DROP TRIGGER keeps_its_claim ON schedule_session"
CANCEL = (
    "UPDATE booking_booking SET status = 'cancelled', cancelled_at = now(), refund_percent = 0, refund_why = 'policy',"
    " refund_counted_from = starts_at WHERE id = '{booking}'"
)
REVIVE = (
    "UPDATE booking_booking SET status = 'confirmed', cancelled_at = NULL, refund_percent = NULL, refund_why = '',"
    " refund_counted_from = NULL WHERE id = '{booking}'"
)
SPOT_ROW = (
    "INSERT INTO booking_spot (organization_id, session_id, number, label) VALUES ({owner}, {session}, {number}, '')"
)
TAKE = (
    "UPDATE booking_spot SET client_id = '{ola}', hold_id = '{loose_hold}' WHERE session_id = '{session}' AND number = "
)
COPY = (
    "INSERT INTO booking_booking (id, organization_id, session_id, client_id, hold_id, number, status, starts_at,"
    " ends_at, agreed_starts_at, credits, policy, confirmed_at, cancel_reason) SELECT new_id(), organization_id,"
    " session_id, {client}, {hold}, number, status, starts_at, ends_at, starts_at, credits, policy, confirmed_at, ''"
    " FROM booking_booking WHERE id = '{{booking}}'"
)


def spot_row(number: int, *, session: str = "'{session}'", owner: str = "'{org}'") -> str:
    return SPOT_ROW.format(owner=owner, session=session, number=number)


ATTACKS = {
    "place 21": Attack(
        spot_row(21), "spot_number_within_capacity", ("DROP TRIGGER within_capacity ON booking_spot",)
    ),
    "a place that exists": Attack(
        spot_row(1), "booking_spot_pkey", ("ALTER TABLE booking_spot DROP CONSTRAINT booking_spot_pkey",)
    ),
    "a second claim of a held place": Attack(
        TAKE + "{held}", "spot_claimed_once", ("DROP TRIGGER claimed_once ON booking_spot",)
    ),
    "a second claim of a booked place": Attack(
        TAKE.replace("WHERE", ", booking_id = NULL, expires_at = now() WHERE") + "{booked}",
        "spot_claimed_once",
        ("DROP TRIGGER claimed_once ON booking_spot", KEEPS_ITS_SPOT),
    ),
    "a second claim of a client": Attack(
        "UPDATE booking_spot SET client_id = '{noah}', hold_id = '{hold}', expires_at = now()"
        " WHERE session_id = '{session}' AND number = 9",
        "spot_one_claim_per_client",
        ("ALTER TABLE booking_spot DROP CONSTRAINT spot_one_claim_per_client",),
    ),
    "half a claim": Attack(
        "UPDATE booking_spot SET client_id = '{ola}' WHERE session_id = '{session}' AND number = 9",
        "spot_is_free_held_or_taken",
        ("ALTER TABLE booking_spot DROP CONSTRAINT spot_is_free_held_or_taken",),
    ),
    "an occupied place removed": Attack(
        "DELETE FROM booking_spot WHERE booking_id = '{booking}'",
        "spot_occupied_stays",
        ("DROP TRIGGER occupied_stays ON booking_spot", KEEPS_ITS_SPOT),
    ),
    "a live booking without its place": Attack(
        "UPDATE booking_spot SET client_id = NULL, hold_id = NULL, booking_id = NULL WHERE booking_id = '{booking}'",
        "booking_keeps_its_place",
        (KEEPS_ITS_SPOT,),
    ),
    "a confirmed booking that never had a place": Attack(
        COPY.format(client="'{ola}'", hold="'{loose_hold}'"), "booking_has_a_place", (HAS_A_SPOT,)
    ),
    "a booked place moved to another class": Attack(
        "UPDATE booking_spot SET session_id = '{draft}', number = 99 WHERE booking_id = '{booking}'",
        "spot_stays_in_its_session",
        ("DROP TRIGGER stays_in_its_session ON booking_spot", "DROP TRIGGER within_capacity ON booking_spot"),
    ),
    "somebody else under the same hold": Attack(
        "UPDATE booking_spot SET client_id = '{ola}' WHERE session_id = '{session}' AND number = {held}",
        "spot_claimed_once",
        ("DROP TRIGGER claimed_once ON booking_spot",),
    ),
    "a cancelled booking that comes back": Attack(
        f"{CANCEL}; {REVIVE}", "booking_stays_cancelled", ("DROP TRIGGER stays_cancelled ON booking_booking",)
    ),
    "another policy than was agreed": Attack(
        "UPDATE booking_booking SET policy = '{{}}' WHERE id = '{booking}'",
        "booking_keeps_its_terms",
        (KEEPS_ITS_TERMS,),
    ),
    "another price than was paid": Attack(
        "UPDATE booking_booking SET credits = 7 WHERE id = '{booking}'", "booking_keeps_its_terms", (KEEPS_ITS_TERMS,)
    ),
    "a class moved without its trainer's time": Attack(
        "UPDATE schedule_session SET ends_at = ends_at + interval '1 hour' WHERE id = '{session}'",
        "session_keeps_its_claim",
        (KEEPS_ITS_CLAIM,),
    ),
    "a class of another trainer who is not occupied": Attack(
        "UPDATE schedule_session SET trainer_id = '{other_trainer}' WHERE id = '{session}'",
        "session_keeps_its_claim",
        (KEEPS_ITS_CLAIM,),
    ),
    "a trainer's time given away under a class": Attack(
        "DELETE FROM schedule_resourceclaim WHERE session_id = '{session}'",
        "session_keeps_its_claim",
        ("DROP TRIGGER keeps_its_claim ON schedule_resourceclaim",),
    ),
    "a capacity below what is there": Attack(
        "UPDATE schedule_session SET capacity = 19 WHERE id = '{session}'",
        "session_capacity_covers_its_spots",
        ("DROP TRIGGER covers_its_spots ON schedule_session",),
    ),
    "two bookings of one hold": Attack(
        COPY.format(client="'{ola}'", hold="hold_id"),
        "booking_one_per_hold",
        ("ALTER TABLE booking_booking DROP CONSTRAINT booking_one_per_hold", HAS_A_SPOT),
    ),
    "two live bookings of a client in a session": Attack(
        COPY.format(client="client_id", hold="'{loose_hold}'"),
        "booking_one_live_per_client_and_session",
        ("DROP INDEX booking_one_live_per_client_and_session", HAS_A_SPOT),
    ),
    "a refund that nothing explains": Attack(
        CANCEL.replace("'policy'", "''"),
        "booking_cancelled_says_why_so_much",
        ("ALTER TABLE booking_booking DROP CONSTRAINT booking_cancelled_says_why_so_much",),
    ),
    "a booking cancelled at no time": Attack(
        CANCEL.replace("cancelled_at = now(),", ""),
        "booking_cancelled_iff_time",
        ("ALTER TABLE booking_booking DROP CONSTRAINT booking_cancelled_iff_time",),
    ),
    "a booking that stands and that the studio cancelled": Attack(
        "UPDATE booking_booking SET cancelled_by_studio = true WHERE id = '{booking}'",
        "booking_cancelled_by_studio_is_cancelled",
        ("ALTER TABLE booking_booking DROP CONSTRAINT booking_cancelled_by_studio_is_cancelled",),
    ),
    "more than everything back": Attack(
        "UPDATE booking_booking SET refund_percent = 101 WHERE id = '{booking}'",
        "booking_refund_is_a_percent",
        ("ALTER TABLE booking_booking DROP CONSTRAINT booking_refund_is_a_percent",),
    ),
    "a booking paid in credits and at the studio, too": Attack(
        "UPDATE booking_booking SET settlement = 'due' WHERE id = '{booking}'",
        "booking_in_credits_or_at_the_studio",
        ("ALTER TABLE booking_booking DROP CONSTRAINT booking_in_credits_or_at_the_studio",),
    ),
    "money that nobody says how it came": Attack(
        "UPDATE booking_booking SET settlement = 'paid', settled_at = now() WHERE id = '{free_booking}'",
        "booking_settled_says_when_and_how",
        ("ALTER TABLE booking_booking DROP CONSTRAINT booking_settled_says_when_and_how",),
    ),
    "a live booking that need not be paid": Attack(
        "UPDATE booking_booking SET settlement = 'dropped' WHERE id = '{free_booking}'",
        "booking_let_off_is_cancelled",
        ("ALTER TABLE booking_booking DROP CONSTRAINT booking_let_off_is_cancelled",),
    ),
    "a trainer at two classes": Attack(
        "INSERT INTO schedule_resourceclaim (id, organization_id, resource_id, starts_at, ends_at, busy_from,"
        " busy_until, weight, exclusive, source, session_id, over, override_reason) SELECT new_id(), organization_id,"
        " resource_id, starts_at, ends_at, busy_from, busy_until, 1, true, 'session', '{draft}', '{{}}', ''"
        " FROM schedule_resourceclaim WHERE session_id = '{session}'",
        "resource_not_over_its_concurrency",
        ("DROP TRIGGER no_overlap ON schedule_resourceclaim",),
    ),
    "a place in another studio's session": Attack(
        spot_row(50, session="'{session_abroad}'"),
        "booking_spot_session_id_same_org",
        ("ALTER TABLE booking_spot DROP CONSTRAINT booking_spot_session_id_same_org",),
    ),
    "another studio's place": Attack(
        spot_row(50, session="'{session_abroad}'", owner="'{org_abroad}'"),
        "violates row-level security",
        ("ALTER TABLE booking_spot DISABLE ROW LEVEL SECURITY",),
    ),
    "a changed event": Attack(
        "UPDATE core_event SET type = 'x'", "permission denied", (OPEN_TRAIL, "DROP TRIGGER append_only ON core_event")
    ),
    "a deleted event": Attack(
        "DELETE FROM core_event", "permission denied", (OPEN_TRAIL, "DROP TRIGGER append_only ON core_event")
    ),
    "a truncated trail": Attack(
        "TRUNCATE core_event", "permission denied", (OPEN_TRAIL, "DROP TRIGGER append_only_all ON core_event")
    ),
    "words of somebody in the trail": Attack(
        "SELECT record_event('{org}', 'x', '{session}', NULL, now(), '{{\"reason\": \"Ana is ill\"}}')",
        "event_holds_no_text",
        ("ALTER TABLE core_event DROP CONSTRAINT event_holds_no_text",),
    ),
}  # fmt: skip
#: Whoever is given the right to change them still meets the trigger, the owner of the tables like everybody.
APPEND_ONLY = ("a changed event", "a deleted event", "a truncated trail")


@pytest.fixture
def scene(committed_db: CommittedDatabase) -> Iterator[dict[str, UUID | int]]:
    """Twenty spots: Maya booked one, Noah holds one, Ola had one and gave it back. And a class of another studio."""
    now = datetime.now(UTC)
    abroad = make_studio(slug="southside")
    with tenant(abroad.id):
        session_abroad = make_session(abroad, now=now)
    studio = make_studio()
    with tenant(studio.id):
        session = make_session(studio, capacity=20, now=now)
        draft = make_session(studio, class_type=session.class_type, publish=False, now=now)
        maya, noah, ola = (make_client_actor(studio, name=f"{name} Lind") for name in ("Maya", "Noah", "Ola"))
        for person in (maya, noah, ola):
            give_credits(person, now=now - timedelta(days=1))
        booking = Booking.objects.get(pk=book_spot(maya, session_id=session.pk, now=now).booking_id)
        free = make_session(studio, starts_in=timedelta(days=4), cost_credits=0, now=now)
        free_booking = book_spot(maya, session_id=free.pk, now=now).booking_id
        hold, loose = (
            SpotHold.objects.get(pk=cast(UUID, hold_spot(person, session_id=session.pk, now=now).hold_id))
            for person in (noah, ola)
        )
        release_hold(ola, hold_id=loose.pk, now=now)
        yield {
            "org": studio.id, "org_abroad": abroad.id, "session": session.pk, "session_abroad": session_abroad.pk,
            "draft": draft.pk, "other_trainer": make_staff(studio, name="Otto Berg").pk,
            "booking": booking.pk, "free_booking": free_booking,
            "booked": booking.number, "hold": hold.pk, "held": hold.number,
            "loose_hold": loose.pk, "maya": booking.client_id, "noah": hold.client_id, "ola": loose.client_id,
        }  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_the_database_refuses(name: str, scene: dict[str, UUID]) -> None:
    attack = ATTACKS[name]

    with pytest.raises(DatabaseError) as refusal:
        run(attack.sql, scene)
    assert attack.wall in words_of(refusal.value)
    if name in APPEND_ONLY:
        with pytest.raises(DatabaseError, match="core_event is append-only"):
            remove(attack.sql)  # As the owner of the tables.
        remove(OPEN_TRAIL)
        with pytest.raises(DatabaseError, match="core_event is append-only"):
            run(attack.sql, scene)

    remove(*attack.removal)
    run(attack.sql, scene)  # Without the wall it happens: the refusal above was the wall's.


def test_a_job_that_loses_a_place_is_undone(scene: dict[str, UUID], now: datetime) -> None:
    org, booking = scene["org"], scene["booking"]
    freed = "UPDATE booking_spot SET client_id = NULL, hold_id = NULL, booking_id = NULL WHERE booking_id = '{booking}'"

    with ringing(lambda *_ring: run(freed, scene), None):
        set_timer(org, KIND, org, due_at=now)
        assert run_one(now)

    assert "a live booking keeps its place" in Timer.objects.get(kind=KIND).last_error
    assert Spot.objects.filter(booking_id=booking).exists()


def test_what_is_checked_at_the_end_is_seen_when_the_tenant_is_gone(scene: dict[str, UUID]) -> None:
    freed = "UPDATE booking_spot SET client_id = NULL, hold_id = NULL, booking_id = NULL WHERE booking_id = '{booking}'"

    with pytest.raises(DatabaseError, match="a live booking keeps its place"):
        run(f"{freed}; SELECT set_config('fitflow.organization', '', false)", scene)


TABLES = ("booking_spot", "booking_booking", "schedule_session", "organizations_client", "core_event")


def seen() -> list[bool]:
    """In which of them a row is seen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"EXISTS (SELECT FROM {table})" for table in TABLES))
        return list(cursor.fetchone())


def test_nothing_is_seen_without_a_tenant(scene: dict[str, UUID]) -> None:
    inside = seen()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('fitflow.organization', '', false)")
    outside = seen()
    remove(*(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY" for table in TABLES))

    assert (inside, outside, seen()) == ([True] * 5, [False] * 5, [True] * 5)
