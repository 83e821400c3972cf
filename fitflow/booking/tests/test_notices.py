"""What people are told, once each: the events are delivered by the worker, exactly as in life."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fitflow.booking.factories import give_credits, make_session
from fitflow.booking.services.bookings import cancel_booking
from fitflow.booking.services.holds import book_spot, hold_spot
from fitflow.booking.services.moving import SessionMove
from fitflow.booking.services.sessions import cancel_session, move_session
from fitflow.booking.services.waitlist import join_waitlist
from fitflow.core import clock
from fitflow.core.actor import Actor, Studio
from fitflow.core.jobs import drain, run_one
from fitflow.core.models import Timer
from fitflow.notify.models import Message
from fitflow.organizations.factories import make_client_actor, make_staff
from fitflow.schedule.models import Session

MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.usefixtures("engine_time")


@pytest.fixture
def session(studio: Studio) -> Session:
    return make_session(studio, capacity=1)


@pytest.fixture
def booked(engine_time: None, maya: Actor, session: Session, now: datetime) -> object:
    give_credits(maya)
    return book_spot(maya, session_id=session.pk, now=now).booking_id


def mails(now: datetime, client: Actor | None = None) -> list[Message]:
    """What has been written by now, to one client or to all."""
    drain(now)
    found = Message.objects.filter(channel="email").order_by("created_at", "template")
    return list(found.filter(client_id=client.client_id) if client and client.client_id else found)


def templates(now: datetime, client: Actor | None = None) -> list[str]:
    return [mail.template.removeprefix("booking/") for mail in mails(now, client)]


class TestBooked:
    @pytest.mark.usefixtures("booked")
    def test_tells_the_client_with_a_calendar_entry_and_the_way_out(self, maya: Actor, now: datetime) -> None:
        mail = next(mail for mail in mails(now, maya) if mail.template == "booking/confirmed")

        assert mail.subject.startswith("Booked: Class 1, Sun 22 Nov")
        assert "/a/" in mail.text
        assert "Cancel free until" in mail.text
        assert mail.attachments[0]["text"].startswith("BEGIN:VCALENDAR")
        assert "METHOD:PUBLISH" in mail.attachments[0]["text"]

    @pytest.mark.usefixtures("booked")
    def test_tells_the_trainer(self, now: datetime) -> None:
        assert "new_for_trainer" in templates(now)

    @pytest.mark.usefixtures("booked")
    def test_reminds_a_day_and_an_hour_before_once_each(self, maya: Actor, session: Session, now: datetime) -> None:
        mails(now)
        assert templates(session.starts_at - timedelta(hours=24), maya).count("reminder") == 1
        assert templates(session.starts_at - timedelta(hours=23), maya).count("reminder") == 1
        assert templates(session.starts_at - timedelta(hours=1), maya).count("reminder") == 2
        assert templates(session.starts_at + timedelta(hours=2), maya).count("reminder") == 2


class TestManyBookedAtOnce:
    def test_are_told_together(self, studio: Studio, now: datetime) -> None:
        """One more costs the look at its calendar entry; everything else is read and written for all of them."""
        people = [make_client_actor(studio, name=f"Member {number}") for number in range(6)]
        for person in people:
            give_credits(person)
        drain(now)

        costs = []
        for crowd in (people[:1], people[1:]):
            session = make_session(studio, capacity=10)
            for person in crowd:
                book_spot(person, session_id=session.pk, now=now)
            with CaptureQueriesContext(connection) as seen:
                assert run_one(now)
            costs.append(len(seen))

        told = Message.objects.filter(template="booking/confirmed", channel="email")
        assert {message.client_id for message in told} == {person.client_id for person in people}
        assert Timer.objects.filter(kind="booking.reminder").count() == 2 * len(people)
        assert costs[1] - costs[0] == len(people[1:]) - 1
        assert costs[0] <= 25

    def test_lock_nothing_that_others_write(self, studio: Studio, maya: Actor, now: datetime) -> None:
        """So many are told in one transaction: whoever books, cancels or pays meanwhile waits for none of it."""
        give_credits(maya)
        drain(now)
        book_spot(maya, session_id=make_session(studio).pk, now=now)

        with CaptureQueriesContext(connection) as seen:
            assert run_one(now)

        written = {
            found.group(1)
            for one in seen.captured_queries
            if (found := re.match(r'(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)', one["sql"]))
        }
        locked = [one["sql"] for one in seen.captured_queries if " FOR " in one["sql"] and "SKIP LOCKED" in one["sql"]]
        assert written == {"notify_message", "core_timer", "core_delivery"}
        assert locked
        assert all('FROM "core_delivery"' in sql for sql in locked)
        assert not [one["sql"] for one in seen.captured_queries if re.search(r"FOR (NO KEY )?UPDATE$", one["sql"])]


class TestCancelled:
    def test_says_what_came_back_and_reminds_no_more(
        self, maya: Actor, booked: object, session: Session, now: datetime
    ) -> None:
        cancel_booking(maya, booking_id=booked, now=now + 10 * MINUTE)  # type: ignore[arg-type]

        mail = next(mail for mail in mails(now + 11 * MINUTE, maya) if mail.template == "booking/cancelled")
        assert "1 credit went back to your wallet" in mail.text
        assert "METHOD:CANCEL" in mail.attachments[0]["text"]
        assert "reminder" not in templates(session.starts_at, maya)
        assert "gone_for_trainer" in templates(session.starts_at)


class TestOffer:
    def test_is_told_at_once_with_its_deadline(
        self, maya: Actor, noah: Actor, booked: object, session: Session, now: datetime
    ) -> None:
        give_credits(noah)
        join_waitlist(noah, session_id=session.pk, now=now)

        cancel_booking(maya, booking_id=booked, now=now)  # type: ignore[arg-type]

        mail = next(mail for mail in mails(now, noah) if mail.template == "booking/offer")
        assert "09:30" in mail.subject
        assert mail.send_before == now + 30 * MINUTE


class TestSessionCancelled:
    @pytest.mark.usefixtures("booked")
    def test_is_told_once_with_the_reason(self, maya: Actor, manager: Actor, session: Session, now: datetime) -> None:
        cancel_session(manager, session_id=session.pk, reason="The boiler is broken.", now=now + MINUTE)

        told = templates(now + 2 * MINUTE, maya)
        assert told.count("session_cancelled") == 1
        assert "cancelled" not in told
        mail = next(mail for mail in mails(now, maya) if mail.template == "booking/session_cancelled")
        assert "The boiler is broken." in mail.text


class TestMoved:
    @pytest.mark.usefixtures("booked")
    def test_is_told_with_the_free_way_out_and_reminders_move_along(
        self, maya: Actor, manager: Actor, session: Session, now: datetime
    ) -> None:
        mails(now)
        later = session.starts_at + timedelta(days=1)
        move_session(manager, SessionMove(starts_at=later), session_id=session.pk, now=now + MINUTE)

        mail = next(mail for mail in mails(now + 2 * MINUTE, maya) if mail.template == "booking/moved")
        assert "everything comes back" in mail.text
        assert "reminder" not in templates(session.starts_at - timedelta(hours=1), maya)
        assert templates(later - timedelta(hours=24), maya).count("reminder") == 1

    @pytest.mark.usefixtures("booked")
    def test_of_a_class_that_only_changes_its_trainer_keeps_its_time(
        self, studio: Studio, maya: Actor, manager: Actor, session: Session, now: datetime
    ) -> None:
        ben = make_staff(studio, name="Ben Okafor")

        move_session(manager, SessionMove(trainer_id=ben.pk), session_id=session.pk, now=now + MINUTE)

        mail = next(mail for mail in mails(now + 2 * MINUTE, maya) if mail.template == "booking/moved")
        assert mail.subject == "Changed: Class 1, Sun 22 Nov 09:00"
        assert "The time stays" in mail.text
        assert "Ben Okafor" in mail.text
        assert "It was planned for" not in mail.text


class TestHoldExpired:
    def test_is_told_in_the_inbox_only(self, maya: Actor, noah: Actor, session: Session, now: datetime) -> None:
        give_credits(maya)
        give_credits(noah)
        hold_spot(maya, session_id=session.pk, now=now)
        with clock.at(now + 11 * MINUTE):
            hold_spot(noah, session_id=session.pk, now=now + 11 * MINUTE)

        drain(now + 11 * MINUTE)

        assert maya.client_id is not None
        told = Message.objects.filter(client_id=maya.client_id, template="booking/hold_expired")
        assert [message.channel for message in told] == ["in_app"]
