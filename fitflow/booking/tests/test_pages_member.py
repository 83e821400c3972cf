"""A member's own pages: the held spot, what is booked, cancelling, changing."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fitflow.billing.queries import balances
from fitflow.booking.factories import give_credits, make_class_type, make_session
from fitflow.booking.models import Booking, SpotHold
from fitflow.booking.services.bookings import cancel_booking
from fitflow.booking.services.holds import Held, book_spot, hold_spot
from fitflow.booking.services.moving import SessionMove
from fitflow.booking.services.sessions import cancel_session, move_session
from fitflow.booking.services.waitlist import join_waitlist
from fitflow.booking.tests.browsing import SHEET, Browser, browser, field_of, inside, path_of, post, sheet, words
from fitflow.core import clock
from fitflow.core.actor import Actor, Studio
from fitflow.organizations.factories import make_staff
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
def held(maya: Actor, member: Browser, session: Session, now: datetime) -> Held:
    return hold_spot(maya, session_id=session.pk, now=now)


@pytest.fixture
def booking(maya: Actor, member: Browser, session: Session, now: datetime) -> Booking:
    """Made an hour ago, so that a mis-tap is no reason any more."""
    with clock.at(now - HOUR):
        made = book_spot(maya, session_id=session.pk, now=now - HOUR)
    return Booking.objects.get(pk=made.booking_id)


def credits_of(studio: Studio, person: Actor, now: datetime) -> Decimal:
    assert person.client_id is not None
    with inside(studio):
        return balances(Actor.system(studio), [person.client_id], now=now + MINUTE)[person.client_id]


def one_booking(studio: Studio) -> Booking:
    with inside(studio):
        found: Booking = Booking.objects.get()
        return found


class TestHeldSpot:
    def test_shows_deadline_place_credits_and_terms(self, member: Browser, held: Held) -> None:
        shown = member.get(f"{ME}/holds/{held.hold_id}")

        said = words(shown)
        assert held.expires_at is not None
        assert f'until="{held.expires_at.isoformat()}"' in shown.content.decode()
        assert "Number 1" in said
        assert "10 → 9" in said
        assert "Your only credits that can pay for it." in said
        assert "Cancel free until" in said
        assert "Confirm · 1 credit" in said

    def test_becomes_a_booking_once(self, studio: Studio, member: Browser, held: Held) -> None:
        first = post(member, f"{ME}/holds/{held.hold_id}/confirm", key="once")
        again = post(member, f"{ME}/holds/{held.hold_id}/confirm", key="once")
        later = post(member, f"{ME}/holds/{held.hold_id}/confirm")

        made = one_booking(studio)
        assert {path_of(answer) for answer in (first, again, later)} == {f"{ME}/bookings/{made.pk}"}
        assert "You are in!" in words(member.get(first["Location"]))

    def test_leads_to_the_booking_it_became(self, studio: Studio, member: Browser, held: Held) -> None:
        post(member, f"{ME}/holds/{held.hold_id}/confirm")

        assert path_of(member.get(f"{ME}/holds/{held.hold_id}")) == f"{ME}/bookings/{one_booking(studio).pk}"

    def test_lost_says_so_and_offers_the_next_free_ones(
        self, studio: Studio, member: Browser, session: Session, held: Held, now: datetime
    ) -> None:
        with inside(studio):
            others = [
                make_session(studio, class_type=session.class_type, starts_in=n * DAY, now=now) for n in (4, 5, 6, 7)
            ]
        with clock.at(now + 11 * MINUTE):
            refused = post(member, f"{ME}/holds/{held.hold_id}/confirm", **SHEET)
            seen = sheet(member, f"{ME}/holds/{held.hold_id}")

        shown = refused.content.decode()
        assert refused.status_code == 409
        assert "The time to confirm is over." in words(refused)
        assert [str(other.pk) in shown for other in others] == [True, True, True, False]
        assert (seen.status_code, "The time to confirm is over." in words(seen)) == (200, True)
        with inside(studio):
            assert not Booking.objects.exists()

    def test_that_overlaps_names_the_other_booking(
        self, studio: Studio, member: Browser, maya: Actor, held: Held, now: datetime
    ) -> None:
        with inside(studio):
            other = make_session(studio, starts_in=3 * DAY + 30 * MINUTE, now=now)
            book_spot(maya, session_id=other.pk, now=now)

        refused = post(member, f"{ME}/holds/{held.hold_id}/confirm", **SHEET)

        assert refused.status_code == 409
        assert "You have another booking at that time." in words(refused)
        assert other.title in words(refused)

    def test_is_given_back(self, studio: Studio, member: Browser, session: Session, held: Held) -> None:
        back = post(member, f"{ME}/holds/{held.hold_id}/release")

        assert path_of(back) == f"/s/northside/classes/{session.pk}"
        assert "The place is free again." in words(member.get(back["Location"]))
        with inside(studio):
            assert SpotHold.objects.get().status == "released"

    def test_that_was_booked_in_another_tab_shows_the_booking_when_it_is_given_back(
        self, studio: Studio, member: Browser, held: Held
    ) -> None:
        post(member, f"{ME}/holds/{held.hold_id}/confirm")

        answer = post(member, f"{ME}/holds/{held.hold_id}/release")

        assert (answer.status_code, "You have booked this by now." in words(answer)) == (409, True)
        assert f"/me/bookings/{one_booking(studio).pk}/cancel" in answer.content.decode()
        assert one_booking(studio).status == "confirmed"

    def test_of_somebody_else_is_not_found(self, studio: Studio, held: Held, noah: Actor) -> None:
        other = browser(noah)

        assert other.get(f"{ME}/holds/{held.hold_id}").status_code == 404
        assert post(other, f"{ME}/holds/{held.hold_id}/confirm").status_code == 404
        assert post(other, f"{ME}/holds/{held.hold_id}/release").status_code == 404
        with inside(studio):
            assert SpotHold.objects.get().status == "active"
            assert not Booking.objects.exists()

    def test_asks_whoever_is_not_signed_in_to_sign_in(self, studio: Studio, held: Held) -> None:
        refused = post(browser(), f"{ME}/holds/{held.hold_id}/confirm", HTTP_REFERER=f"http://testserver{ME}/")

        assert (refused.status_code, refused["Location"]) == (302, f"/accounts/login/?next={ME}/")
        with inside(studio):
            assert not Booking.objects.exists()


class TestMine:
    def test_shows_what_is_booked_held_and_waited_for(
        self, studio: Studio, member: Browser, maya: Actor, noah: Actor, booking: Booking, now: datetime
    ) -> None:
        give_credits(noah, now=now)
        single = make_session(studio, starts_in=4 * DAY, capacity=1, now=now)
        book_spot(noah, session_id=single.pk, now=now)
        join_waitlist(maya, session_id=single.pk, now=now)
        other = make_session(studio, starts_in=5 * DAY, now=now)
        hold_spot(maya, session_id=other.pk, now=now)

        said = words(member.get(f"{ME}/"))

        assert "Morning Strength" in said
        assert "Held until" in said
        assert "Number 1 of 1 in line" in said
        assert "Free to cancel until" in said

    def test_says_why_a_place_passed_by(
        self, studio: Studio, member: Browser, maya: Actor, noah: Actor, session: Session, now: datetime
    ) -> None:
        give_credits(noah, now=now)
        single = make_session(studio, starts_in=4 * DAY, capacity=1, now=now)
        taken = book_spot(noah, session_id=single.pk, now=now)
        join_waitlist(maya, session_id=single.pk, now=now)
        clash = make_session(studio, starts_in=4 * DAY + MINUTE, now=now)
        book_spot(maya, session_id=clash.pk, now=now)
        cancel_booking(noah, booking_id=taken.booking_id, now=now)

        assert "A place passed by: You have another booking at that time." in words(member.get(f"{ME}/"))

    def test_suggests_what_the_member_often_goes_to(
        self, studio: Studio, member: Browser, maya: Actor, session: Session, now: datetime
    ) -> None:
        before = (session.starts_at.astimezone(studio.zone) - 7 * DAY).astimezone(UTC)  # At the same hour there.
        with clock.at(before - HOUR):
            past = make_session(studio, class_type=session.class_type, starts_in=HOUR, now=before - HOUR)
            give_credits(maya, now=before - HOUR)
            book_spot(maya, session_id=past.pk, now=before - HOUR)

        shown = member.get(f"{ME}/")

        assert "Your usual" in words(shown)
        assert f"/s/northside/classes/{session.pk}/book" in shown.content.decode()

    def test_is_friendly_when_empty(self, member: Browser) -> None:
        assert "Nothing booked yet" in words(member.get(f"{ME}/"))
        assert "Nothing here yet" in words(member.get(f"{ME}/past"))

    def test_asks_as_many_queries_for_one_booking_as_for_many(
        self,
        studio: Studio,
        member: Browser,
        maya: Actor,
        booking: Booking,
        now: datetime,
        django_assert_num_queries: Any,
    ) -> None:
        member.get(f"{ME}/")
        with django_assert_num_queries(8):
            member.get(f"{ME}/")

        with inside(studio):
            for days in range(4, 8):
                more = make_session(studio, starts_in=days * DAY, now=now)
                book_spot(maya, session_id=more.pk, now=now)
        with django_assert_num_queries(8):
            member.get(f"{ME}/")

    def test_is_for_members_only(self, studio: Studio, trainer: Actor, stranger: Actor) -> None:
        assert browser().get(f"{ME}/").status_code == 302
        assert browser(trainer).get(f"{ME}/").status_code == 403
        assert browser(stranger).get(f"{ME}/").status_code == 404


class TestCancelling:
    def test_shows_what_comes_back_and_until_when(
        self, studio: Studio, member: Browser, booking: Booking, now: datetime
    ) -> None:
        asked = member.get(f"{ME}/bookings/{booking.pk}/cancel")

        said = words(asked)
        until = (booking.starts_at - DAY).astimezone(studio.zone)
        assert "1 of 1 credit back" in said
        assert f"All back until {until:%a} {until.day} {until:%b} {until:%H:%M}" in said
        assert "Half back until" in said
        assert one_booking(studio).status == "confirmed"

    def test_gives_the_credits_back_and_says_so(
        self, studio: Studio, member: Browser, maya: Actor, booking: Booking, now: datetime
    ) -> None:
        done = post(member, f"{ME}/bookings/{booking.pk}/cancel", expected_refund=1)

        assert path_of(done) == f"{ME}/bookings/{booking.pk}"
        assert "Credits back: 1 of 1." in words(member.get(done["Location"]))
        assert one_booking(studio).status == "cancelled"
        assert credits_of(studio, maya, now) == Decimal(10)

    def test_twice_is_refused_in_place(self, studio: Studio, member: Browser, booking: Booking) -> None:
        post(member, f"{ME}/bookings/{booking.pk}/cancel", expected_refund=1)

        again = post(member, f"{ME}/bookings/{booking.pk}/cancel", expected_refund=1, **SHEET)

        assert (again.status_code, "This booking was cancelled before." in words(again)) == (409, True)
        assert "Cancel my booking" not in words(again)
        assert "Cancelled" in words(again)

    def test_stops_when_less_comes_back_than_was_shown(
        self, studio: Studio, member: Browser, maya: Actor, now: datetime
    ) -> None:
        with inside(studio):
            soon = make_session(studio, starts_in=DAY + 13 * HOUR, now=now - DAY)
            with clock.at(now - HOUR):
                made = book_spot(maya, session_id=soon.pk, now=now - HOUR)

        refused = post(member, f"{ME}/bookings/{made.booking_id}/cancel", expected_refund=1, **SHEET)

        assert refused.status_code == 409
        assert "A deadline has just passed" in words(refused)
        assert "0.5 of 1 credit back" in words(refused)
        assert one_booking(studio).status == "confirmed"
        post(member, f"{ME}/bookings/{made.booking_id}/cancel", expected_refund=field_of(refused, "expected_refund"))
        assert one_booking(studio).refund_percent == 50

    def test_after_the_studio_moved_it_is_free(
        self, studio: Studio, member: Browser, manager: Actor, booking: Booking, now: datetime
    ) -> None:
        with inside(studio):
            move = SessionMove(starts_at=now + 5 * HOUR)
            move_session(manager, move, session_id=booking.session_id, now=now)

        asked = member.get(f"{ME}/bookings/{booking.pk}/cancel")

        assert "The studio moved this class after you booked" in words(asked)

    def test_of_somebody_else_is_not_found_and_changes_nothing(
        self, studio: Studio, booking: Booking, noah: Actor
    ) -> None:
        other = browser(noah)

        assert other.get(f"{ME}/bookings/{booking.pk}").status_code == 404
        assert other.get(f"{ME}/bookings/{booking.pk}/cancel").status_code == 404
        assert post(other, f"{ME}/bookings/{booking.pk}/cancel").status_code == 404
        assert post(other, f"{ME}/bookings/{booking.pk}/move", to=booking.session_id).status_code == 404
        assert one_booking(studio).status == "confirmed"

    def test_of_the_whole_class_is_explained_to_the_member(
        self, studio: Studio, member: Browser, manager: Actor, booking: Booking, now: datetime
    ) -> None:
        with inside(studio):
            cancel_session(manager, session_id=booking.session_id, reason="The boiler broke.", now=now)

        said = words(member.get(f"{ME}/bookings/{booking.pk}"))

        assert "The studio cancelled this class." in said
        assert "The boiler broke." in said
        assert "1 credit came back to your wallet." in said


class TestChanging:
    @pytest.fixture
    def later(self, studio: Studio, session: Session, now: datetime) -> Session:
        return make_session(studio, class_type=session.class_type, starts_in=4 * DAY, now=now)

    def test_offers_free_dates_of_the_same_class_first(
        self, studio: Studio, member: Browser, booking: Booking, later: Session, now: datetime
    ) -> None:
        with inside(studio):
            other = make_session(studio, starts_in=4 * DAY + HOUR, now=now)

        same = member.get(f"{ME}/bookings/{booking.pk}/move").content.decode()
        every = member.get(f"{ME}/bookings/{booking.pk}/move?show=all").content.decode()

        assert (str(later.pk) in same, str(other.pk) in same) == (True, False)
        assert (str(later.pk) in every, str(other.pk) in every) == (True, True)

    def test_shows_what_changes_before_it_does(
        self, studio: Studio, member: Browser, booking: Booking, later: Session
    ) -> None:
        said = words(member.get(f"{ME}/bookings/{booking.pk}/move?to={later.pk}"))

        assert "Price the same" in said
        assert "Your credits afterwards 9" in said
        assert one_booking(studio).session_id == booking.session_id

    def test_moves_the_place(self, studio: Studio, member: Browser, booking: Booking, later: Session) -> None:
        moved = post(member, f"{ME}/bookings/{booking.pk}/move", to=later.pk)

        with inside(studio):
            new = Booking.objects.get(status="confirmed")
        assert (new.session_id, new.rescheduled_from_id) == (later.pk, booking.pk)
        assert path_of(moved) == f"{ME}/bookings/{new.pk}"

    def test_to_a_full_class_is_refused_and_keeps_the_place(
        self, studio: Studio, member: Browser, noah: Actor, booking: Booking, now: datetime
    ) -> None:
        with inside(studio):
            full = make_session(studio, starts_in=4 * DAY, capacity=1, now=now)
            give_credits(noah, now=now)
            book_spot(noah, session_id=full.pk, now=now)

        refused = post(member, f"{ME}/bookings/{booking.pk}/move", to=full.pk, **SHEET)

        assert (refused.status_code, "This session is full." in words(refused)) == (409, True)
        with inside(studio):
            assert Booking.objects.get(pk=booking.pk).status == "confirmed"

    def test_to_nonsense_is_not_found(self, member: Browser, booking: Booking) -> None:
        assert member.get(f"{ME}/bookings/{booking.pk}/move?to=7").status_code == 404
