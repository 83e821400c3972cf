"""Who left, is archived or was separated: no mail, no feed, no link, and after coming back only new ones."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from fitflow.accounts.models import User
from fitflow.booking.factories import give_credits, make_class_type, make_session
from fitflow.booking.links import cancel_link
from fitflow.booking.models import Booking
from fitflow.booking.services.bookings import cancel_booking
from fitflow.booking.services.holds import book_spot
from fitflow.booking.services.sessions import cancel_session
from fitflow.booking.tests.browsing import browser, inside, post, words
from fitflow.calendars.queries import client_feed, feed_address, staff_feed
from fitflow.core import clock
from fitflow.core.actor import Actor, Studio
from fitflow.core.jobs import drain
from fitflow.notify.models import Message
from fitflow.notify.refusals import NotSendable
from fitflow.notify.services import deliver, send_again
from fitflow.organizations.factories import make_client
from fitflow.organizations.models import Client
from fitflow.organizations.services.clients import archive_client, edit_client, restore_client
from fitflow.organizations.services.separating import separate_client
from fitflow.organizations.services.staff import deactivate_staff, reactivate_staff
from fitflow.schedule.models import Session

pytestmark = pytest.mark.wall_clock
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def flow(studio: Studio, trainer: Actor, now: datetime) -> Session:
    """Ana's, in three days."""
    kind = make_class_type(studio, name="Flow", trainer_id=trainer.staff_id)
    return make_session(studio, class_type=kind, starts_in=3 * DAY, now=now)


@pytest.fixture
def booking(maya: Actor, flow: Session, now: datetime) -> Booking:
    give_credits(maya, now=now)
    with clock.at(now):
        made = book_spot(maya, session_id=flow.pk, now=now)
    return Booking.objects.get(pk=made.booking_id)


def present(id_: UUID | None) -> UUID:
    assert id_ is not None
    return id_


def path_of(actor: Actor, *, of_staff: bool = False) -> str:
    owner = staff_feed(actor) if of_staff else client_feed(actor)
    assert owner is not None
    return f"/ics/{feed_address(owner).partition('/ics/')[2]}"


def status(path: str) -> int:
    code: int = browser().get(path).status_code
    return code


def told(now: datetime, **whom: UUID | None) -> list[str]:
    drain(now)
    return sorted(Message.objects.filter(channel="email", **whom).values_list("template", flat=True))


class TestATrainerWhoLeft:
    def test_gets_no_mail(self, owner: Actor, trainer: Actor, maya: Actor, booking: Booking, now: datetime) -> None:
        assert told(now, staff_id=trainer.staff_id) == ["booking/new_for_trainer"]
        deactivate_staff(owner, staff_id=present(trainer.staff_id), now=now)

        cancel_booking(maya, booking_id=booking.pk, now=now)

        assert told(now, staff_id=trainer.staff_id) == ["booking/new_for_trainer"]

    def test_gets_none_that_was_on_its_way(self, owner: Actor, trainer: Actor, booking: Booking, now: datetime) -> None:
        deactivate_staff(owner, staff_id=present(trainer.staff_id), now=now)

        assert told(now, staff_id=trainer.staff_id) == []

    def test_has_no_calendar_and_a_new_one_after_coming_back(
        self, studio: Studio, owner: Actor, trainer: Actor, flow: Session, now: datetime
    ) -> None:
        before = path_of(trainer, of_staff=True)
        assert status(before) == 200

        deactivate_staff(owner, staff_id=present(trainer.staff_id), now=now)
        assert (status(before), status(path_of(trainer, of_staff=True))) == (404, 404)

        reactivate_staff(owner, staff_id=present(trainer.staff_id), now=now)
        assert status(before) == 404
        assert status(path_of(trainer, of_staff=True)) == 200


class TestAnArchivedClient:
    def test_gets_no_mail(self, manager: Actor, maya: Actor, booking: Booking, flow: Session, now: datetime) -> None:
        archive_client(manager, client_id=present(maya.client_id), now=now)

        cancel_session(manager, session_id=flow.pk, reason="Snow.", now=now)

        assert told(now, client_id=maya.client_id) == []

    def test_gets_none_that_was_on_its_way_nor_again(
        self, manager: Actor, maya: Actor, booking: Booking, now: datetime
    ) -> None:
        drain(now)
        mail = Message.objects.get(channel="email", client_id=present(maya.client_id))
        archive_client(manager, client_id=present(maya.client_id), now=now)
        Message.objects.filter(pk=mail.pk).update(state="failed")

        with pytest.raises(NotSendable):
            send_again(manager, message_id=mail.pk, now=now)

    def test_has_neither_link_nor_calendar_and_new_ones_after_coming_back(
        self, studio: Studio, manager: Actor, maya: Actor, booking: Booking, now: datetime
    ) -> None:
        feed, link = path_of(maya), str(cancel_link(booking.client, booking_id=booking.pk, starts_at=booking.starts_at))
        assert (status(feed), status(link)) == (200, 200)

        archive_client(manager, client_id=present(maya.client_id), now=now)
        assert (status(feed), status(link)) == (404, 410)
        assert "This link has ended." in words(browser().get(link))

        restore_client(manager, client_id=present(maya.client_id), now=now)
        assert (status(feed), status(link)) == (404, 410)
        again = Client.objects.get(pk=present(maya.client_id))
        assert status(cancel_link(again, booking_id=booking.pk, starts_at=booking.starts_at)) == 200
        assert status(path_of(maya)) == 200


class TestALoginThatWasSeparated:
    def test_has_neither_link_nor_calendar(
        self, studio: Studio, manager: Actor, maya: Actor, booking: Booking, now: datetime
    ) -> None:
        feed, link = path_of(maya), str(cancel_link(booking.client, booking_id=booking.pk, starts_at=booking.starts_at))

        separate_client(manager, client_id=present(maya.client_id), now=now)

        assert status(feed) == 404
        assert post(browser(), link, expected_refund=1).status_code == 410
        with inside(studio):
            assert Booking.objects.get().status == "confirmed"

    def test_gets_no_mail_that_was_on_its_way(
        self, manager: Actor, maya: Actor, booking: Booking, now: datetime
    ) -> None:
        drain(now)
        Message.objects.all().update(state="queued")
        mail = Message.objects.get(channel="email", client_id=present(maya.client_id))
        separate_client(manager, client_id=present(maya.client_id), now=now)

        deliver(manager, message_id=mail.pk, now=now)

        mail.refresh_from_db()
        assert (mail.state, mail.why) == ("suppressed", "gone")

    def test_by_another_address_leaves_the_mails_to_the_new_one(
        self, manager: Actor, maya: Actor, booking: Booking, flow: Session, now: datetime
    ) -> None:
        drain(now)
        edit_client(manager, client_id=present(maya.client_id), changes={"email": "right@example.org"}, now=now)
        cancel_session(manager, session_id=flow.pk, reason="Snow.", now=now + HOUR)
        drain(now + HOUR)

        mail = Message.objects.get(channel="email", template="booking/session_cancelled")
        assert (mail.address, mail.user_id) == ("right@example.org", None)


class TestFreeText:
    """What a studio writes in own words goes to the people who joined it."""

    def test_stays_away_from_an_address_that_was_only_written_down(
        self, studio: Studio, manager: Actor, maya: Actor, flow: Session, now: datetime
    ) -> None:
        stranger = make_client(studio, name="Anybody", email="anybody@elsewhere.example")
        for client_id in (stranger.pk, present(maya.client_id)):
            give_credits(replace(maya, client_id=client_id), now=now)
            with clock.at(now):
                book_spot(manager, session_id=flow.pk, client_id=client_id, now=now)

        cancel_session(manager, session_id=flow.pk, reason="Pay at https://evil.example", now=now)
        drain(now)

        mails = Message.objects.filter(channel="email", template="booking/session_cancelled")
        assert "evil.example" in mails.get(client_id=present(maya.client_id)).text
        to_stranger = mails.get(client_id=stranger.pk)
        assert "evil.example" not in to_stranger.text + to_stranger.html + str(to_stranger.attachments)


def test_mails_go_to_the_main_address_once_it_changes(
    manager: Actor, maya: Actor, booking: Booking, flow: Session, now: datetime
) -> None:
    drain(now)
    User.objects.filter(pk=present(maya.user_id)).update(email="maya@new.example")

    cancel_session(manager, session_id=flow.pk, reason="Snow.", now=now)
    drain(now)

    assert Message.objects.get(channel="email", template="booking/session_cancelled").address == "maya@new.example"
