"""The database alone refuses: raw SQL as the application's role, with no Python in between (P1, P4, P8)."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import Error, connection, transaction

from fitflow.booking.factories import give_credits, make_session
from fitflow.booking.services.holds import book_spot, hold_spot
from fitflow.core import clock
from fitflow.core.actor import Actor, Studio
from fitflow.core.ids import new_id
from fitflow.core.tenancy import tenant
from fitflow.schedule.models import Session

Refusal = Callable[..., str]


@pytest.fixture(autouse=True)
def engine_time(db: None, now: datetime) -> Iterator[None]:
    with clock.at(now):
        yield


@pytest.fixture
def session(studio: Studio) -> Session:
    return make_session(studio, capacity=20)


@transaction.atomic
def run_to_the_end(statement: str, *values: Any) -> None:
    run(statement, *values)
    run("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture
def refused() -> Refusal:
    """Runs a statement that must fail, to its deferred end, and gives the name of the wall it met."""

    def run(statement: str, *values: Any) -> str:
        with pytest.raises(Error) as error:
            run_to_the_end(statement, *values)
        cause: Any = error.value.__cause__
        return str(cause.diag.constraint_name or cause.sqlstate)

    return run


def booked(actor: Actor, session: Session, now: datetime) -> UUID:
    give_credits(actor)
    return book_spot(actor, session_id=session.pk, now=now).booking_id


def run(statement: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


class TestThePlace:
    def test_twenty_one_does_not_exist(self, studio: Studio, session: Session, refused: Refusal) -> None:
        insert = "INSERT INTO booking_spot (organization_id, session_id, number, label) VALUES (%s, %s, 21, '')"

        assert refused(insert, studio.id, session.pk) == "spot_number_within_capacity"

    def test_exists_once(self, studio: Studio, session: Session, refused: Refusal) -> None:
        insert = "INSERT INTO booking_spot (organization_id, session_id, number, label) VALUES (%s, %s, 1, '')"

        assert refused(insert, studio.id, session.pk) == "booking_spot_pkey"

    def test_is_not_claimed_a_second_time_while_held(
        self, maya: Actor, noah: Actor, session: Session, now: datetime, refused: Refusal
    ) -> None:
        give_credits(maya)
        give_credits(noah)
        mine = hold_spot(maya, session_id=session.pk, now=now)
        theirs = hold_spot(noah, session_id=session.pk, now=now)
        free = "UPDATE booking_spot SET client_id = NULL, hold_id = NULL, expires_at = NULL WHERE hold_id = %s"
        run(free, theirs.hold_id)

        take = "UPDATE booking_spot SET client_id = %s, hold_id = %s WHERE session_id = %s AND number = %s"

        assert refused(take, noah.client_id, theirs.hold_id, session.pk, mine.number) == "spot_claimed_once"

    def test_has_one_claim_of_a_client_only(
        self, maya: Actor, session: Session, now: datetime, refused: Refusal
    ) -> None:
        give_credits(maya)
        held = hold_spot(maya, session_id=session.pk, now=now)
        again = (
            "UPDATE booking_spot SET client_id = %s, hold_id = %s, expires_at = %s WHERE session_id = %s AND number = 9"
        )

        assert refused(again, maya.client_id, held.hold_id, held.expires_at, session.pk) == "spot_one_claim_per_client"

    def test_is_free_held_or_taken_and_nothing_else(self, maya: Actor, session: Session, refused: Refusal) -> None:
        half = "UPDATE booking_spot SET client_id = %s WHERE session_id = %s AND number = 3"

        assert refused(half, maya.client_id, session.pk) == "spot_is_free_held_or_taken"

    def test_stays_while_it_is_occupied(self, maya: Actor, session: Session, now: datetime, refused: Refusal) -> None:
        booking_id = booked(maya, session, now)

        assert refused("DELETE FROM booking_spot WHERE booking_id = %s", booking_id) == "spot_occupied_stays"

    def test_is_not_taken_from_a_live_booking(
        self, maya: Actor, session: Session, now: datetime, refused: Refusal
    ) -> None:
        booking_id = booked(maya, session, now)
        empty = "UPDATE booking_spot SET client_id = NULL, hold_id = NULL, booking_id = NULL WHERE booking_id = %s"

        assert refused(empty, booking_id) == "booking_keeps_its_place"


class TestTheCapacity:
    def test_is_not_lowered_below_its_places(self, session: Session, refused: Refusal) -> None:
        lower = "UPDATE schedule_session SET capacity = 19 WHERE id = %s"

        assert refused(lower, session.pk) == "session_capacity_covers_its_spots"


class TestTheBooking:
    def test_is_made_once_from_a_hold(
        self, studio: Studio, maya: Actor, noah: Actor, session: Session, now: datetime, refused: Refusal
    ) -> None:
        booking_id = booked(maya, session, now)
        copy = (
            "INSERT INTO booking_booking (id, organization_id, session_id, client_id, hold_id, number, status,"
            " starts_at, ends_at, credits, policy, confirmed_at, cancel_reason)"
            " SELECT %s, organization_id, session_id, %s, hold_id, number, status, starts_at, ends_at,"
            " credits, policy, confirmed_at, '' FROM booking_booking WHERE id = %s"
        )

        assert refused(copy, new_id(), noah.client_id, booking_id) == "booking_one_per_hold"

    def test_is_cancelled_with_its_time_or_not_at_all(
        self, maya: Actor, session: Session, now: datetime, refused: Refusal
    ) -> None:
        booking_id = booked(maya, session, now)
        half = "UPDATE booking_booking SET status = 'cancelled' WHERE id = %s"

        assert refused(half, booking_id) == "booking_cancelled_iff_time"


class TestTheEvent:
    @pytest.mark.parametrize(
        "change", ["UPDATE core_event SET type = 'x'", "DELETE FROM core_event", "TRUNCATE core_event"]
    )
    def test_is_never_changed(self, session: Session, refused: Refusal, change: str) -> None:
        assert session.pk
        assert refused(change) == "42501"  # The application's role may not even try; the trigger stands behind it.


class TestTheTrainersCalendar:
    def test_is_not_occupied_twice(self, studio: Studio, session: Session, refused: Refusal) -> None:
        other = make_session(studio, class_type=session.class_type, publish=False)
        claim = (
            "INSERT INTO schedule_calendarclaim (id, organization_id, calendar_id, starts_at, ends_at, weight,"
            " exclusive, source, session_id, override_reason)"
            " SELECT %s, organization_id, calendar_id, starts_at, ends_at, 1, true, 'session', %s, ''"
            " FROM schedule_calendarclaim WHERE session_id = %s"
        )

        assert refused(claim, new_id(), other.pk, session.pk) == "calendar_not_over_its_concurrency"


class TestAnotherStudio:
    def test_cannot_be_pointed_into(self, stranger: Actor, studio: Studio, session: Session, refused: Refusal) -> None:
        with tenant(stranger.organization_id):
            insert = "INSERT INTO booking_spot (organization_id, session_id, number, label) VALUES (%s, %s, 21, '')"

            assert refused(insert, stranger.organization_id, session.pk) == "booking_spot_session_id_same_org"

    def test_is_written_by_nobody_from_here(self, stranger: Actor, session: Session, refused: Refusal) -> None:
        insert = "INSERT INTO booking_spot (organization_id, session_id, number, label) VALUES (%s, %s, 5, '')"

        assert refused(insert, stranger.organization_id, session.pk) == "42501"

    def test_is_invisible_without_its_tenant(self, maya: Actor, session: Session, now: datetime) -> None:
        booked(maya, session, now)
        tables = ("booking_spot", "booking_booking", "schedule_session", "organizations_client", "core_event")
        run("SELECT set_config('fitflow.organization', '', false)")

        assert [run(f"SELECT count(*) FROM {table}")[0][0] for table in tables] == [0] * len(tables)
