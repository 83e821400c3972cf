"""Nobody acts on less than they have read: what was shown is an argument of the act, for pages and programs alike."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest

from fitflow.booking.factories import give_credits, make_session
from fitflow.booking.models import Booking
from fitflow.booking.refusals import AlreadyCancelled, AskFirst, TermsChanged
from fitflow.booking.services.bookings import cancel_booking
from fitflow.booking.services.holds import book_spot
from fitflow.booking.services.moving import SessionMove
from fitflow.booking.services.sessions import move_session
from fitflow.booking.tests.several_clients import balance
from fitflow.core.actor import Actor, Studio
from fitflow.schedule.models import Session
from fitflow.schedule.refusals import TrainerBusy

DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("engine_time")


@pytest.fixture
def session(studio: Studio) -> Session:
    return make_session(studio)


class TestCancelling:
    def test_of_which_less_comes_back_than_was_shown_is_refused_with_what_holds_now(
        self, studio: Studio, maya: Actor, now: datetime
    ) -> None:
        session = make_session(studio, starts_in=timedelta(hours=30))
        give_credits(maya)
        booked = book_spot(maya, session_id=session.pk, now=now)
        late = session.starts_at - timedelta(hours=12)

        with pytest.raises(TermsChanged) as refused:
            cancel_booking(maya, booking_id=booked.booking_id, expected_refund=Decimal(1), now=late)

        assert refused.value.details == {"credits_refunded": Decimal("0.50"), "refund_percent": 50, "why": "policy"}
        assert (Booking.objects.get().status, balance(maya, now)) == ("confirmed", Decimal(9))
        done = cancel_booking(maya, booking_id=booked.booking_id, expected_refund=Decimal("0.50"), now=late)
        assert done.credits_refunded == Decimal("0.50")

    @pytest.mark.parametrize("shown", [Decimal(0), Decimal("0.5"), Decimal("1.00")])
    def test_that_gives_back_as_much_as_was_shown_or_more_is_done(
        self, maya: Actor, session: Session, now: datetime, shown: Decimal
    ) -> None:
        give_credits(maya)
        booked = book_spot(maya, session_id=session.pk, now=now)

        done = cancel_booking(maya, booking_id=booked.booking_id, expected_refund=shown, now=now)

        assert done.credits_refunded == Decimal(1)

    def test_by_staff_who_were_shown_more_is_refused_unless_everything_comes_back(
        self, studio: Studio, manager: Actor, maya: Actor, now: datetime
    ) -> None:
        session = make_session(studio, starts_in=timedelta(hours=30))
        give_credits(maya)
        act = partial(
            cancel_booking,
            manager,
            booking_id=book_spot(maya, session_id=session.pk, now=now).booking_id,
            expected_refund=Decimal(1),
            now=session.starts_at - timedelta(hours=12),
        )

        with pytest.raises(TermsChanged):
            act()

        assert act(full_refund=True).credits_refunded == Decimal(1)

    def test_of_what_was_cancelled_before_says_so_whatever_was_shown(
        self, maya: Actor, session: Session, now: datetime
    ) -> None:
        give_credits(maya)
        booked = book_spot(maya, session_id=session.pk, now=now)
        cancel_booking(maya, booking_id=booked.booking_id, now=now)

        with pytest.raises(AlreadyCancelled):
            cancel_booking(maya, booking_id=booked.booking_id, expected_refund=Decimal(9), now=now)


class TestMoving:
    @pytest.fixture
    def booked(self, maya: Actor, session: Session, now: datetime) -> Session:
        give_credits(maya)
        book_spot(maya, session_id=session.pk, now=now)
        return session

    def test_of_a_session_with_people_in_it_asks_first_with_what_it_does_to_them(
        self, manager: Actor, booked: Session, now: datetime
    ) -> None:
        act = partial(move_session, manager, SessionMove(booked.starts_at + DAY), session_id=booked.pk, now=now)

        with pytest.raises(AskFirst) as asked:
            act(agreed=False)

        assert asked.value.message == "1 person is booked. They will be told, and may leave for free."
        assert asked.value.details == {
            "bookings": 1,
            "waiting": 0,
            "overlapping": 0,
            "is_free_exit": True,
            "conflicts": [],
        }
        assert Session.objects.get(pk=booked.pk).starts_at == booked.starts_at
        assert act(agreed=True).starts_at == booked.starts_at + DAY

    def test_that_changes_nothing_asks_nobody(self, manager: Actor, booked: Session, now: datetime) -> None:
        move_session(manager, SessionMove(booked.starts_at), session_id=booked.pk, agreed=False, now=now)

    def test_of_an_empty_session_asks_nobody(self, manager: Actor, session: Session, now: datetime) -> None:
        move = SessionMove(session.starts_at + DAY)
        assert move_session(manager, move, session_id=session.pk, agreed=False, now=now).starts_at == move.starts_at

    def test_over_something_else_needs_the_reason_alone(
        self, studio: Studio, manager: Actor, session: Session, now: datetime
    ) -> None:
        other = make_session(studio, class_type=session.class_type, starts_in=timedelta(days=3))
        act = partial(move_session, manager, SessionMove(other.starts_at), session_id=session.pk, agreed=False, now=now)

        with pytest.raises(TrainerBusy):
            act()

        assert act(override_reason="Two rooms").starts_at == other.starts_at

    def test_names_what_else_is_in_the_way_when_it_asks(
        self, studio: Studio, manager: Actor, booked: Session, now: datetime
    ) -> None:
        other = make_session(studio, class_type=booked.class_type, starts_in=timedelta(days=3))
        move = SessionMove(other.starts_at)

        with pytest.raises(AskFirst) as asked:
            move_session(manager, move, session_id=booked.pk, override_reason="Two rooms", agreed=False, now=now)

        assert [one["title"] for one in asked.value.details["conflicts"]] == [other.title]
