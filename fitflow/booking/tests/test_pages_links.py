"""Waiting and offers, the links in messages that act without signing in, and calendars to subscribe to."""

from datetime import datetime, timedelta

import pytest

from fitflow.booking.factories import give_credits, make_class_type, make_session
from fitflow.booking.links import cancel_link, leave_link, offer_link
from fitflow.booking.models import Booking, SpotHold, WaitlistEntry
from fitflow.booking.services.bookings import cancel_booking
from fitflow.booking.services.holds import book_spot
from fitflow.booking.services.moving import SessionMove
from fitflow.booking.services.sessions import move_session
from fitflow.booking.services.waitlist import join_waitlist
from fitflow.booking.tests.browsing import Browser, browser, inside, path_of, post, words
from fitflow.core import clock
from fitflow.core.actor import Actor, Studio
from fitflow.core.models import Event
from fitflow.organizations.factories import make_staff
from fitflow.organizations.models import Client
from fitflow.organizations.queries.clients import own_record
from fitflow.schedule.models import Session

pytestmark = pytest.mark.wall_clock
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ME = "/s/northside/me"


@pytest.fixture
def session(studio: Studio, now: datetime) -> Session:
    """Two spots, in three days, known since yesterday."""
    kind = make_class_type(studio, name="Morning Strength", trainer=make_staff(studio, name="Ana Ruiz"))
    return make_session(studio, class_type=kind, starts_in=4 * DAY, now=now - DAY)


@pytest.fixture
def member(maya: Actor, now: datetime) -> Browser:
    give_credits(maya, now=now - DAY)
    return browser(maya)


@pytest.fixture
def booking(maya: Actor, member: Browser, session: Session, now: datetime) -> Booking:
    """Made an hour ago, so that a mis-tap is no reason any more."""
    with clock.at(now - HOUR):
        made = book_spot(maya, session_id=session.pk, now=now - HOUR)
    return Booking.objects.get(pk=made.booking_id)


def one_booking(studio: Studio) -> Booking:
    with inside(studio):
        found: Booking = Booking.objects.get()
        return found


def record_of(studio: Studio, who: Actor) -> Client:
    with inside(studio):
        return own_record(who)


class TestWaiting:
    @pytest.fixture
    def single(self, studio: Studio, noah: Actor, now: datetime) -> Session:
        """One spot, taken by Noah."""
        full = make_session(studio, starts_in=4 * DAY, capacity=1, now=now)
        give_credits(noah, now=now)
        book_spot(noah, session_id=full.pk, now=now)
        return full

    @pytest.fixture
    def offered(
        self, studio: Studio, member: Browser, maya: Actor, noah: Actor, single: Session, now: datetime
    ) -> SpotHold:
        join_waitlist(maya, session_id=single.pk, now=now)
        cancel_booking(noah, booking_id=Booking.objects.get().pk, now=now)
        hold: SpotHold = SpotHold.objects.get(kind="priority")
        return hold

    def test_shows_the_position_and_lets_go(self, studio: Studio, member: Browser, single: Session) -> None:
        joined = post(member, f"/s/northside/classes/{single.pk}/wait")
        assert "1 of 1 in line" in words(member.get(joined["Location"]))

        left = post(member, f"{ME}/waiting/{single.pk}/leave")
        again = post(member, f"{ME}/waiting/{single.pk}/leave")

        assert path_of(left) == path_of(again) == f"/s/northside/classes/{single.pk}"
        with inside(studio):
            assert WaitlistEntry.objects.get().status == "left"

    def test_shows_an_offer_with_its_deadline_and_takes_it(
        self, studio: Studio, member: Browser, offered: SpotHold
    ) -> None:
        until = f"Offer until {offered.expires_at.astimezone(studio.zone):%H:%M}"
        assert until in words(member.get(f"{ME}/"))
        assert "Take the place · 1 credit" in words(member.get(f"{ME}/holds/{offered.pk}"))

        post(member, f"{ME}/holds/{offered.pk}/confirm")

        with inside(studio):
            assert WaitlistEntry.objects.get().status == "booked"

    def test_declines_an_offer_from_the_own_list_and_stays_there(
        self, studio: Studio, member: Browser, offered: SpotHold
    ) -> None:
        assert path_of(post(member, f"{ME}/holds/{offered.pk}/release", stay="on")) == f"{ME}/"

    def test_declines_an_offer(self, studio: Studio, member: Browser, offered: SpotHold) -> None:
        back = post(member, f"{ME}/holds/{offered.pk}/release")

        assert "You declined the offer." in words(member.get(back["Location"]))
        with inside(studio):
            assert WaitlistEntry.objects.get().status == "left"

    def test_by_link_takes_an_offer_without_signing_in(
        self, studio: Studio, maya: Actor, offered: SpotHold, now: datetime
    ) -> None:
        link = offer_link(record_of(studio, maya), hold_id=offered.pk, expires_at=offered.expires_at)
        visit = browser()
        assert "Offered to you" in words(visit.get(link))
        with inside(studio):
            assert not Booking.objects.filter(status="confirmed").exists()

        taken = post(visit, link, do="take")

        assert "You are in!" in words(visit.get(taken["Location"]))
        with inside(studio):
            assert Booking.objects.get(status="confirmed").client_id == maya.client_id
            event = Event.objects.get(type="booking.confirmed", payload__client_id=str(maya.client_id))
            assert event.actor_id is None

    def test_by_link_declines_an_offer_and_says_so_ever_after(
        self, studio: Studio, maya: Actor, offered: SpotHold
    ) -> None:
        link = offer_link(record_of(studio, maya), hold_id=offered.pk, expires_at=offered.expires_at)
        visit = browser()

        post(visit, link, do="decline")

        assert "You declined this offer." in words(visit.get(link))
        refused = post(visit, link, do="take")
        assert refused.status_code == 409

    def test_by_link_leaves_the_line(
        self, studio: Studio, member: Browser, maya: Actor, single: Session, now: datetime
    ) -> None:
        with inside(studio):
            entry = join_waitlist(maya, session_id=single.pk, now=now).entry_id
        assert entry is not None
        link = leave_link(record_of(studio, maya), entry_id=entry, starts_at=single.starts_at)
        visit = browser()
        assert "You are number 1 of 1 in line." in words(visit.get(link))

        post(visit, link)

        assert "You have left this waiting list." in words(visit.get(link))
        with inside(studio):
            assert WaitlistEntry.objects.get().status == "left"


class TestCancelLink:
    @pytest.fixture
    def link(self, studio: Studio, maya: Actor, booking: Booking) -> str:
        return cancel_link(record_of(studio, maya), booking_id=booking.pk, starts_at=booking.starts_at)

    def test_shows_first_and_acts_only_by_post(self, studio: Studio, link: str, booking: Booking) -> None:
        visit = browser()
        asked = visit.get(link)

        assert "Cancel this booking?" in words(asked)
        assert (asked["Cache-Control"], asked["X-Robots-Tag"]) == ("private, no-store", "noindex")
        assert "1 of 1 credit back" in words(asked)
        assert one_booking(studio).status == "confirmed"
        post(visit, link, expected_refund=1)
        assert one_booking(studio).status == "cancelled"

    def test_names_the_client_in_the_trail(self, studio: Studio, maya: Actor, link: str) -> None:
        post(browser(), link, expected_refund=1)

        with inside(studio):
            event = Event.objects.get(type="booking.cancelled")
        assert (event.payload["client_id"], event.payload["by_studio"]) == (str(maya.client_id), False)

    def test_answers_kindly_when_it_was_used(self, studio: Studio, link: str) -> None:
        visit = browser()
        post(visit, link, expected_refund=1)

        assert "This booking is cancelled" in words(visit.get(link))
        assert post(visit, link, expected_refund=1).status_code == 409

    def test_that_ran_out_says_so(self, studio: Studio, maya: Actor, booking: Booking, now: datetime) -> None:
        old = cancel_link(record_of(studio, maya), booking_id=booking.pk, starts_at=now - timedelta(days=31))

        refused = browser().get(old)

        assert (refused.status_code, "This link has run out." in words(refused)) == (410, True)

    def test_of_somebody_else_or_forged_is_not_found(
        self, studio: Studio, noah: Actor, booking: Booking, link: str
    ) -> None:
        other = cancel_link(record_of(studio, noah), booking_id=booking.pk, starts_at=booking.starts_at)

        assert browser().get(other).status_code == 404
        assert post(browser(), other).status_code == 404
        assert browser().get(link[:-2] + "xx").status_code == 404
        assert one_booking(studio).status == "confirmed"


class TestCalendar:
    def address_on(self, visit: Browser, page: str = f"{ME}/calendar") -> str:
        shown = visit.get(page).content.decode()
        return shown.partition('value="http://localhost:8000')[2].partition('"')[0]

    def test_file_of_a_booking_is_a_calendar(self, member: Browser, booking: Booking) -> None:
        file = member.get(f"{ME}/bookings/{booking.pk}/calendar.ics")

        text = file.content.decode()
        assert file["Content-Type"].startswith("text/calendar")
        assert f"UID:{booking.pk}@fitflow" in text
        assert "SUMMARY:Morning Strength" in text

    def test_of_a_member_follows_bookings_without_signing_in(
        self, studio: Studio, member: Browser, maya: Actor, manager: Actor, booking: Booking, now: datetime
    ) -> None:
        address = self.address_on(member)
        before = browser().get(address)
        assert ("SEQUENCE:0" in before.content.decode(), "STATUS:CONFIRMED" in before.content.decode()) == (True, True)
        assert browser().get(address, HTTP_IF_NONE_MATCH=before["ETag"]).status_code == 304

        with inside(studio):
            move = SessionMove(starts_at=now + 2 * DAY)
            move_session(manager, move, session_id=booking.session_id, now=now)
        moved = browser().get(address)
        assert moved["ETag"] != before["ETag"]
        assert "SEQUENCE:1" in moved.content.decode()

        with inside(studio):
            cancel_booking(maya, booking_id=booking.pk, now=now)
        assert "STATUS:CANCELLED" in browser().get(address).content.decode()

    def test_address_can_be_replaced(self, studio: Studio, member: Browser, booking: Booking) -> None:
        old = self.address_on(member)

        post(member, f"{ME}/calendar/renew")

        new = self.address_on(member)
        assert new != old
        assert browser().get(old).status_code == 404
        assert browser().get(new).status_code == 200
        with inside(studio):
            assert Event.objects.filter(type="calendar_feed.renewed").count() == 1

    def test_of_a_trainer_shows_what_is_taught(self, studio: Studio, trainer: Actor, now: datetime) -> None:
        taught = make_session(studio, trainer_id=trainer.staff_id, starts_in=2 * DAY, now=now)
        address = self.address_on(browser(trainer), "/s/northside/desk/my-calendar")

        assert f"UID:{taught.pk}@fitflow" in browser().get(address).content.decode()

    def test_of_nobody_is_not_found(self, studio: Studio, member: Browser) -> None:
        address = self.address_on(member)

        assert browser().get("/ics/client.AAAA.BBBB.ics").status_code == 404
        assert browser().get(address.replace("client", "staff")).status_code == 404
