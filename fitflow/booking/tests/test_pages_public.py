"""The schedule and a class as anybody sees them."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from fitflow.accounts.factories import make_user
from fitflow.accounts.models import User
from fitflow.booking.factories import give_credits, make_class_type, make_session
from fitflow.booking.services.holds import book_spot, hold_spot
from fitflow.booking.services.sessions import cancel_session
from fitflow.booking.services.waitlist import join_waitlist
from fitflow.booking.tests.browsing import Browser, browser, inside, words
from fitflow.core.actor import Actor, Studio
from fitflow.organizations.factories import make_staff, make_studio
from fitflow.organizations.models import Location
from fitflow.organizations.services.locations import update_location
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


def day_of(studio: Studio, session: Session, **filters: Any) -> str:
    """The address of the day on which a session takes place."""
    on = session.starts_at.astimezone(studio.zone).date()
    return f"/s/{studio.slug}/?day={on}" + "".join(f"&{name}={value}" for name, value in filters.items())


def class_page(session: Session, act: str = "") -> str:
    return f"/s/northside/classes/{session.pk}" + (f"/{act}" if act else "")


class TestSchedule:
    def test_shows_a_day_of_classes_to_anybody(self, studio: Studio, session: Session, visitor: Browser) -> None:
        shown = visitor.get(day_of(studio, session))

        said = words(shown)
        assert shown.status_code == 200
        assert f"{session.starts_at.astimezone(studio.zone):%H:%M}" in said
        assert "Morning Strength" in said
        assert "1 credit" in said
        assert "All times are London time." in said

    def test_says_where_the_studio_is(
        self, studio: Studio, admin: Actor, session: Session, visitor: Browser, now: datetime
    ) -> None:
        update_location(admin, location_id=session.location_id, changes={"address": "1 Long Lane"}, now=now)

        assert "Northside 1 Long Lane" in words(visitor.get(day_of(studio, session)))

    def test_gives_visitors_first_names_of_trainers_and_no_member(
        self, studio: Studio, session: Session, maya: Actor, visitor: Browser, now: datetime
    ) -> None:
        give_credits(maya, now=now)
        book_spot(maya, session_id=session.pk, now=now)

        said = words(visitor.get(day_of(studio, session))) + words(visitor.get(class_page(session)))

        assert "Ana" in said
        assert "Ruiz" not in said
        assert "Maya" not in said

    def test_asks_as_many_queries_for_one_class_as_for_many(
        self, studio: Studio, session: Session, visitor: Browser, now: datetime, django_assert_num_queries: Any
    ) -> None:
        visitor.get(day_of(studio, session))

        with django_assert_num_queries(5):
            visitor.get(day_of(studio, session))

        with inside(studio):
            for minute in range(8):
                make_session(studio, starts_in=2 * DAY + timedelta(minutes=minute), now=now)
        with django_assert_num_queries(5):
            visitor.get(day_of(studio, session))

    def test_asks_few_more_for_a_member(
        self, studio: Studio, session: Session, maya: Actor, django_assert_max_num_queries: Any
    ) -> None:
        member = browser(maya)
        member.get(day_of(studio, session))

        with django_assert_max_num_queries(9):
            member.get(day_of(studio, session))

    def test_is_narrowed_by_class_trainer_place_and_what_is_free(
        self, studio: Studio, session: Session, maya: Actor, visitor: Browser, now: datetime
    ) -> None:
        roof = Location.objects.create(organization_id=studio.id, name="Roof")
        yoga = make_class_type(studio, name="Yoga", location=roof)
        other = make_session(studio, class_type=yoga, starts_in=2 * DAY, capacity=1, now=now)
        give_credits(maya, now=now)
        book_spot(maya, session_id=other.pk, now=now)

        def rows(**filters: Any) -> tuple[bool, bool]:
            shown = visitor.get(day_of(studio, session, **filters)).content.decode()
            return class_page(session) in shown, class_page(other) in shown

        assert rows() == (True, True)
        assert rows(type=yoga.pk) == (False, True)
        assert rows(trainer=session.trainer_id) == (True, False)
        assert rows(location=roof.pk) == (False, True)
        assert rows(free="on") == (True, False)

    @pytest.mark.parametrize(
        ("query", "sentence"),
        [
            ("day=tomorrow", "Day: Write the day like 2026-11-20."),
            ("type=7", "Class: This is not on the schedule."),
            ("trainer=01a1fb78-bcc6-76c1-aa14-0e8d06000a86", "Trainer: This is not on the schedule."),
        ],
    )
    def test_names_a_wrong_filter_and_shows_the_schedule_anyway(
        self, session: Session, visitor: Browser, query: str, sentence: str
    ) -> None:
        shown = visitor.get(f"/s/northside/?{query}")

        assert shown.status_code == 422
        assert sentence in words(shown)

    def test_leads_from_an_empty_day_to_one_with_a_place(
        self, studio: Studio, session: Session, visitor: Browser
    ) -> None:
        shown = visitor.get("/s/northside/")

        on = session.starts_at.astimezone(studio.zone)
        assert "No classes on this day" in words(shown)
        assert f"Go to {on:%a} {on.day} {on:%b}" in words(shown)

    def test_goes_on_in_steps_of_two_weeks_and_ends_where_booking_ends(
        self, session: Session, visitor: Browser
    ) -> None:
        first = visitor.get("/s/northside/")
        last = visitor.get("/s/northside/?day=2199-01-01")

        assert first.content.count(b'class="day-chip-number') == 14
        assert "Two weeks later" in first.content.decode()
        assert "Two weeks earlier" not in first.content.decode()
        assert "Two weeks earlier" in last.content.decode()
        assert "Two weeks later" not in last.content.decode()

    @pytest.mark.parametrize(
        ("show", "sentence"), [("exact", "2 places left"), ("low_only", "2 places left"), ("hidden", "Places free")]
    )
    def test_says_of_the_places_what_the_studio_wants(
        self, studio: Studio, session: Session, admin: Actor, visitor: Browser, now: datetime, show: str, sentence: str
    ) -> None:
        update_settings(admin, {"booking.show_spots": show}, now=now)

        assert sentence in words(visitor.get(day_of(studio, session)))

    def test_answers_htmx_with_the_list_alone(self, studio: Studio, session: Session, visitor: Browser) -> None:
        part = visitor.get(day_of(studio, session), HTTP_HX_REQUEST="true", HTTP_HX_TARGET="schedule")

        assert "Morning Strength" in words(part)
        assert b"<html" not in part.content
        assert "HX-Request" in part["Vary"]

    def test_keeps_drafts_to_the_staff(self, studio: Studio, session: Session, visitor: Browser, now: datetime) -> None:
        draft = make_session(studio, now=now, publish=False)

        assert str(draft.pk) not in visitor.get(day_of(studio, draft)).content.decode()
        assert visitor.get(class_page(draft)).status_code == 404

    def test_of_no_studio_is_not_found(self, studio: Studio, visitor: Browser) -> None:
        assert visitor.get("/s/nowhere/").status_code == 404

    def test_says_to_a_member_what_is_theirs(
        self, studio: Studio, session: Session, maya: Actor, noah: Actor, now: datetime
    ) -> None:
        give_credits(maya, now=now)
        give_credits(noah, now=now)
        member = browser(maya)
        hold_spot(maya, session_id=session.pk, now=now)
        assert "Held until" in words(member.get(day_of(studio, session)))

        with inside(studio):
            book_spot(maya, session_id=session.pk, now=now)
            single = make_session(studio, starts_in=2 * DAY + timedelta(hours=3), capacity=1, now=now)
            book_spot(noah, session_id=single.pk, now=now)
            join_waitlist(maya, session_id=single.pk, now=now)
        said = words(member.get(day_of(studio, session)))
        assert "Booked" in said
        assert "Waiting (1)" in words(member.get(day_of(studio, single)))

    def test_at_the_members_own_address_asks_to_sign_in(self, session: Session, maya: Actor, visitor: Browser) -> None:
        asked = visitor.get("/s/northside/me/schedule")

        assert (asked.status_code, "/accounts/login/" in asked["Location"]) == (302, True)
        assert browser(maya).get("/s/northside/me/schedule").status_code == 200


class TestClass:
    def test_says_what_where_when_and_on_what_terms(self, studio: Studio, session: Session, visitor: Browser) -> None:
        said = words(visitor.get(class_page(session)))

        free_until = (session.starts_at - DAY).astimezone(studio.zone)
        assert "Barbells and kettlebells." in said
        assert "Patient with beginners." in said
        assert "London time" in said
        assert f"Cancel free until {free_until:%a} {free_until.day}" in said
        assert "Book this class · 1 credit" in said

    def test_lets_a_browser_elsewhere_add_its_own_time(self, session: Session, visitor: Browser) -> None:
        assert b" data-local>" in visitor.get(class_page(session)).content

    def test_of_another_studio_is_not_found_here(self, session: Session, visitor: Browser) -> None:
        make_studio(slug="southside")

        assert visitor.get(f"/s/southside/classes/{session.pk}").status_code == 404

    def test_that_is_full_offers_its_waiting_list_and_others(
        self, studio: Studio, session: Session, maya: Actor, noah: Actor, visitor: Browser, now: datetime
    ) -> None:
        later = make_session(studio, class_type=session.class_type, starts_in=3 * DAY, now=now)
        for person in (maya, noah):
            give_credits(person, now=now)
            book_spot(person, session_id=session.pk, now=now)

        shown = visitor.get(class_page(session))

        assert "Join waiting list" in words(shown)
        assert class_page(later) in shown.content.decode()

    def test_that_was_cancelled_says_why(
        self, session: Session, manager: Actor, visitor: Browser, now: datetime
    ) -> None:
        cancel_session(manager, session_id=session.pk, reason="The boiler broke.", now=now)

        assert "The boiler broke." in words(visitor.get(class_page(session)))

    def test_that_opens_later_says_when(self, studio: Studio, visitor: Browser, now: datetime) -> None:
        kind = make_class_type(studio, name="Hot", registration_opens=3600)
        session = make_session(studio, class_type=kind, now=now)

        assert "Booking opens" in words(visitor.get(class_page(session)))
