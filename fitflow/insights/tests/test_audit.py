from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from fitflow.booking.factories import give_credits, make_session
from fitflow.booking.models import Booking
from fitflow.booking.services.holds import book_spot
from fitflow.booking.services.moving import SessionMove
from fitflow.booking.services.sessions import move_session
from fitflow.core import clock
from fitflow.core.actor import Actor, Studio
from fitflow.core.models import Delivery, EventSubscription
from fitflow.insights.queries.audit import audit_of
from fitflow.schedule.models import Session

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
pytestmark = pytest.mark.usefixtures("engine_time")


@pytest.fixture
def classes(studio: Studio) -> list[Session]:
    """One right after the other."""
    return [make_session(studio, starts_in=hours * HOUR) for hours in (48, 49)]


def book_both(maya: Actor, classes: list[Session], now: datetime) -> None:
    give_credits(maya, now=now)
    for number, session in enumerate(classes):
        at = now + number * MINUTE
        with clock.at(at):
            book_spot(maya, session_id=session.pk, now=at)


def move(system: Actor, session: Session, *, by: timedelta, now: datetime) -> None:
    with clock.at(now):
        move_session(system, SessionMove(starts_at=session.starts_at + by), session_id=session.pk, now=now)


def rules_broken(actor: Actor) -> list[str]:
    return [violation.rule for violation in audit_of(actor, now=timezone.now()).violations]


class TestTwoBookingsOfOnePersonAtATime:
    def test_break_the_promise(self, system: Actor, maya: Actor, classes: list[Session], now: datetime) -> None:
        book_both(maya, classes, now)

        Booking.objects.filter(session=classes[1]).update(starts_at=classes[1].starts_at - MINUTE)

        assert rules_broken(system) == ["booking_is_when_its_session_is", "bookings_of_a_client_do_not_overlap"]

    @pytest.mark.parametrize("by", [-10 * MINUTE, -50 * MINUTE])
    def test_are_the_studios_doing_once_it_has_moved_one(
        self, system: Actor, maya: Actor, classes: list[Session], now: datetime, by: timedelta
    ) -> None:
        book_both(maya, classes, now)

        move(system, classes[1], by=by, now=now + 5 * MINUTE)

        assert rules_broken(system) == []

    def test_break_it_also_where_it_had_moved_one_before(
        self, system: Actor, maya: Actor, classes: list[Session], now: datetime
    ) -> None:
        move(system, classes[1], by=2 * HOUR, now=now)
        book_both(maya, classes, now + MINUTE)

        Booking.objects.filter(session=classes[1]).update(starts_at=classes[0].starts_at)

        assert rules_broken(system) == ["booking_is_when_its_session_is", "bookings_of_a_client_do_not_overlap"]


class TestAnEventOfABooking:
    """Looked at for a day: so it is booked now."""

    @pytest.fixture
    def booked(self, studio: Studio, maya: Actor) -> None:
        moment = timezone.now()
        give_credits(maya, now=moment)
        session = make_session(studio, now=moment)
        with clock.at(moment):
            book_spot(maya, session_id=session.pk, now=moment)

    def test_that_misses_a_consumer_breaks_the_promise(self, system: Actor, booked: None) -> None:
        Delivery.objects.filter(consumer="booking.tell_booked").delete()

        assert rules_broken(system) == ["event_reaches_its_consumers"]

    def test_was_not_for_a_consumer_that_came_later(self, system: Actor, booked: None) -> None:
        EventSubscription.objects.create(type="booking.confirmed", consumer="booking.of_tomorrow")

        assert rules_broken(system) == []
