"""From the public page straight into booking: a stranger's way, a member's way, and what stands in it."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from fitflow.accounts.factories import make_user
from fitflow.accounts.models import User
from fitflow.accounts.tests.steps import Outbox, ask_for_code, code_in, form_values, onward, type_code
from fitflow.billing.queries import balances
from fitflow.booking.factories import give_credits, make_class_type, make_session
from fitflow.booking.models import Booking, SpotHold, WaitlistEntry
from fitflow.booking.services.holds import book_spot
from fitflow.booking.tests.browsing import SHEET, Browser, browser, inside, path_of, post, sheet, words
from fitflow.core.actor import Actor, Studio
from fitflow.organizations.factories import make_client_actor, make_staff
from fitflow.organizations.models import Client
from fitflow.organizations.services.settings import update_settings
from fitflow.schedule.models import Session

pytestmark = pytest.mark.wall_clock
DAY = timedelta(days=1)


@pytest.fixture
def session(studio: Studio, now: datetime) -> Session:
    """Two spots with Ana, in two days."""
    trainer = make_staff(studio, name="Ana Ruiz", bio="Patient with beginners.")
    kind = make_class_type(studio, name="Morning Strength", trainer=trainer, description="Barbells and kettlebells.")
    return make_session(studio, class_type=kind, now=now)


@pytest.fixture
def visitor() -> Browser:
    return browser()


@pytest.fixture
def zoe(studio: Studio) -> User:
    """Somebody with a login who is nobody's client."""
    return make_user(email="zoe@example.org", name="Zoe New")


def class_page(session: Session, act: str = "") -> str:
    return f"/s/northside/classes/{session.pk}" + (f"/{act}" if act else "")


class TestStranger:
    """From the public page straight into booking."""

    def test_signs_in_first_and_comes_back_to_the_class(self, session: Session, visitor: Browser) -> None:
        asked = post(visitor, class_page(session, "book"))

        assert asked.status_code == 302
        assert asked["Location"] == f"/accounts/login/?next={class_page(session, 'book')}"

    def test_finds_the_class_waiting_after_signing_in(self, session: Session, zoe: User) -> None:
        back = browser(zoe).get(class_page(session, "book"))

        assert back.status_code == 200
        assert "You are signed in." in words(back)

    def test_goes_from_the_class_to_a_booking_with_a_mailed_code(
        self, studio: Studio, session: Session, visitor: Browser, admin: Actor, mailoutbox: Outbox, now: datetime
    ) -> None:
        update_settings(admin, {"clients.welcome_credits": "1.00"}, now=now)
        asked = post(visitor, class_page(session, "book"))

        page = ask_for_code(visitor, "nora@example.org", onward(asked["Location"]))
        naming = visitor.get(type_code(visitor, page, code_in(mailoutbox[0]))["Location"])
        back = visitor.post("/accounts/name/", form_values(naming) | {"name": "Nora New"})
        held = post(visitor, back["Location"])
        booked = post(visitor, f"{path_of(held)}/confirm")

        assert back["Location"] == class_page(session, "book")
        assert "You are in!" in words(visitor.get(booked["Location"]))
        with inside(studio):
            assert Booking.objects.get().client.name == "Nora New"

    def test_becomes_a_client_and_holds_a_place_with_the_welcome_credits(
        self, studio: Studio, session: Session, zoe: User, admin: Actor, now: datetime
    ) -> None:
        update_settings(admin, {"clients.welcome_credits": "2.00"}, now=now)

        held = post(browser(zoe), class_page(session, "book"))

        assert held.status_code == 303
        with inside(studio):
            client = Client.objects.get(email="zoe@example.org")
            assert client.status == "lead"
            assert SpotHold.objects.get().client_id == client.pk
            assert path_of(held) == f"/s/northside/me/holds/{SpotHold.objects.get().pk}"
            assert balances(Actor.system(studio), [client.pk], now=now + DAY)[client.pk] == Decimal(2)

    def test_takes_over_the_record_the_studio_had_made(
        self, studio: Studio, session: Session, admin: Actor, now: datetime
    ) -> None:
        update_settings(admin, {"clients.welcome_credits": "2.00"}, now=now)
        known = make_client_actor(studio, name="Known Person")
        give_credits(known, 1, now=now)

        post(browser(known), class_page(session, "book"))

        with inside(studio):
            assert Client.objects.filter(name="Known Person").count() == 1
            assert balances(Actor.system(studio), [known.client_id], now=now + DAY)[known.client_id] == Decimal(1)  # type: ignore[list-item, index]

    def test_is_told_where_the_studio_adds_its_members_itself(
        self, studio: Studio, session: Session, zoe: User, admin: Actor, now: datetime
    ) -> None:
        update_settings(admin, {"clients.self_signup": False}, now=now)

        refused = post(browser(zoe), class_page(session, "book"))

        assert refused.status_code == 403
        assert "This studio adds its members itself." in words(refused)
        with inside(studio):
            assert not Client.objects.filter(email="zoe@example.org").exists()
            assert not SpotHold.objects.exists()

    def test_confirms_the_address_before_anything_else(self, studio: Studio, session: Session) -> None:
        unproven = make_user(email="new@example.org", verified=False)

        refused = post(browser(unproven), class_page(session, "book"))

        assert refused.status_code == 403
        assert "Confirm your e-mail address first." in words(refused)
        with inside(studio):
            assert not Client.objects.filter(email="new@example.org").exists()

    def test_without_credits_is_told_what_to_do(self, studio: Studio, session: Session, zoe: User) -> None:
        refused = post(browser(zoe), class_page(session, "book"))

        assert refused.status_code == 402
        assert "This class costs 1 credit; you have 0 credits" in words(refused)
        assert "Ask for credits" in words(refused)
        with inside(studio):
            assert not SpotHold.objects.exists()

    def test_joins_the_waiting_list_of_a_full_class(
        self, studio: Studio, session: Session, zoe: User, maya: Actor, noah: Actor, now: datetime
    ) -> None:
        for person in (maya, noah):
            give_credits(person, now=now)
            book_spot(person, session_id=session.pk, now=now)

        joined = post(browser(zoe), class_page(session, "wait"))

        assert path_of(joined) == class_page(session)
        with inside(studio):
            assert WaitlistEntry.objects.get().client_id == Client.objects.get(email="zoe@example.org").pk


class TestBook:
    @pytest.fixture
    def member(self, maya: Actor, now: datetime) -> Browser:
        give_credits(maya, now=now)
        return browser(maya)

    def test_holds_once_however_often_it_is_pressed(self, studio: Studio, session: Session, member: Browser) -> None:
        first = post(member, class_page(session, "book"), key="once")
        again = post(member, class_page(session, "book"), key="once")
        other = post(member, class_page(session, "book"))

        assert first["Location"] == again["Location"]
        assert path_of(first) == path_of(other)
        with inside(studio):
            assert SpotHold.objects.count() == 1

    def test_answers_in_the_sheet_where_it_was_asked(self, session: Session, member: Browser) -> None:
        held = post(member, class_page(session, "book"), **SHEET)

        shown = sheet(member, held["Location"])

        assert held.status_code == 303
        assert "Held for you" in words(shown)
        assert b"<html" not in shown.content
        assert "booking:changed" in shown["HX-Trigger"]

    def test_of_a_full_class_is_refused_in_place(
        self, studio: Studio, session: Session, member: Browser, noah: Actor, now: datetime
    ) -> None:
        third = make_client_actor(studio, name="Third One")
        for person in (noah, third):
            give_credits(person, now=now)
            book_spot(person, session_id=session.pk, now=now)

        refused = post(member, class_page(session, "book"), **SHEET)

        assert refused.status_code == 409
        assert "This session is full." in words(refused)
        assert "Join waiting list" in words(refused)

    def test_is_slowed_down_after_five_in_a_minute(
        self, studio: Studio, session: Session, member: Browser, now: datetime
    ) -> None:
        for hours in range(1, 6):
            with inside(studio):
                more = make_session(studio, starts_in=2 * DAY + timedelta(hours=2 * hours), now=now)
            assert post(member, class_page(more, "book")).status_code == 303

        refused = post(member, class_page(session, "book"), **SHEET)

        assert (refused.status_code, 0 < int(refused["Retry-After"]) <= 60) == (429, True)
        assert "Please wait a moment." in words(refused)

    def test_books_at_once_where_that_is_one_step(
        self, studio: Studio, session: Session, member: Browser, admin: Actor, now: datetime
    ) -> None:
        with inside(studio):
            update_settings(admin, {"booking.one_step": True}, now=now)
        assert "Book now · 1 credit" in words(member.get(class_page(session)))

        booked = post(member, class_page(session, "book"))

        with inside(studio):
            assert path_of(booked) == f"/s/northside/me/bookings/{Booking.objects.get().pk}"

    def test_of_an_unknown_class_is_not_found(self, studio: Studio, member: Browser) -> None:
        assert post(member, "/s/northside/classes/01a1fb78-bcc6-76c1-aa14-0e8d06000a86/book").status_code == 404

    def test_that_overlaps_is_announced_before_anything_is_held(
        self, studio: Studio, session: Session, member: Browser, maya: Actor, now: datetime
    ) -> None:
        with inside(studio):
            other = make_session(studio, starts_in=2 * DAY + timedelta(minutes=30), now=now)
            book_spot(maya, session_id=other.pk, now=now)

        assert f"You are booked for {other.title} at that time." in words(member.get(class_page(session)))

    def test_joins_a_queue_only_when_no_place_is_free(self, studio: Studio, session: Session, member: Browser) -> None:
        refused = post(member, class_page(session, "wait"), **SHEET)

        assert refused.status_code == 409
        assert "A place is free. You can book it now." in words(refused)
        with inside(studio):
            assert not WaitlistEntry.objects.exists()

    def test_by_staff_who_are_no_clients_makes_them_one_only_if_they_ask(
        self, studio: Studio, session: Session, trainer: Actor
    ) -> None:
        browser(trainer).get(class_page(session))

        with inside(studio):
            assert not Client.objects.exists()
