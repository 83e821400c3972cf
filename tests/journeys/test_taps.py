"""How many taps it takes, through the real pages and without scripts. The numbers are promises."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from fitflow.accounts.factories import make_user
from fitflow.accounts.models import User
from fitflow.accounts.tests.steps import Outbox, code_in
from fitflow.booking.factories import give_credits, make_class_type, make_session
from fitflow.booking.models import Booking, SpotHold, WaitlistEntry
from fitflow.booking.services.holds import book_spot
from fitflow.booking.tests.browsing import browser, inside, words
from fitflow.core.actor import Actor, Studio
from fitflow.organizations.models import Client as Record
from fitflow.organizations.models import Organization
from fitflow.organizations.queries.directory import studio_of
from fitflow.organizations.queries.staff import invitation_token
from fitflow.organizations.services.invitations import invite_staff
from fitflow.organizations.services.settings import update_settings
from fitflow.schedule.models import Session
from tests.journeys.taps import Person

pytestmark = pytest.mark.wall_clock
BLUE = "#2563eb"


@pytest.fixture
def session(studio: Studio, admin: Actor, now: datetime) -> Session:
    """One place in two days; people pay at the studio."""
    update_settings(admin, {"class.payment": "at_studio", "class.desk_price": "£12"}, now=now)
    kind = make_class_type(studio, name="Vinyasa Flow")
    return make_session(studio, class_type=kind, now=now, capacity=1)


@pytest.fixture
def stranger_at_the_door(maya: Actor, noah: Actor, session: Session) -> Person:
    """Somebody who opens the class; people the studio knows are there before (the page closes its door)."""
    return Person(Client()).open(f"/s/northside/classes/{session.pk}")


def email_of(who: Actor) -> str:
    assert who.user_id is not None
    return str(User.objects.get(pk=who.user_id).email)


def text_of(person: Person) -> str:
    return words(type("Shown", (), {"content": person.html.encode()}))


class TestBooking:
    def test_of_a_stranger_takes_four_taps_from_the_class(
        self, studio: Studio, stranger_at_the_door: Person, mailoutbox: Outbox
    ) -> None:
        zoe = stranger_at_the_door

        zoe.press("Book this class", email="zoe@example.org")
        for part in ("Northside", "Vinyasa Flow", "We keep a place for you as soon as you are signed in."):
            assert part in text_of(zoe)
        zoe.press("Sign in", code=code_in(mailoutbox[0]))
        zoe.press("Continue", name="Zoe New")
        assert "Held for you" in text_of(zoe)
        zoe.press("Confirm")

        assert "You are in!" in text_of(zoe)
        assert len(zoe.taps) == 4
        with inside(studio):
            assert Booking.objects.get().settlement == "due"

    def test_of_a_member_who_is_signed_out_takes_three(
        self, studio: Studio, stranger_at_the_door: Person, maya: Actor, mailoutbox: Outbox, now: datetime
    ) -> None:
        with inside(studio):
            give_credits(maya, now=now)
        person, email = stranger_at_the_door, email_of(maya)

        person.press("Book this class", email=email)
        person.press("Sign in", code=code_in(mailoutbox[0]))
        person.press("Confirm")

        assert "You are in!" in text_of(person)
        assert len(person.taps) == 3

    def test_keeps_the_last_place_from_the_moment_somebody_is_known(
        self,
        studio: Studio,
        session: Session,
        stranger_at_the_door: Person,
        maya: Actor,
        noah: Actor,
        mailoutbox: Outbox,
        now: datetime,
    ) -> None:
        email = email_of(maya)

        stranger_at_the_door.press("Book this class", email=email).press("Sign in", code=code_in(mailoutbox[0]))

        with inside(studio):
            assert SpotHold.objects.get().client_id == maya.client_id
        assert "Join waiting list" in text_of(Person(browser(noah)).open(f"/s/northside/classes/{session.pk}"))

    def test_of_a_place_that_went_meanwhile_says_so_and_offers_the_waiting_list(
        self,
        studio: Studio,
        session: Session,
        stranger_at_the_door: Person,
        maya: Actor,
        noah: Actor,
        mailoutbox: Outbox,
        now: datetime,
    ) -> None:
        person = stranger_at_the_door.press("Book this class", email=email_of(maya))
        with inside(studio):
            book_spot(noah, session_id=session.pk, now=now)

        person.press("Sign in", code=code_in(mailoutbox[0]))

        assert person.status == 409
        assert "Join waiting list" in text_of(person)

    def test_corrects_a_wrong_address_on_the_way(self, stranger_at_the_door: Person, mailoutbox: Outbox) -> None:
        person = stranger_at_the_door.press("Book this class", email="nobody")
        assert person.status == 422
        assert "Vinyasa Flow" in text_of(person)

        person.press("E-mail me a code", email="zoe@example.org").press("Sign in", code=code_in(mailoutbox[0]))

        assert "What is your name?" in text_of(person)

    def test_is_never_done_by_a_link_from_elsewhere(self, studio: Studio, session: Session, maya: Actor) -> None:
        Person(browser(maya)).open(f"/s/northside/classes/{session.pk}/book")

        with inside(studio):
            assert not SpotHold.objects.exists()

    def test_is_kept_for_an_hour_and_for_the_chosen_class_only(
        self, studio: Studio, session: Session, maya: Actor, now: datetime
    ) -> None:
        for key, at in ((str(session.pk), now - timedelta(minutes=61)), ("another", now)):
            visit = browser(maya)
            kept = visit.session
            kept["booking.wanted"] = [key, at.isoformat()]
            kept.save()

            Person(visit).open(f"/s/northside/classes/{session.pk}/book")

        with inside(studio):
            assert not SpotHold.objects.exists()

    def test_of_a_full_class_joins_the_waiting_list_in_two_taps(
        self, studio: Studio, session: Session, maya: Actor, noah: Actor, mailoutbox: Outbox, now: datetime
    ) -> None:
        with inside(studio):
            book_spot(noah, session_id=session.pk, now=now)
        person = Person(Client()).open(f"/s/northside/classes/{session.pk}")

        person.press("Join waiting list", email=email_of(maya))
        person.press("Sign in", code=code_in(mailoutbox[0]))

        assert "You are on the waiting list, number 1." in text_of(person)
        with inside(studio):
            assert WaitlistEntry.objects.get().client_id == maya.client_id


class TestTheDesk:
    @pytest.fixture
    def manager_at(self, manager: Actor) -> Any:
        return lambda path: Person(browser(manager)).open(f"/s/northside/desk/{path}")

    def test_adds_and_books_a_walk_in_from_the_roster_in_two_clicks(
        self, studio: Studio, session: Session, manager_at: Any
    ) -> None:
        desk = manager_at(f"sessions/{session.pk}")

        desk.follow("Add somebody").press(
            "Add and book", name="Wanda Walk", email="wanda@example.org", phone="020 7946 0958"
        )

        assert "Wanda Walk is added and booked." in text_of(desk)
        assert len(desk.taps) == 2
        with inside(studio):
            assert Booking.objects.get().client.phone == "+442079460958"

    def test_keeps_what_was_searched_for_when_nobody_is_found(self, session: Session, manager_at: Any) -> None:
        desk = manager_at(f"sessions/{session.pk}").follow("Add somebody").press("Search", q="Wanda Walk")
        assert 'value="Wanda Walk"' in desk.html

        refused = desk.press("Add and book")

        assert refused.status == 422
        assert "Fill this in." in text_of(desk)
        assert "is added and booked" in text_of(desk.press("Add and book", email="wanda@example.org"))

    def test_books_a_new_client_from_the_record_in_three_clicks(
        self, studio: Studio, session: Session, manager_at: Any
    ) -> None:
        desk = manager_at("clients/add")

        desk.press("Add the client", name="Wanda Walk", email="wanda@example.org", phone="+44 20 7946 0958")
        desk.follow("Book a class").press("Book")

        assert "Wanda Walk is booked: Vinyasa Flow" in text_of(desk)
        assert len(desk.taps) == 3
        with inside(studio):
            assert Booking.objects.get().settlement == "due"

    def test_is_told_what_to_do_where_nothing_pays(
        self, studio: Studio, session: Session, admin: Actor, manager_at: Any, now: datetime
    ) -> None:
        with inside(studio):
            update_settings(admin, {"class.payment": "credits"}, now=now)

        desk = manager_at(f"sessions/{session.pk}").follow("Add somebody")
        desk.press("Add and book", name="Wanda Walk", email="wanda@example.org")

        assert desk.status == 402
        assert "Wanda Walk has 0 credits for this, and it costs 1." in text_of(desk)
        assert "Give credits" in text_of(desk)
        with inside(studio):
            assert Record.objects.filter(name="Wanda Walk").count() == 1
            assert not Booking.objects.exists()


class TestAnInvitation:
    @pytest.fixture
    def link(self, studio: Studio, admin: Actor, now: datetime) -> str:
        """Nina's, as the mail has it."""
        invitation = invite_staff(admin, email="nina@example.org", roles=["trainer"], name="Nina Coach", now=now)
        return f"/s/northside/join/{invitation_token(invitation)}"

    def test_is_taken_on_one_screen_by_somebody_new(self, studio: Studio, link: str) -> None:
        nina = Person(Client()).open(link)

        nina.press("Join")

        assert nina.path == "/s/northside/desk/"
        assert "Welcome to Northside!" in text_of(nina)
        assert len(nina.taps) == 1
        assert User.objects.get(email="nina@example.org").name == "Nina Coach"

    def test_is_taken_with_a_code_by_whoever_has_a_login(self, link: str, mailoutbox: Outbox) -> None:
        known = make_user(email="nina@example.org", name="Nina Known")
        nina = Person(Client()).open(link)

        nina.press("Join")
        assert nina.path != "/s/northside/desk/"
        nina.press("Sign in", code=code_in(mailoutbox[-1]))

        assert nina.path == "/s/northside/desk/"
        known.refresh_from_db()
        assert known.name == "Nina Known"

    def test_opens_no_account_that_was_there_before(self, studio: Studio, link: str) -> None:
        make_user(email="nina@example.org", name="Nina Known")
        somebody = Person(Client()).open(link).press("Join")

        assert "_auth_user_id" not in somebody.browser.session
        assert somebody.browser.get("/s/northside/desk/").status_code == 302

    def test_works_once(self, link: str) -> None:
        Person(Client()).open(link).press("Join")

        again = Person(Client()).open(link)

        assert again.status == 410
        assert "no longer open" in text_of(again)


class TestFounding:
    def test_takes_seven_clicks_to_a_public_class_and_three_more_until_a_stranger_can_book_it(self, db: None) -> None:
        olive = Person(Client()).open("/start")

        olive.press(
            "Open the studio", person="Olive Hart", email="olive@hill.example", password="brisk-meadow-42",
            name="Hill Street Yoga", timezone="Europe/London", currency="GBP", preset="studio",
        )  # fmt: skip
        olive.press("I teach")
        olive.follow("Add what you teach").press("Create class type", name="Slow Flow", duration="60", color=BLUE)
        olive.follow("Plan it").press("Plan the series", weekdays=["1"], at="18:00")
        weekday = 1  # The pill of the day.

        assert "sessions are planned" in text_of(olive)
        assert len(olive.taps) + weekday == 7
        shown = Person(Client()).open("/s/hill-street-yoga/")
        assert "Hill Street Yoga" in text_of(shown)
        olive.follow("Today").follow("Choose how people pay").press("Save", answer="at_studio")
        assert "Visitors cannot book yet" not in text_of(olive)
        with inside(studio_of(Organization.objects.get())):
            assert Session.objects.filter(status="published").exists()
