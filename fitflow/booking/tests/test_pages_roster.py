"""The page of a session and what staff do with the people on it."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from fitflow.booking.factories import give_credits
from fitflow.booking.hooks import SessionAct
from fitflow.booking.models import Booking, WaitlistEntry
from fitflow.booking.queries.roster import Roster, roster_of
from fitflow.booking.services.waitlist import join_waitlist
from fitflow.booking.tests.browsing import Browser, browser, field_of, inside, post, sheet, words
from fitflow.booking.tests.desk_helpers import (
    DAY,
    HOUR,
    SHEET,
    balance,
    book,
    counted,
    crowd,
    marked,
    page,
    regular,
    soon,
)
from fitflow.core.actor import Actor, Role, Studio
from fitflow.organizations.factories import make_client_actor, make_staff_actor
from fitflow.organizations.models import Client
from fitflow.schedule.models import Session
from tests.offers import also

pytestmark = pytest.mark.wall_clock


@pytest.fixture
def session(studio: Studio, trainer: Actor, now: datetime) -> Session:
    """Ana's class of three spots, in half an hour."""
    return soon(studio, trainer, now)


@pytest.fixture
def ben(studio: Studio) -> Actor:
    """Another trainer."""
    return make_staff_actor(studio, name="Ben Okafor", role=Role.TRAINER)


class TestTheMenuOfASession:
    """What "More" offers is what the apps have for a session in its state."""

    def test_of_an_app_above_stand_among_the_others_for_those_who_may(
        self, manager: Actor, trainer: Actor, session: Session
    ) -> None:
        status = session.status
        early = SessionAct("log", "Write the log…", "booking:desk-session", "edit", frozenset({"completed"}), order=15)
        now = SessionAct("kit", "Lend a kit…", "booking:desk-session", "plus", frozenset({status}), order=15)
        chiefs = SessionAct(
            "fee", "Charge a fee…", "booking:desk-session", "coins", frozenset({status}), role=Role.MANAGER, order=15
        )
        with also(early, now, chiefs):
            ours, hers = (words(browser(who).get(page("desk-session", session.pk))) for who in (manager, trainer))

        assert "Move… Lend a kit… Charge a fee… Another trainer…" in ours
        assert "Move… Lend a kit… Details…" in hers


class TestThePage:
    @pytest.fixture
    def full(self, studio: Studio, session: Session, now: datetime) -> list[Booking]:
        return [book(person, session, now) for person in crowd(studio, 3, now=now)]

    def test_shows_the_people_and_where_they_stand(
        self, studio: Studio, manager: Actor, session: Session, full: list[Booking], now: datetime
    ) -> None:
        join_waitlist(regular(studio, "Wanda Waits", now), session_id=session.pk, now=now)

        response = browser(manager).get(page("desk-session", session.pk))

        text = words(response)
        assert response.status_code == 200
        assert "Client 00" in text
        assert "3/3 +1" in text
        assert "Wanda Waits" in text

    def test_costs_as_many_queries_for_twenty_as_for_two(
        self, studio: Studio, manager: Actor, trainer: Actor, now: datetime
    ) -> None:
        counts = []
        for number, size in enumerate((2, 20)):
            with inside(studio):
                one = soon(studio, trainer, now, capacity=size, starts_in=(number + 1) * HOUR)
                for person in [make_client_actor(studio, name=f"P{size} {which}") for which in range(size)]:
                    give_credits(person, now=now - DAY)
                    book(person, one, now)
            visit = browser(manager)
            visit.get(page("desk-session", one.pk))
            with counted() as statements:
                visit.get(page("desk-session", one.pk), headers={"HX-Request": "true"})
            counts.append(len(statements))

        assert counts[0] == counts[1]
        assert counts[1] <= 8

    def test_answers_304_while_nothing_changed(
        self, manager: Actor, session: Session, full: list[Booking], now: datetime
    ) -> None:
        visit, here = browser(manager), page("desk-session", session.pk)
        first = visit.get(here, headers={"HX-Request": "true"})

        same = visit.get(here, headers={"HX-Request": "true", "If-None-Match": first["ETag"]})
        post(visit, page("desk-mark", full[0].pk), mark="present")
        other = visit.get(here, headers={"HX-Request": "true", "If-None-Match": first["ETag"]})

        assert (first.status_code, same.status_code, other.status_code) == (200, 304, 200)

    def test_marks_in_one_tap_and_takes_it_back(
        self, studio: Studio, trainer: Actor, session: Session, full: list[Booking]
    ) -> None:
        visit, path = browser(trainer), page("desk-mark", full[0].pk)
        for mark, expected in (("late", "late"), ("present", "present"), ("clear", "")):
            answer = post(visit, path, mark=mark)

            assert (answer.status_code, answer["Location"]) == (
                303,
                f"{page('desk-session', session.pk)}#person-{full[0].pk}",
            )
            with inside(studio):
                assert marked(full[0]) == expected

    def test_gives_the_row_and_the_figures_to_a_script(self, trainer: Actor, full: list[Booking]) -> None:
        answer = post(browser(trainer), page("desk-mark", full[0].pk), mark="present", HTTP_HX_REQUEST="true")

        html = answer.content.decode()
        assert answer.status_code == 200
        assert f'id="person-{full[0].pk}"' in html
        assert 'id="roster-counts" hx-swap-oob="true"' in html
        assert "1 here" in words(answer)

    def test_counts_a_no_show_and_says_that_the_next_has_the_place(
        self, studio: Studio, trainer: Actor, session: Session, full: list[Booking], now: datetime
    ) -> None:
        join_waitlist(regular(studio, "Wanda Waits", now), session_id=session.pk, now=now)

        answer = post(browser(trainer), page("desk-mark", full[0].pk), mark="no_show", HTTP_HX_REQUEST="true")
        whole = browser(trainer).get(page("desk-session", session.pk))

        for shown in (answer, whole):
            assert "3 booked · 1 no-show (place offered on) · 2 not marked" in words(shown)

    def test_says_in_the_row_why_a_mark_is_refused(
        self, studio: Studio, trainer: Actor, maya: Actor, now: datetime
    ) -> None:
        give_credits(maya, now=now)
        far = book(maya, soon(studio, trainer, now, starts_in=5 * DAY), now)

        answer = post(browser(trainer), page("desk-mark", far.pk), mark="no_show", HTTP_HX_REQUEST="true")
        plain = post(browser(trainer), page("desk-mark", far.pk), mark="no_show")
        wrong = post(browser(trainer), page("desk-mark", far.pk), mark="maybe", HTTP_HX_REQUEST="true")

        assert (answer.status_code, wrong.status_code) == (409, 422)
        assert "Nobody is absent yet" in words(answer)
        assert "Choose present, late or no-show." in words(wrong)
        assert plain.status_code == 409
        with inside(studio):
            assert marked(far) == ""

    def test_marks_everybody_else_present(
        self, studio: Studio, trainer: Actor, session: Session, full: list[Booking]
    ) -> None:
        visit = browser(trainer)
        post(visit, page("desk-mark", full[0].pk), mark="no_show")

        answer = post(visit, page("desk-rest", session.pk))

        assert answer.status_code == 303
        with inside(studio):
            assert sorted(marked(one) for one in full) == ["no_show", "present", "present"]

    def test_of_a_mark_is_closed_to_everybody_else(
        self, studio: Studio, ben: Actor, maya: Actor, stranger: Actor, full: list[Booking]
    ) -> None:
        for who, status in ((ben, 404), (maya, 403), (stranger, 404)):
            assert post(browser(who), page("desk-mark", full[0].pk), mark="present").status_code == status
        assert post(browser(), page("desk-mark", full[0].pk), mark="present").status_code == 302
        with inside(studio):
            assert marked(full[0]) == ""


class TestActsOnAPerson:
    @pytest.fixture
    def ann(self, studio: Studio, now: datetime) -> Actor:
        return regular(studio, "Ann Acker", now)

    @pytest.fixture
    def booking(self, ann: Actor, session: Session, now: datetime) -> Booking:
        """Booked an hour ago, so that it is no mis-tap any more; half an hour before the start nothing comes back."""
        made = book(ann, session, now)
        Booking.objects.filter(pk=made.pk).update(confirmed_at=now - HOUR)
        return made

    def test_shows_everything_about_the_booking(self, manager: Actor, booking: Booking) -> None:
        text = words(sheet(browser(manager), page("desk-booking", booking.pk)))

        assert "Ann Acker" in text or "Paid 1 credit" in text
        assert "Cancel for them…" in text

    def test_cancels_by_policy_and_says_what_came_back(
        self, studio: Studio, manager: Actor, ann: Actor, booking: Booking, now: datetime
    ) -> None:
        visit = browser(manager)
        assert "0 of 1 back" in words(sheet(visit, page("desk-cancel", booking.pk)))

        answer = post(visit, page("desk-cancel", booking.pk), refund="policy", reason="Ill")

        assert answer.status_code == 303
        with inside(studio):
            booking.refresh_from_db()
            assert (booking.status, booking.refund_percent, booking.cancel_reason) == ("cancelled", 0, "Ill")
            assert balance(ann, now) == 9

    def test_cancels_for_no_less_than_was_shown(
        self, studio: Studio, manager: Actor, ann: Actor, booking: Booking, now: datetime
    ) -> None:
        visit, path = browser(manager), page("desk-cancel", booking.pk)

        refused = post(visit, path, refund="policy", reason="Ill", expected_refund="1.00")

        assert (refused.status_code, "A deadline has just passed" in words(refused)) == (409, True)
        assert "0 of 1 back" in words(refused)
        shown = field_of(refused, "expected_refund")
        with inside(studio):
            assert Booking.objects.get(pk=booking.pk).status == "confirmed"
        assert post(visit, path, refund="policy", reason="Ill", expected_refund=shown).status_code == 303

    def test_cancels_with_everything_back(
        self, studio: Studio, trainer: Actor, ann: Actor, booking: Booking, now: datetime
    ) -> None:
        post(browser(trainer), page("desk-cancel", booking.pk), refund="everything", reason="")

        with inside(studio):
            assert balance(ann, now) == 10

    def test_cancels_once(self, manager: Actor, booking: Booking) -> None:
        visit = browser(manager)
        post(visit, page("desk-cancel", booking.pk), refund="policy", reason="")

        again = post(visit, page("desk-cancel", booking.pk), refund="policy", reason="", **SHEET)

        assert again.status_code == 409
        assert "This booking was cancelled before." in words(again)
        assert "Cancel the booking" not in words(again)

    def test_asks_for_a_known_refund(self, studio: Studio, manager: Actor, booking: Booking) -> None:
        answer = post(browser(manager), page("desk-cancel", booking.pk), refund="half", reason="")

        assert answer.status_code == 422
        with inside(studio):
            booking.refresh_from_db()
            assert booking.status == "confirmed"

    def test_waives_a_no_show_with_a_reason(
        self, studio: Studio, manager: Actor, ann: Actor, booking: Booking, now: datetime
    ) -> None:
        visit = browser(manager)
        post(visit, page("desk-mark", booking.pk), mark="no_show")

        unsaid = post(visit, page("desk-waive", booking.pk), reason="")
        answer = post(visit, page("desk-waive", booking.pk), reason="Train was late")

        assert (unsaid.status_code, answer.status_code) == (422, 303)
        with inside(studio):
            assert balance(ann, now) == 10
            roster: Roster = roster_of(manager, booking.session_id, now=now)
            assert [(person.is_waived, person.penalty) for person in roster.people] == [(True, Decimal(0))]

    def test_waiving_is_for_managers(
        self, studio: Studio, trainer: Actor, ann: Actor, booking: Booking, now: datetime
    ) -> None:
        visit = browser(trainer)
        post(visit, page("desk-mark", booking.pk), mark="no_show")

        assert post(visit, page("desk-waive", booking.pk), reason="Nice").status_code == 403
        with inside(studio):
            assert balance(ann, now) == 9


class TestAddingSomebody:
    def test_finds_clients_with_what_they_could_spend(
        self, studio: Studio, manager: Actor, maya: Actor, noah: Actor, session: Session, now: datetime
    ) -> None:
        give_credits(maya, 8, now=now)

        text = words(browser(manager).get(page("desk-add", session.pk), {"q": "lind"}))

        assert "Maya Lind maya.lind@northside.test 8 credits" in text
        assert "Noah Berg" not in text

    def test_books_them_and_goes_back_to_the_roster(
        self, studio: Studio, manager: Actor, maya: Actor, session: Session, now: datetime
    ) -> None:
        give_credits(maya, now=now)

        answer = post(browser(manager), page("desk-add", session.pk), client=maya.client_id, how="book")

        assert (answer.status_code, answer["Location"]) == (303, page("desk-session", session.pk))
        with inside(studio):
            assert Booking.objects.get(session=session).client_id == maya.client_id

    def test_once_for_one_key(
        self, studio: Studio, manager: Actor, maya: Actor, session: Session, now: datetime
    ) -> None:
        give_credits(maya, now=now)
        visit, path = browser(manager), page("desk-add", session.pk)

        answers = [post(visit, path, key="one", client=maya.client_id, how="book") for _time in range(2)]

        assert [answer.status_code for answer in answers] == [303, 303]

    def test_says_why_not(
        self, studio: Studio, manager: Actor, maya: Actor, noah: Actor, session: Session, now: datetime
    ) -> None:
        Client.objects.filter(name="Noah Berg").update(status="inactive")
        give_credits(noah, now=now)
        visit, path = browser(manager), page("desk-add", session.pk)

        broke = post(visit, path, client=maya.client_id, how="book", **SHEET)
        asleep = post(visit, path, client=noah.client_id, how="book", **SHEET)
        unreadable = post(visit, path, client="maya", how="book")

        assert (broke.status_code, asleep.status_code, unreadable.status_code) == (402, 409, 422)
        assert "Maya Lind has 0 credits for this, and it costs 1." in words(broke)
        assert reverse("billing:give", args=["northside", maya.client_id]) in broke.content.decode()
        assert "Noah Berg is inactive, and cannot book." in words(asleep)
        with inside(studio):
            assert not Booking.objects.exists()

    def test_offers_the_waiting_list_or_a_place_more_when_it_is_full(
        self, studio: Studio, manager: Actor, maya: Actor, noah: Actor, session: Session, now: datetime
    ) -> None:
        for person in crowd(studio, 3, now=now):
            book(person, session, now)
        for person in (maya, noah):
            give_credits(person, now=now)
        visit, path = browser(manager), page("desk-add", session.pk)

        looked = visit.get(path, {"q": "maya"})
        full = post(visit, path, client=maya.client_id, how="book")
        silent = post(visit, path, client=maya.client_id, how="extra", reason="")
        extra = post(visit, path, client=maya.client_id, how="extra", reason="Regular")
        waits = post(visit, path, client=noah.client_id, how="wait")

        assert [one.status_code for one in (full, silent, extra, waits)] == [409, 422, 303, 303]
        assert "Waiting list : Maya Lind Extra place : Maya Lind" in words(looked)
        assert "Book : Maya Lind" not in words(looked)
        assert "All places are taken." in words(full)
        assert "Say why this session may have one place more." in words(silent)
        with inside(studio):
            session.refresh_from_db()
            assert session.capacity == 4
            assert WaitlistEntry.objects.get(session=session).client_id == noah.client_id

    def test_takes_somebody_off_the_waiting_list(
        self, studio: Studio, manager: Actor, maya: Actor, session: Session, now: datetime
    ) -> None:
        for person in crowd(studio, 3, now=now):
            book(person, session, now)
        join_waitlist(maya, session_id=session.pk, now=now)

        answer = post(browser(manager), page("desk-leave", session.pk), client=maya.client_id)

        assert answer.status_code == 303
        with inside(studio):
            assert WaitlistEntry.objects.get(session=session).status == "left"

    def test_trainers_find_whoever_came_to_them_before(
        self, studio: Studio, trainer: Actor, maya: Actor, noah: Actor, session: Session, now: datetime
    ) -> None:
        for person in (maya, noah):
            give_credits(person, now=now)
        book(maya, soon(studio, trainer, now, starts_in=3 * DAY), now)
        visit, path = browser(trainer), page("desk-add", session.pk)

        found = words(visit.get(path, {"q": "a"}))

        assert "Maya Lind" in found
        assert "Noah Berg" not in found
        assert post(visit, path, client=noah.client_id, how="book").status_code == 404
        assert post(visit, path, client=maya.client_id, how="book").status_code == 303

    def test_is_closed_to_others(
        self, studio: Studio, ben: Actor, maya: Actor, stranger: Actor, session: Session, now: datetime
    ) -> None:
        give_credits(maya, now=now)
        for who, status in ((ben, 403), (maya, 403), (stranger, 404)):
            visit: Browser = browser(who)
            assert visit.get(page("desk-add", session.pk)).status_code == status
            assert post(visit, page("desk-add", session.pk), client=maya.client_id, how="book").status_code == status
        with inside(studio):
            assert not Booking.objects.exists()
