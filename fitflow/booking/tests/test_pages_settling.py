"""Paying at the studio, on the pages of members and the desk, in messages, and by program."""

from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from fitflow.booking.factories import make_session
from fitflow.booking.models import Booking
from fitflow.booking.services.holds import book_spot
from fitflow.booking.services.notices import remind, tell_booked, tell_cancelled
from fitflow.booking.services.settling import settle_booking
from fitflow.booking.tests.browsing import SHEET, browser, field_of, inside, path_of, post, words
from fitflow.booking.tests.desk_helpers import api_call
from fitflow.core.actor import Actor, Studio
from fitflow.notify.models import Message
from fitflow.organizations.queries.directory import system_actor
from fitflow.organizations.services.settings import update_settings
from fitflow.schedule.models import Session

pytestmark = pytest.mark.wall_clock
DESK, ME = "/s/northside/desk", "/s/northside/me"
PRICE = "£12 a class"


@pytest.fixture
def session(studio: Studio, trainer: Actor, admin: Actor, now: datetime) -> Session:
    """In 14 hours, with Ana: late, but for whoever has just booked. People pay at the studio."""
    update_settings(admin, {"class.payment": "at_studio", "class.desk_price": PRICE}, now=now)
    return make_session(studio, trainer_id=trainer.staff_id, starts_in=timedelta(hours=14), now=now)


@pytest.fixture
def booking(session: Session, maya: Actor, now: datetime) -> Booking:
    return Booking.objects.get(pk=book_spot(maya, session_id=session.pk, now=now).booking_id)


def state(studio: Studio, booking: Booking) -> tuple[str, str, str]:
    with inside(studio):
        booking.refresh_from_db()
    return booking.settlement, booking.settled_by, booking.settled_note


class TestMember:
    def test_reads_before_booking_that_it_is_paid_at_the_studio(self, session: Session, maya: Actor) -> None:
        visit = browser(maya)
        path = f"/s/northside/classes/{session.pk}"
        assert f"1 credit or {PRICE}" in words(browser().get("/s/northside/?day=" + day_of(session)))
        shown = words(visit.get(path))
        assert f"Hold a place · {PRICE}" in shown
        assert "you pay at the studio" in shown

        held = post(visit, f"{path}/book")

        assert f"Payment At the studio · {PRICE}" in words(visit.get(held["Location"]))
        booked = post(visit, f"{path_of(held)}/confirm")
        assert f"To be paid at the studio {PRICE}" in words(visit.get(booked["Location"]))
        assert "To be paid at the studio" in words(visit.get(f"{ME}/"))

    def test_reads_what_cancelling_leaves_to_pay_and_is_asked_again_once_that_is_more(
        self, studio: Studio, booking: Booking, maya: Actor
    ) -> None:
        visit, path = browser(maya), f"{ME}/bookings/{booking.pk}/cancel"
        page = visit.get(path)
        assert "Nothing to pay" in words(page)
        assert field_of(page, "expected_percent") == "100"
        with inside(studio):
            make_late(booking)

        late = post(visit, path, expected_refund="0", expected_percent="100")

        assert (late.status_code, state(studio, booking)[0]) == (409, "due")
        assert "50% still to be paid at the studio" in words(late)
        done = post(visit, path, expected_refund="0", expected_percent="50")
        assert "50% still to be paid at the studio" in words(visit.get(done["Location"]))


class TestDesk:
    def test_settles_with_one_button_for_each_way_of_paying(
        self, studio: Studio, booking: Booking, trainer: Actor
    ) -> None:
        visit = browser(trainer)
        assert "To be paid at the studio" in words(visit.get(f"{DESK}/sessions/{booking.session_id}"))
        form = visit.get(f"{DESK}/bookings/{booking.pk}/settle")
        assert PRICE in form.content.decode()

        done = post(visit, f"{DESK}/bookings/{booking.pk}/settle", by="card", note="£12")

        assert path_of(done) == f"{DESK}/sessions/{booking.session_id}"
        assert state(studio, booking) == ("paid", "card", "£12")
        roster = words(visit.get(done["Location"]))
        assert "paid at the studio: £12, card." in roster
        assert "Paid at the studio: £12, card" in roster

    def test_finds_everything_open_in_one_list_and_comes_back_to_it(
        self, studio: Studio, booking: Booking, manager: Actor
    ) -> None:
        visit = browser(manager)
        assert "To settle at the desk" in words(visit.get(f"{DESK}/"))
        listed = visit.get(f"{DESK}/to-settle")
        assert "Maya Lind" in words(listed)

        done = post(visit, f"{DESK}/bookings/{booking.pk}/settle", **{"by": "cash", "from": "list"})

        assert path_of(done) == f"{DESK}/to-settle"
        assert "Everything is settled" in words(visit.get(done["Location"]))
        assert "To settle at the desk" not in words(visit.get(f"{DESK}/"))

    def test_lets_somebody_off_and_undoes_it(self, studio: Studio, booking: Booking, manager: Actor) -> None:
        visit, path = browser(manager), f"{DESK}/bookings/{booking.pk}"
        assert post(visit, f"{path}/let-off", reason="").status_code == 422

        post(visit, f"{path}/let-off", reason="First time here")

        assert state(studio, booking) == ("waived", "", "First time here")
        assert "First time here" in words(visit.get(path))
        post(visit, f"{path}/unsettle")
        assert state(studio, booking)[0] == "due"

    def test_gives_money_back_after_a_cancellation_in_time(
        self, studio: Studio, booking: Booking, manager: Actor, maya: Actor, now: datetime
    ) -> None:
        with inside(studio):
            settle_booking(manager, booking_id=booking.pk, by="cash", note="£12", now=now)
        post(browser(maya), f"{ME}/bookings/{booking.pk}/cancel", expected_refund="0", expected_percent="100")
        visit = browser(manager)
        assert "Money given back" in words(visit.get(f"{DESK}/to-settle"))

        post(visit, f"{DESK}/bookings/{booking.pk}/pay-back", **{"from": "list"})

        assert state(studio, booking) == ("returned", "cash", "£12")

    def test_cancels_for_a_client_as_agreed_or_with_nothing_to_pay(
        self, studio: Studio, booking: Booking, manager: Actor
    ) -> None:
        with inside(studio):
            make_late(booking)
        path = f"{DESK}/bookings/{booking.pk}/cancel"
        assert "As agreed when booking: 50% still to be paid at the studio" in words(browser(manager).get(path))

        post(browser(manager), path, refund="everything", expected_refund="0")

        assert state(studio, booking)[0] == "dropped"

    def test_shows_it_on_the_record_in_the_history_and_nowhere_to_members(
        self, studio: Studio, booking: Booking, manager: Actor, maya: Actor, now: datetime
    ) -> None:
        visit = browser(manager)
        assert "To be paid at the studio" in words(visit.get(f"{DESK}/clients/{booking.client_id}"))
        assert "To be paid at the studio" in words(visit.get(f"{DESK}/clients/{booking.client_id}/bookings"))
        post(visit, f"{DESK}/bookings/{booking.pk}/settle", by="cash")

        history = words(visit.get(f"{DESK}/sessions/{booking.session_id}/history"))

        assert "place 1, to be paid at the studio." in history
        assert "Mona Manager took the payment of Maya Lind for this session: cash." in history
        for act in ("settle", "let-off", "pay-back", "unsettle"):
            assert post(browser(maya), f"{DESK}/bookings/{booking.pk}/{act}").status_code == 403

    def test_says_in_the_form_that_somebody_else_was_faster(
        self, studio: Studio, booking: Booking, manager: Actor, now: datetime
    ) -> None:
        with inside(studio):
            settle_booking(manager, booking_id=booking.pk, by="cash", note="£12", now=now)

        again = post(browser(manager), f"{DESK}/bookings/{booking.pk}/settle", by="card", **SHEET)

        assert again.status_code == 409
        assert "Paid at the studio: £12, cash" in words(again)


class TestMessages:
    def test_say_how_it_is_paid_and_what_is_left_to_pay(
        self, studio: Studio, booking: Booking, maya: Actor, now: datetime
    ) -> None:
        system = system_actor(studio.id)
        tell_booked(system, booking_ids=[booking.pk], now=now)
        remind(system, booking_id=booking.pk, seconds=3600, now=now)
        post(browser(maya), f"{ME}/bookings/{booking.pk}/cancel", expected_refund="0", expected_percent="100")
        with inside(studio):
            tell_cancelled(system, booking_id=booking.pk, why="policy", now=now)
            mails = Message.objects.filter(channel="email", client_id=booking.client_id)
            texts = dict(mails.values_list("template", "text"))

        assert f"Payment: at the studio ({PRICE})" in texts["booking/confirmed"]
        assert f"Payment: at the studio ({PRICE})" in texts["booking/reminder"]
        assert "Nothing to pay." in texts["booking/cancelled"]


class TestPrograms:
    def test_settle_and_list_what_is_open(self, studio: Studio, booking: Booking, manager: Actor) -> None:
        api, path = partial(api_call(studio), manager), f"bookings/{booking.pk}"
        assert [one["id"] for one in api("get", "admin/settlements").json()["results"]] == [str(booking.pk)]

        settled = api("post", f"{path}/settle", {"by": "cash", "note": "12"})

        assert settled.json()["settlement"] == "paid"
        again = api("post", f"{path}/settle", {"by": "cash"})
        assert (again.status_code, again.json()["code"]) == (409, "nothing_to_settle")
        assert api("get", "admin/settlements").json()["results"] == []
        assert api("post", f"{path}/unsettle", {}).json()["settlement"] == "due"
        assert api("post", f"{path}/let-off", {"reason": "Kind"}).json()["settled_note"] == "Kind"
        assert api("post", f"{path}/pay-back", {}).status_code == 409

    def test_read_it_on_bookings_and_quotes(self, studio: Studio, booking: Booking, maya: Actor) -> None:
        api = partial(api_call(studio), maya)

        (mine,) = api("get", "bookings/me").json()["results"]

        assert (mine["settlement"], mine["credits_used"]) == ("due", "0.00")
        assert api("get", f"bookings/{booking.pk}/cancellation").json()["percent_due"] == 0


def make_late(booking: Booking) -> None:
    """It is older than the minutes in which a slip costs nothing."""
    Booking.objects.filter(pk=booking.pk).update(confirmed_at=booking.confirmed_at - timedelta(hours=1))


def day_of(session: Session) -> str:
    return session.starts_at.astimezone(ZoneInfo("Europe/London")).date().isoformat()
