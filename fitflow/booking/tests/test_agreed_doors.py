"""The same at the doors: a page carries what it showed and shows itself again with what changed; programs say it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from rest_framework.test import APIClient

from fitflow.accounts.models import User
from fitflow.accounts.services import access_token
from fitflow.booking.factories import give_credits, make_class_type, make_session
from fitflow.booking.links import cancel_link, offer_link
from fitflow.booking.models import Booking, SpotHold
from fitflow.booking.services.bookings import cancel_booking
from fitflow.booking.services.holds import book_spot, hold_spot
from fitflow.booking.services.moving import SessionMove
from fitflow.booking.services.sessions import SessionDetails, edit_session, move_session
from fitflow.booking.services.waitlist import join_waitlist
from fitflow.booking.tests.browsing import Browser, browser, field_of, inside, post, sheet, words
from fitflow.core.actor import Actor, Studio
from fitflow.organizations.factories import make_client_actor, make_staff
from fitflow.organizations.services.settings import update_settings
from fitflow.schedule.models import Session

pytestmark = pytest.mark.wall_clock
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
STUDIO, ME = "/s/northside", "/s/northside/me"
CHANGED = "This has changed since you looked. Nothing was taken: look again."


@pytest.fixture
def session(studio: Studio, now: datetime) -> Session:
    kind = make_class_type(studio, name="Flow", trainer=make_staff(studio, name="Ana Ruiz"))
    return make_session(studio, class_type=kind, starts_in=4 * DAY, capacity=1, now=now - DAY)


@pytest.fixture
def member(maya: Actor, now: datetime) -> Browser:
    give_credits(maya, now=now - DAY)
    return browser(maya)


@pytest.fixture
def moved(studio: Studio, manager: Actor, session: Session, now: datetime) -> Callable[[], None]:
    """The studio moves it two days, and makes it dearer."""

    def act() -> None:
        with inside(studio):
            move_session(manager, SessionMove(session.starts_at + 2 * DAY), session_id=session.pk, now=now)
            details = SessionDetails(frozenset({"cost_credits"}), cost_credits=Decimal(3))
            edit_session(manager, details, session_id=session.pk, now=now)

    return act


def press(visit: Browser, path: str, page: Any, **fields: str) -> Any:
    """The button of a page that was opened before."""
    return post(visit, path, expected=unescape(field_of(page, "expected")), **fields)


class TestThePageOfAClass:
    def test_shows_itself_again_with_what_changed(
        self, member: Browser, session: Session, moved: Callable[[], None], studio: Studio
    ) -> None:
        page = member.get(f"{STUDIO}/classes/{session.pk}")
        moved()

        again = press(member, f"{STUDIO}/classes/{session.pk}/book", page)

        assert again.status_code == 409
        said = words(again)
        assert CHANGED in said
        assert "(was " in said
        assert "Price: 3 credits (was 1 credit)" in said
        assert "Book it as it is now" in said
        with inside(studio):
            assert not SpotHold.objects.exists()
        assert press(member, f"{STUDIO}/classes/{session.pk}/book", again).status_code == 303

    def test_of_a_studio_that_books_in_one_step_takes_nothing_either(
        self,
        member: Browser,
        manager: Actor,
        session: Session,
        moved: Callable[[], None],
        studio: Studio,
        now: datetime,
    ) -> None:
        with inside(studio):
            update_settings(manager, {"booking.one_step": True}, now=now)
        page = member.get(f"{STUDIO}/classes/{session.pk}")
        moved()

        assert press(member, f"{STUDIO}/classes/{session.pk}/book", page).status_code == 409
        with inside(studio):
            assert not Booking.objects.exists()

    def test_is_what_the_button_in_the_schedule_speaks_of(
        self, member: Browser, session: Session, moved: Callable[[], None], studio: Studio
    ) -> None:
        day = session.starts_at.astimezone(studio.zone).date()
        page = member.get(f"{STUDIO}/?day={day}")
        moved()

        again = press(member, f"{STUDIO}/classes/{session.pk}/book", page)

        assert (again.status_code, CHANGED in words(again)) == (409, True)

    def test_says_so_where_a_page_sends_nonsense(self, member: Browser, session: Session) -> None:
        for text in ("{", "[]", '{"starts_at": "soon"}', '{"colour": "red"}'):
            answer = post(member, f"{STUDIO}/classes/{session.pk}/book", expected=text)
            assert answer.status_code in (400, 422)


class TestTheHeldSpot:
    def test_is_confirmed_as_shown_or_shown_again(
        self, maya: Actor, member: Browser, session: Session, moved: Callable[[], None], studio: Studio, now: datetime
    ) -> None:
        held = hold_spot(maya, session_id=session.pk, now=now)
        page = sheet(member, f"{ME}/holds/{held.hold_id}")
        moved()

        again = press(member, f"{ME}/holds/{held.hold_id}/confirm", page)

        assert (again.status_code, CHANGED in words(again)) == (409, True)
        with inside(studio):
            assert not Booking.objects.exists()
        done = press(member, f"{ME}/holds/{held.hold_id}/confirm", again)
        assert done.status_code == 303

    def test_says_by_itself_what_changed_since_it_was_taken(
        self, maya: Actor, member: Browser, session: Session, moved: Callable[[], None], now: datetime
    ) -> None:
        held = hold_spot(maya, session_id=session.pk, now=now)
        moved()

        page = member.get(f"{ME}/holds/{held.hold_id}")

        assert "This has changed since the place was kept for you." in words(page)
        assert "Price: 3 credits (was 1 credit)" in words(page)
        assert press(member, f"{ME}/holds/{held.hold_id}/confirm", page).status_code == 303


class TestTheOfferInAMail:
    def test_is_taken_as_shown_or_shown_again(
        self, maya: Actor, member: Browser, session: Session, moved: Callable[[], None], studio: Studio, now: datetime
    ) -> None:
        other = make_client_actor(studio, name="Ola")
        give_credits(other, now=now - DAY)
        taken = book_spot(other, session_id=session.pk, now=now)
        join_waitlist(maya, session_id=session.pk, now=now)
        cancel_booking(other, booking_id=taken.booking_id, now=now)
        assert maya.client_id is not None
        offer = SpotHold.objects.get(client_id=maya.client_id)
        url = offer_link(offer.client, hold_id=offer.pk, expires_at=offer.expires_at)
        page = Browser().get(url)
        moved()

        again = press(Browser(), url, page, do="take")

        assert (again.status_code, CHANGED in words(again)) == (409, True)
        assert press(Browser(), url, again, do="take").status_code == 303


class TestChangingAndCancelling:
    @pytest.fixture
    def booking(self, studio: Studio, maya: Actor, member: Browser, now: datetime) -> Booking:
        kind = make_class_type(studio, name="Pilates", trainer=make_staff(studio, name="Bo Lind"))
        other = make_session(studio, class_type=kind, starts_in=3 * DAY, now=now - DAY)
        return Booking.objects.get(pk=book_spot(maya, session_id=other.pk, now=now).booking_id)

    def test_to_a_class_that_is_another_by_now_is_shown_again(
        self, member: Browser, booking: Booking, session: Session, moved: Callable[[], None]
    ) -> None:
        url = f"{ME}/bookings/{booking.pk}/move"
        page = member.get(f"{url}?to={session.pk}")
        moved()

        again = press(member, url, page, to=str(session.pk))

        assert (again.status_code, CHANGED in words(again)) == (409, True)
        assert press(member, url, again, to=str(session.pk)).status_code == 303

    @pytest.mark.parametrize("by_mail", [False, True])
    def test_what_was_moved_meanwhile_gives_nothing_away(
        self, studio: Studio, manager: Actor, maya: Actor, booking: Booking, now: datetime, by_mail: bool
    ) -> None:
        assert maya.client_id is not None
        link = cancel_link(booking.client, booking_id=booking.pk, starts_at=booking.starts_at + 9 * DAY)
        visit, url = (Browser(), link) if by_mail else (browser(maya), f"{ME}/bookings/{booking.pk}/cancel")
        page = visit.get(url)
        with inside(studio):
            move_session(manager, SessionMove(booking.starts_at + DAY), session_id=booking.session_id, now=now)

        again = press(visit, url, page)

        assert (again.status_code, "(was " in words(again)) == (409, True)
        with inside(studio):
            assert Booking.objects.get().status == "confirmed"
        assert press(visit, url, again).status_code == 303


class TestTheApi:
    @pytest.fixture
    def call(self, studio: Studio, maya: Actor, member: Browser) -> Callable[..., Any]:
        keys = iter(range(100))
        assert maya.user_id is not None
        token = access_token(User.objects.get(pk=maya.user_id))

        def send(path: str, body: Any = None) -> Any:
            visit = APIClient()
            visit.credentials(HTTP_AUTHORIZATION=f"Bearer {token}", HTTP_X_ORGANIZATION=studio.slug)
            return visit.post(f"/api/v1/{path}", body, format="json", HTTP_IDEMPOTENCY_KEY=f"k{next(keys)}")

        return send

    def test_tells_with_a_hold_what_confirming_it_agrees_to(
        self, call: Callable[..., Any], session: Session, moved: Callable[[], None]
    ) -> None:
        held = call(f"sessions/{session.pk}/hold").json()
        assert held["expected"]["credits"] == "1.00"
        assert held["expected"]["terms"] == "tiered/300"
        moved()

        refused = call(f"holds/{held['id']}/confirm")

        assert (refused.status_code, refused.json()["code"]) == (409, "terms_changed")
        assert refused.json()["changed"] == ["credits", "ends_at", "starts_at"]
        seen = refused.json()["now"]
        assert (seen["credits"], refused.json()["shown"]) == ("3.00", held["expected"])
        assert call(f"holds/{held['id']}/confirm", {"expected": seen}).status_code == 201

    def test_holds_nothing_that_is_no_longer_as_expected(
        self, call: Callable[..., Any], session: Session, moved: Callable[[], None]
    ) -> None:
        shown = {"starts_at": session.starts_at.isoformat(), "credits": "1.00"}
        moved()

        refused = call(f"sessions/{session.pk}/hold", {"expected": shown})

        assert (refused.status_code, refused.json()["code"]) == (409, "terms_changed")
        assert refused.json()["detail"] == CHANGED
        assert call(f"sessions/{session.pk}/hold", {"expected": refused.json()["now"]}).status_code == 201

    def test_calls_a_session_off_or_changes_it_but_drops_nothing_without_a_word(
        self, studio: Studio, manager: Actor, session: Session
    ) -> None:
        assert manager.user_id is not None
        token = access_token(User.objects.get(pk=manager.user_id))
        visit = APIClient()
        visit.credentials(HTTP_AUTHORIZATION=f"Bearer {token}", HTTP_X_ORGANIZATION=studio.slug)
        body = {"status": "cancelled", "reason": "Storm", "capacity": 4, "online_url": "https://example.org/a"}

        refused = visit.patch(
            f"/api/v1/admin/sessions/{session.pk}", body, format="json", HTTP_IDEMPOTENCY_KEY="call-off"
        )

        assert (refused.status_code, sorted(refused.json()["errors"])) == (400, ["capacity", "online_url"])
        with inside(studio):
            assert Session.objects.get(pk=session.pk).status == "published"

    def test_moves_and_cancels_nothing_that_is_no_longer_as_expected(
        self, call: Callable[..., Any], studio: Studio, maya: Actor, session: Session, moved: Callable[[], None],
        now: datetime,
    ) -> None:  # fmt: skip
        booked = book_spot(maya, session_id=make_session(studio, starts_in=3 * DAY, now=now - DAY).pk, now=now)
        shown = {"starts_at": session.starts_at.isoformat()}
        moved()

        path = f"bookings/{booked.booking_id}"
        refused = call(f"{path}/reschedule", {"session": str(session.pk), "expected": shown})
        kept = call(f"{path}/cancel", {"expected": shown})

        assert [answer.json()["code"] for answer in (refused, kept)] == ["terms_changed", "terms_changed"]
        assert call(f"{path}/cancel", {"expected": kept.json()["now"]}).status_code == 200
