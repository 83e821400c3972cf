"""Moving a booking to another time: by the link of a mail without signing in, and at the desk for a client."""

from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest

from fitflow.booking.factories import give_credits, make_class_type, make_session
from fitflow.booking.links import move_link
from fitflow.booking.models import Booking
from fitflow.booking.services.bookings import reschedule_booking
from fitflow.booking.services.holds import book_spot
from fitflow.booking.services.notices import tell_booked
from fitflow.booking.tests.browsing import Browser, browser, field_of, inside, post, words
from fitflow.booking.tests.desk_helpers import page
from fitflow.core.actor import Actor, Studio
from fitflow.core.errors import Forbidden, NotFound
from fitflow.notify.models import Message
from fitflow.organizations.factories import make_staff
from fitflow.organizations.models import Client
from fitflow.organizations.services.settings import update_settings
from fitflow.schedule.models import Session

pytestmark = pytest.mark.wall_clock
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def session(studio: Studio, trainer: Actor, now: datetime) -> Session:
    kind = make_class_type(studio, name="Morning Strength", trainer=None)
    return make_session(studio, class_type=kind, trainer_id=trainer.staff_id, starts_in=4 * DAY, now=now - DAY)


@pytest.fixture
def later(studio: Studio, trainer: Actor, session: Session, now: datetime) -> Session:
    kind = session.class_type
    return make_session(studio, class_type=kind, trainer_id=trainer.staff_id, starts_in=5 * DAY, now=now)


@pytest.fixture
def booking(maya: Actor, session: Session, now: datetime) -> Booking:
    give_credits(maya, now=now - DAY)
    made = book_spot(maya, session_id=session.pk, now=now)
    Booking.objects.filter(pk=made.booking_id).update(confirmed_at=now - HOUR)
    found: Booking = Booking.objects.select_related("client", "session").get(pk=made.booking_id)
    return found


@pytest.fixture
def link(booking: Booking) -> str:
    return move_link(booking.client, booking_id=booking.pk, starts_at=booking.starts_at)


def live(studio: Studio) -> Booking:
    with inside(studio):
        found: Booking = Booking.objects.get(status="confirmed")
        return found


def moved_by(visit: Browser, path: str, target: Session) -> Any:
    """The two taps: the time, then the button, which sends what was shown."""
    shown = visit.get(f"{path}?to={target.pk}")
    return post(visit, path, to=target.pk, expected=unescape(field_of(shown, "expected")))


class TestTheLink:
    def test_stands_in_the_confirmation(self, studio: Studio, maya: Actor, booking: Booking, now: datetime) -> None:
        tell_booked(Actor.system(studio), booking_ids=[booking.pk], now=now)

        letter = Message.objects.get(client_id=str(maya.client_id), channel="email")
        (line,) = [line for line in letter.text.splitlines() if line.startswith("Another time suits you better?")]
        with_link = line.rsplit("/a/", 1)[1].strip()
        assert "Change my place" not in words(browser().get(f"/a/{with_link}"))
        assert "Another time" in words(browser().get(f"/a/{with_link}"))

    def test_moves_the_booking_in_two_taps_without_signing_in(
        self, studio: Studio, link: str, booking: Booking, later: Session
    ) -> None:
        visit = browser()
        choices = visit.get(link)
        assert f"?to={later.pk}" in choices.content.decode()
        assert (choices["Cache-Control"], choices["X-Robots-Tag"]) == ("private, no-store", "noindex")
        preview = words(visit.get(f"{link}?to={later.pk}"))
        assert ("Price the same" in preview, "Your credits afterwards 9" in preview) == (True, True)
        assert live(studio).pk == booking.pk

        answer = moved_by(visit, link, later)

        new = live(studio)
        assert (new.session_id, new.rescheduled_from_id) == (later.pk, booking.pk)
        said = visit.get(answer["Location"])
        assert "It moved to" in words(said)
        assert ("Move it again" in words(said), "Cancel that one" in words(said)) == (True, True)

    def test_moves_nothing_that_is_no_longer_as_it_was_shown(
        self, studio: Studio, link: str, booking: Booking, later: Session
    ) -> None:
        visit = browser()
        shown = unescape(field_of(visit.get(f"{link}?to={later.pk}"), "expected"))
        with inside(studio):
            Session.objects.filter(pk=later.pk).update(cost_credits=3)

        refused = post(visit, link, to=later.pk, expected=shown)

        assert refused.status_code == 409
        assert live(studio).pk == booking.pk

    def test_offers_other_classes_on_request_only(
        self, studio: Studio, link: str, booking: Booking, later: Session, now: datetime
    ) -> None:
        with inside(studio):
            other = make_session(studio, starts_in=4 * DAY + HOUR, now=now)
        visit = browser()

        assert str(other.pk) not in visit.get(link).content.decode()
        assert str(other.pk) in visit.get(f"{link}?show=all").content.decode()

    def test_ends_when_the_record_is_separated(self, studio: Studio, link: str, booking: Booking) -> None:
        with inside(studio):
            Client.objects.filter(pk=booking.client_id).update(link_version=1)

        assert browser().get(link).status_code == 410

    def test_of_somebody_else_is_not_found(self, studio: Studio, noah: Actor, booking: Booking, later: Session) -> None:
        with inside(studio):
            other = Client.objects.get(pk=str(noah.client_id))
        path = move_link(other, booking_id=booking.pk, starts_at=booking.starts_at)

        assert browser().get(path).status_code == 404
        assert post(browser(), path, to=later.pk).status_code == 404

    def test_moves_nobody_while_the_studio_offers_no_classes(
        self, studio: Studio, manager: Actor, link: str, booking: Booking, later: Session, now: datetime
    ) -> None:
        with inside(studio):
            update_settings(manager, {"features.classes": False}, now=now)

        assert "plans no classes at the moment" in words(browser().get(link))
        assert post(browser(), link, to=later.pk).status_code == 404
        assert live(studio).pk == booking.pk


class TestAtTheDesk:
    def test_the_booking_leads_to_another_time(self, manager: Actor, booking: Booking) -> None:
        text = browser(manager).get(page("desk-booking", booking.pk)).content.decode()

        assert page("desk-move", booking.pk) in text

    def test_a_client_is_moved_for_the_price_without_a_late_fee(
        self, studio: Studio, manager: Actor, maya: Actor, booking: Booking, later: Session
    ) -> None:
        visit, path = browser(manager), page("desk-move", booking.pk)
        assert "Maya" in words(visit.get(path))
        assert "Their credits afterwards 9" in words(visit.get(f"{path}?to={later.pk}"))

        answer = moved_by(visit, path, later)

        new = live(studio)
        assert (answer.status_code, new.session_id, new.client_id) == (303, later.pk, maya.client_id)
        assert new.fee_basis_at is None

    def test_a_trainer_moves_within_the_own_sessions_only(
        self, studio: Studio, trainer: Actor, booking: Booking, later: Session, now: datetime
    ) -> None:
        with inside(studio):
            kind, other = booking.session.class_type, make_staff(studio, name="Ben Cole")
            foreign = make_session(studio, class_type=kind, trainer_id=other.pk, starts_in=6 * DAY, now=now)
        visit, path = browser(trainer), page("desk-move", booking.pk)
        choices = visit.get(path).content.decode()

        assert (str(later.pk) in choices, str(foreign.pk) in choices) == (True, False)
        assert post(visit, path, to=foreign.pk).status_code in (403, 404)
        assert live(studio).pk == booking.pk

    def test_a_trainer_does_not_take_over_what_is_booked_with_somebody_else(
        self, studio: Studio, trainer: Actor, maya: Actor, later: Session, now: datetime
    ) -> None:
        with inside(studio):
            give_credits(maya, now=now)
            foreign = make_session(studio, starts_in=6 * DAY, now=now)
            made = book_spot(maya, session_id=foreign.pk, now=now)

            with pytest.raises((Forbidden, NotFound)):
                reschedule_booking(trainer, booking_id=made.booking_id, to_session_id=later.pk, now=now)

    def test_a_full_class_is_refused_and_the_place_kept(
        self, studio: Studio, manager: Actor, noah: Actor, booking: Booking, now: datetime
    ) -> None:
        with inside(studio):
            full = make_session(studio, starts_in=4 * DAY, capacity=1, now=now)
            give_credits(noah, now=now)
            book_spot(noah, session_id=full.pk, now=now)

        refused = post(browser(manager), page("desk-move", booking.pk), to=full.pk)

        assert (refused.status_code, "This session is full." in words(refused)) == (409, True)
        with inside(studio):
            assert Booking.objects.get(pk=booking.pk).status == "confirmed"

    def test_a_cancelled_booking_says_that_it_can_no_longer_be_moved(self, manager: Actor, booking: Booking) -> None:
        visit = browser(manager)
        post(visit, page("desk-cancel", booking.pk), refund="policy", reason="")

        late = visit.get(page("desk-move", booking.pk))

        assert (late.status_code, "can no longer be moved" in words(late)) == (409, True)
