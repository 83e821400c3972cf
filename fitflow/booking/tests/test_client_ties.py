"""Managers of a part of the studio find whoever booked there: kept in rows, by triggers."""

from datetime import datetime
from uuid import UUID

import pytest

from fitflow.booking.factories import give_credits, make_session
from fitflow.booking.models import ClientTie
from fitflow.booking.services.bookings import cancel_booking
from fitflow.booking.services.moving import SessionMove
from fitflow.booking.services.sessions import move_session
from fitflow.booking.tests.desk_helpers import DAY, book, only_at
from fitflow.core.actor import Actor, Studio
from fitflow.core.promises import violations
from fitflow.organizations.factories import make_staff
from fitflow.organizations.models import Location
from fitflow.organizations.queries.clients import clients_of
from fitflow.schedule.models import Session

pytestmark = pytest.mark.usefixtures("engine_time")


@pytest.fixture
def harbour(studio: Studio) -> Actor:
    return only_at(studio, "Harbour")


@pytest.fixture
def at_harbour(studio: Studio, harbour: Actor) -> list[Session]:
    """Two classes there, a day apart."""
    location = Location.objects.get(name="Harbour")
    return [make_session(studio, starts_in=days * DAY, location_id=location.pk) for days in (2, 3)]


def found(actor: Actor) -> set[UUID]:
    return set(clients_of(actor).values_list("pk", flat=True))


def move(system: Actor, session: Session, where: SessionMove, now: datetime) -> None:
    move_session(system, where, session_id=session.pk, now=now)


def test_whoever_booked_there_is_found_also_after_cancelling(
    maya: Actor, harbour: Actor, at_harbour: list[Session], now: datetime
) -> None:
    assert found(harbour) == set()
    give_credits(maya, now=now)

    booking = book(maya, at_harbour[0], now)
    cancel_booking(maya, booking_id=booking.pk, now=now)

    assert found(harbour) == {maya.client_id}


def test_whoever_booked_twice_stands_there_once(maya: Actor, at_harbour: list[Session], now: datetime) -> None:
    give_credits(maya, now=now)
    for session in at_harbour:
        book(maya, session, now)

    assert maya.client_id is not None
    assert ClientTie.objects.filter(client_id=maya.client_id).count() == len({one.trainer_id for one in at_harbour})


def test_people_go_with_a_session_that_moves_elsewhere(
    studio: Studio, system: Actor, maya: Actor, harbour: Actor, at_harbour: list[Session], now: datetime
) -> None:
    give_credits(maya, now=now)
    for session in at_harbour:
        book(maya, session, now)
    pier = only_at(studio, "Pier")
    there = Location.objects.get(name="Pier").pk

    move(system, at_harbour[0], SessionMove(location_id=there), now)
    assert (found(harbour), found(pier)) == ({maya.client_id}, {maya.client_id})

    move(system, at_harbour[1], SessionMove(location_id=there), now)
    assert (found(harbour), found(pier)) == (set(), {maya.client_id})
    assert violations() == ()


def test_people_are_found_by_the_trainer_who_takes_over(
    studio: Studio, system: Actor, maya: Actor, at_harbour: list[Session], now: datetime
) -> None:
    give_credits(maya, now=now)
    book(maya, at_harbour[0], now)
    lee = make_staff(studio, name="Lee Park")

    move(system, at_harbour[0], SessionMove(trainer_id=lee.pk), now)

    assert set(ClientTie.objects.values_list("trainer_id", flat=True)) == {lee.pk}


def test_the_audit_finds_a_booking_that_left_no_tie(maya: Actor, at_harbour: list[Session], now: datetime) -> None:
    give_credits(maya, now=now)
    booking = book(maya, at_harbour[0], now)

    ClientTie.objects.all().delete()

    assert [(one.rule, one.entity_id) for one in violations()] == [("client_is_found_where_they_booked", booking.pk)]
