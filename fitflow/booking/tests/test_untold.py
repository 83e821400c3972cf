"""Undelivered is unpunished: who could learn something by a message only, and got none, loses nothing over it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from fitflow.booking.factories import give_credits, make_session
from fitflow.booking.models import Booking
from fitflow.booking.queries.history import figures_of
from fitflow.booking.queries.roster import roster_of
from fitflow.booking.services.attendance import mark_attendance
from fitflow.booking.services.bookings import cancel_booking
from fitflow.booking.services.holds import book_spot
from fitflow.booking.services.moving import SessionMove
from fitflow.booking.services.sessions import move_session
from fitflow.booking.tests.desk_helpers import DAY, HOUR, balance, book
from fitflow.core import clock
from fitflow.core.actor import Actor, Studio
from fitflow.core.jobs import drain
from fitflow.notify.models import Message
from fitflow.organizations.factories import make_client
from fitflow.organizations.services.settings import update_settings
from fitflow.schedule.models import Session

pytestmark = pytest.mark.usefixtures("engine_time")
CONFIRMED, MOVED = "booking/confirmed", "booking/moved"
Fate = Callable[[Booking, datetime], None]


def mails(booking: Booking, template: str) -> int:
    return Message.objects.filter(about_id=booking.pk, template=template, channel="email").count()


def delivered(booking: Booking, now: datetime, template: str = CONFIRMED) -> None:
    drain(now)
    Message.objects.filter(about_id=booking.pk, template=template, channel="email").update(state="sent", sent_at=now)


def bounced(booking: Booking, now: datetime, template: str = CONFIRMED) -> None:
    drain(now)
    assert mails(booking, template)
    Message.objects.filter(about_id=booking.pk, template=template, channel="email").update(state="failed", sent_at=None)


def still_queued(booking: Booking, now: datetime) -> None:
    bounced(booking, now)
    Message.objects.filter(about_id=booking.pk, channel="email").update(state="queued")


def not_even_written(booking: Booking, now: datetime) -> None:
    assert not mails(booking, CONFIRMED)


def bounced_but_read_in_the_app(booking: Booking, now: datetime) -> None:
    bounced(booking, now)
    Message.objects.filter(about_id=booking.pk, channel="in_app").update(read_at=now)


@pytest.fixture
def session(studio: Studio) -> Session:
    """A class in three hours, with a policy of 24 hours: whoever cancels is late."""
    return make_session(studio, starts_in=3 * HOUR)


@pytest.fixture
def by_staff(manager: Actor, maya: Actor, session: Session, now: datetime) -> Booking:
    """The desk books Maya, who has ten credits."""
    give_credits(maya, now=now)
    found = book_spot(manager, session_id=session.pk, client_id=maya.client_id, now=now)
    return Booking.objects.get(pk=found.booking_id)


def absent(manager: Actor, booking: Booking, now: datetime) -> Booking:
    with clock.at(now + 3 * HOUR):
        return mark_attendance(manager, booking_id=booking.pk, status="no_show", now=now + 3 * HOUR)


class TestWhoTheDeskBooked:
    @pytest.mark.parametrize("fate", [bounced, still_queued, not_even_written])
    def test_pays_nothing_for_an_absence_nobody_told_them_of(
        self, manager: Actor, maya: Actor, session: Session, by_staff: Booking, now: datetime, fate: Fate
    ) -> None:
        fate(by_staff, now)

        assert absent(manager, by_staff, now).is_untold

        assert balance(maya, now) == 10
        assert maya.client_id is not None
        assert figures_of(manager, maya.client_id, now=now).no_shows == 0
        [person] = roster_of(manager, session.pk, now=now + 3 * HOUR).people
        assert (person.is_waived, person.penalty, person.flags) == (True, Decimal(0), ())

    @pytest.mark.parametrize("fate", [delivered, bounced_but_read_in_the_app])
    def test_pays_for_it_when_they_knew(
        self, manager: Actor, maya: Actor, by_staff: Booking, now: datetime, fate: Fate
    ) -> None:
        fate(by_staff, now)

        assert not absent(manager, by_staff, now).is_untold
        assert balance(maya, now) == 9
        assert maya.client_id is not None
        assert figures_of(manager, maya.client_id, now=now).no_shows == 1

    def test_cancels_by_the_policy_when_they_knew(self, maya: Actor, by_staff: Booking, now: datetime) -> None:
        delivered(by_staff, now)
        later = now + DAY / 100

        with clock.at(later):
            assert cancel_booking(maya, booking_id=by_staff.pk, now=later).decision.percent == 0

    def test_by_word_of_mouth_knows(self, studio: Studio, manager: Actor, session: Session, now: datetime) -> None:
        """Somebody without an address stood at the desk."""
        ida = make_client(studio, name="Ida Holm", phone="+447700900123")
        give_credits(Actor(studio, None, client_id=ida.pk), now=now)
        found = book_spot(manager, session_id=session.pk, client_id=ida.pk, now=now)
        booking = Booking.objects.get(pk=found.booking_id)
        drain(now)

        assert not absent(manager, booking, now).is_untold

    def test_pays_when_they_came_after_all(self, manager: Actor, maya: Actor, by_staff: Booking, now: datetime) -> None:
        bounced(by_staff, now)
        absent(manager, by_staff, now)

        at = now + 3 * HOUR
        with clock.at(at):
            here = mark_attendance(manager, booking_id=by_staff.pk, status="present", now=at)
            assert (here.is_untold, balance(maya, now)) == (False, Decimal(9))
            gone = mark_attendance(manager, booking_id=by_staff.pk, status="no_show", now=at)

        assert (gone.is_untold, balance(maya, now)) == (False, Decimal(9))

    def test_owes_nothing_at_the_desk(
        self, studio: Studio, manager: Actor, owner: Actor, maya: Actor, session: Session, now: datetime
    ) -> None:
        update_settings(owner, changes={"class.payment": "at_studio"}, now=now)
        found = book_spot(manager, session_id=session.pk, client_id=maya.client_id, now=now)
        booking = Booking.objects.get(pk=found.booking_id)
        assert booking.settlement == "due"
        bounced(booking, now)

        assert absent(manager, booking, now).settlement == "waived"
        with clock.at(now + 3 * HOUR):
            here = mark_attendance(manager, booking_id=booking.pk, status="present", now=now + 3 * HOUR)
        assert here.settlement == "due"


class TestWhoBookedThemselves:
    def test_knows_without_a_message(self, manager: Actor, maya: Actor, session: Session, now: datetime) -> None:
        give_credits(maya, now=now)
        booking = book(maya, session, now)
        bounced(booking, now)

        assert not absent(manager, booking, now).is_untold
        assert balance(maya, now) == 9


class TestWhoWasMoved:
    @pytest.fixture
    def moved(self, manager: Actor, maya: Actor, session: Session, now: datetime) -> Booking:
        """Maya booked herself; the studio put the class half an hour later."""
        give_credits(maya, now=now)
        booking = book(maya, session, now)
        delivered(booking, now)
        move = SessionMove(session.starts_at + timedelta(minutes=30))
        with clock.at(now + timedelta(minutes=1)):
            move_session(manager, move, session_id=session.pk, now=now + timedelta(minutes=1))
        return booking

    def test_pays_nothing_when_that_never_arrived(
        self, manager: Actor, maya: Actor, moved: Booking, now: datetime
    ) -> None:
        bounced(moved, now + timedelta(minutes=2), MOVED)

        assert absent(manager, moved, now).is_untold
        assert balance(maya, now) == Decimal(10)

    def test_pays_when_it_did(self, manager: Actor, maya: Actor, moved: Booking, now: datetime) -> None:
        delivered(moved, now + timedelta(minutes=2), MOVED)

        assert not absent(manager, moved, now).is_untold
        assert balance(maya, now) == Decimal(9)
