"""Old forms, links and pages lead to what is true now."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from fitflow.booking.factories import give_credits, make_class_type, make_session
from fitflow.booking.links import cancel_link, leave_link
from fitflow.booking.models import Booking, WaitlistEntry
from fitflow.booking.services.bookings import cancel_booking, reschedule_booking
from fitflow.booking.services.holds import book_spot
from fitflow.booking.services.waitlist import join_waitlist, leave_waitlist
from fitflow.booking.tests.browsing import Browser, browser, inside, path_of, post, words
from fitflow.core.actor import Actor, Studio
from fitflow.organizations.factories import make_client_actor, make_staff
from fitflow.organizations.queries.clients import own_record
from fitflow.organizations.services.settings import update_settings
from fitflow.schedule.models import Session

pytestmark = pytest.mark.wall_clock
DAY = timedelta(days=1)
STUDIO, ME = "/s/northside", "/s/northside/me"


@pytest.fixture
def session(studio: Studio, now: datetime) -> Session:
    kind = make_class_type(studio, name="Flow", trainer=make_staff(studio, name="Ana Ruiz"))
    return make_session(studio, class_type=kind, starts_in=4 * DAY, capacity=1, now=now - DAY)


@pytest.fixture
def member(maya: Actor, now: datetime) -> Browser:
    give_credits(maya, now=now - DAY)
    return browser(maya)


class TestTheFormThatBookedBefore:
    def test_says_that_nothing_was_booked_when_it_is_sent_again_after_cancelling(
        self, studio: Studio, manager: Actor, maya: Actor, member: Browser, session: Session, now: datetime
    ) -> None:
        with inside(studio):
            update_settings(manager, {"booking.one_step": True}, now=now)
        book = f"{STUDIO}/classes/{session.pk}/book"
        first = post(member, book, key="the-form")
        with inside(studio):
            cancel_booking(maya, booking_id=Booking.objects.get().pk, now=now)

        again = post(member, book, key="the-form")

        assert path_of(again) == path_of(first)
        said = words(member.get(again["Location"]))
        assert "Nothing was booked now" in said
        assert "You are in!" not in said
        assert f"{STUDIO}/classes/{session.pk}" in member.get(path_of(again)).content.decode()

    def test_says_that_nothing_is_held_when_it_held_a_place_that_was_booked_and_cancelled(
        self, studio: Studio, maya: Actor, member: Browser, session: Session, now: datetime
    ) -> None:
        book = f"{STUDIO}/classes/{session.pk}/book"
        held = path_of(post(member, book, key="the-form"))
        done = post(member, f"{held.partition('?')[0]}/confirm")
        assert done.status_code == 303
        with inside(studio):
            cancel_booking(maya, booking_id=Booking.objects.get().pk, now=now)

        page = member.get(path_of(post(member, book, key="the-form")))

        assert "You had booked this place, and cancelled it since. Nothing is held for you now." in words(page)


class TestALinkOfAnOlderMail:
    def link(self, maya: Actor, booking_id: UUID, now: datetime) -> str:
        return cancel_link(own_record(maya), booking_id=booking_id, starts_at=now + 9 * DAY)

    def test_says_where_the_booking_moved_and_cancels_it_there(
        self, studio: Studio, maya: Actor, member: Browser, session: Session, now: datetime
    ) -> None:
        ids = [book_spot(maya, session_id=session.pk, now=now).booking_id]
        for days in (5, 6):
            other = make_session(studio, class_type=session.class_type, starts_in=days * DAY, now=now - DAY)
            ids.append(reschedule_booking(maya, booking_id=ids[-1], to_session_id=other.pk, now=now).booking_id)
        last = Booking.objects.get(pk=ids[-1])

        page = Browser().get(self.link(maya, ids[0], now))

        said = words(page)
        assert "It moved to" in said
        assert "This booking is cancelled" not in said
        assert maya.formats.moment(last.starts_at) in said
        assert self.link_on(page, "Cancel that one") == cancel_link(
            last.client, booking_id=last.pk, starts_at=last.starts_at
        )
        own = words(member.get(f"{ME}/bookings/{ids[0]}"))
        assert "It moved to" in own

    def link_on(self, page: Any, label: str) -> str:
        text: str = page.content.decode()
        before = text[: text.index(label)]
        return before[before.rindex('href="') + 6 :].partition('"')[0]

    def test_leaves_the_line_of_today_and_says_so(
        self, studio: Studio, maya: Actor, member: Browser, session: Session, now: datetime
    ) -> None:
        other = make_client_actor(studio, name="Ola")
        give_credits(other, now=now - DAY)
        book_spot(other, session_id=session.pk, now=now)
        first = join_waitlist(maya, session_id=session.pk, now=now)
        leave_waitlist(maya, session_id=session.pk, now=now)
        join_waitlist(maya, session_id=session.pk, now=now)
        assert first.entry_id is not None
        url = leave_link(own_record(maya), entry_id=first.entry_id, starts_at=session.starts_at)

        assert "You are number 1 of 1 in line." in words(Browser().get(url))
        assert post(Browser(), url).status_code == 303
        assert "You have left this waiting list." in words(Browser().get(url))
        with inside(studio):
            assert not WaitlistEntry.objects.filter(status="waiting").exists()
