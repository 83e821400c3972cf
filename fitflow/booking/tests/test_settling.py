"""Paying at the studio: a booking without credits, and what the desk does about it."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fitflow.billing.models import Posting
from fitflow.billing.refusals import NoEntitlement
from fitflow.booking.factories import give_credits, make_session
from fitflow.booking.models import Booking
from fitflow.booking.refusals import NothingToSettle, TermsChanged
from fitflow.booking.services.attendance import mark_attendance
from fitflow.booking.services.bookings import cancel_booking, reschedule_booking
from fitflow.booking.services.holds import book_spot, hold_spot
from fitflow.booking.services.sessions import cancel_session
from fitflow.booking.services.settling import return_payment, settle_booking, undo_settlement, waive_settlement
from fitflow.booking.tests.several_clients import balance
from fitflow.core.actor import Actor, Studio
from fitflow.core.db import rows
from fitflow.core.errors import Forbidden, Invalid, NotFound
from fitflow.core.models import Event
from fitflow.organizations.services.settings import update_settings
from fitflow.schedule.models import Session

pytestmark = pytest.mark.usefixtures("engine_time")
HOURS = timedelta(hours=1)


@pytest.fixture
def session(studio: Studio, trainer: Actor) -> Session:
    """Ana's."""
    return make_session(studio, trainer_id=trainer.staff_id)


@pytest.fixture
def pay_at_studio(admin: Actor, now: datetime) -> None:
    update_settings(admin, {"class.payment": "at_studio"}, now=now)


@pytest.fixture
def booking(pay_at_studio: None, maya: Actor, session: Session, now: datetime) -> Booking:
    """Maya's, without a credit."""
    return Booking.objects.get(pk=book_spot(maya, session_id=session.pk, now=now).booking_id)


def said(booking: Booking) -> tuple[str, str, str]:
    booking.refresh_from_db()
    return booking.settlement, booking.settled_by, booking.settled_note


class TestBookingWithoutCredits:
    @pytest.mark.parametrize("how", ["undecided", "credits"])
    def test_is_refused_until_the_studio_takes_money_at_the_desk(
        self, admin: Actor, maya: Actor, session: Session, now: datetime, how: str
    ) -> None:
        update_settings(admin, {"class.payment": how}, now=now)

        held = hold_spot(maya, session_id=session.pk, now=now)

        assert isinstance(held.refusal, NoEntitlement)

    def test_is_marked_to_be_settled_and_charges_nothing(self, booking: Booking, maya: Actor) -> None:
        assert (booking.settlement, booking.credits) == ("due", Decimal(0))
        assert not Posting.objects.filter(reference=booking.reference).exists()
        assert Event.objects.get(type="booking.confirmed").payload["settlement"] == "due"

    def test_takes_credits_where_there_are_enough(
        self, pay_at_studio: None, maya: Actor, session: Session, now: datetime
    ) -> None:
        give_credits(maya, 1)

        booked = book_spot(maya, session_id=session.pk, now=now)

        assert (booked.settlement, booked.credits, balance(maya, now)) == ("", Decimal(1), Decimal(0))

    def test_by_staff_is_marked_the_same(
        self, pay_at_studio: None, manager: Actor, maya: Actor, session: Session, now: datetime
    ) -> None:
        booked = book_spot(manager, session_id=session.pk, client_id=maya.client_id, now=now)

        assert booked.settlement == "due"

    def test_keeps_the_promise_that_every_booking_is_paid_once(
        self, booking: Booking, manager: Actor, now: datetime
    ) -> None:
        settle_booking(manager, booking_id=booking.pk, by="cash", now=now)

        assert rows("SELECT rule FROM audit_booking() WHERE rule = 'booking_is_paid_once'", []) == []


class TestSettling:
    def test_says_how_and_what_was_paid_in_words(self, booking: Booking, manager: Actor, now: datetime) -> None:
        settle_booking(manager, booking_id=booking.pk, by="cash", note=" £12  ", now=now)

        assert said(booking) == ("paid", "cash", "£12")
        assert (booking.settled_at, booking.settled_actor) == (now, manager.user_id)
        assert Event.objects.get(type="booking.settled").payload["by"] == "cash"

    def test_twice_is_refused_with_what_it_is_by_now(self, booking: Booking, manager: Actor, now: datetime) -> None:
        settle_booking(manager, booking_id=booking.pk, by="card", note="£12", now=now)

        with pytest.raises(NothingToSettle, match="Paid at the studio: £12, card"):
            settle_booking(manager, booking_id=booking.pk, by="cash", now=now)

        assert said(booking) == ("paid", "card", "£12")

    def test_of_a_booking_in_credits_is_refused(
        self, pay_at_studio: None, maya: Actor, manager: Actor, session: Session, now: datetime
    ) -> None:
        give_credits(maya)
        booked = book_spot(maya, session_id=session.pk, now=now)

        with pytest.raises(NothingToSettle):
            settle_booking(manager, booking_id=booked.booking_id, by="cash", now=now)

    @pytest.mark.parametrize(("by", "note"), [("gold", ""), ("cash", "x" * 121), ("cash", "1\x072")])
    def test_names_the_field_that_is_wrong(
        self, booking: Booking, manager: Actor, now: datetime, by: str, note: str
    ) -> None:
        with pytest.raises(Invalid) as refused:
            settle_booking(manager, booking_id=booking.pk, by=by, note=note, now=now)

        assert list(refused.value.errors) == ["by" if by == "gold" else "note"]

    def test_by_the_client_is_forbidden_and_of_strangers_not_found(
        self, booking: Booking, maya: Actor, stranger: Actor, now: datetime
    ) -> None:
        with pytest.raises(Forbidden):
            settle_booking(maya, booking_id=booking.pk, by="cash", now=now)
        with pytest.raises(NotFound):
            settle_booking(stranger, booking_id=booking.pk, by="cash", now=now)

        assert said(booking) == ("due", "", "")

    def test_is_undone_as_if_it_had_not_been(self, booking: Booking, manager: Actor, now: datetime) -> None:
        settle_booking(manager, booking_id=booking.pk, by="cash", note="£12", now=now)

        undo_settlement(manager, booking_id=booking.pk, now=now)

        assert (*said(booking), booking.settled_at) == ("due", "", "", None)
        assert Event.objects.get(type="booking.settlement_undone").payload["was"] == "paid"
        with pytest.raises(NothingToSettle):
            undo_settlement(manager, booking_id=booking.pk, now=now)

    def test_may_be_let_go_by_a_manager_with_a_reason_and_back_again(
        self, booking: Booking, manager: Actor, now: datetime
    ) -> None:
        with pytest.raises(Invalid):
            waive_settlement(manager, booking_id=booking.pk, reason="  ", now=now)

        waive_settlement(manager, booking_id=booking.pk, reason="A friend of the house", now=now)

        assert said(booking) == ("waived", "", "A friend of the house")
        undo_settlement(manager, booking_id=booking.pk, now=now)
        assert said(booking) == ("due", "", "")

    def test_is_the_trainers_too_but_not_to_let_go(self, booking: Booking, trainer: Actor, now: datetime) -> None:
        with pytest.raises(Forbidden):
            waive_settlement(trainer, booking_id=booking.pk, reason="Nice", now=now)
        settle_booking(trainer, booking_id=booking.pk, by="cash", now=now)

        assert said(booking) == ("paid", "cash", "")


class TestCancellingWithoutCredits:
    """The policy is tiered: all until 24 hours before, half until 12, then nothing."""

    @pytest.mark.parametrize(("before", "settlement"), [(25, "dropped"), (23, "due"), (11, "due")])
    def test_leaves_to_pay_what_the_policy_would_have_kept(
        self, booking: Booking, maya: Actor, session: Session, before: int, settlement: str
    ) -> None:
        cancelled = cancel_booking(maya, booking_id=booking.pk, now=session.starts_at - before * HOURS)

        assert (said(booking)[0], cancelled.settlement) == (settlement, settlement)

    def test_after_a_deadline_passed_unread_is_refused(self, booking: Booking, maya: Actor, session: Session) -> None:
        late = session.starts_at - 12 * HOURS

        with pytest.raises(TermsChanged):
            cancel_booking(maya, booking_id=booking.pk, expected_percent=100, now=late)

        assert cancel_booking(maya, booking_id=booking.pk, expected_percent=50, now=late).settlement == "due"

    def test_by_the_studio_leaves_nothing_to_pay(
        self, booking: Booking, manager: Actor, session: Session, now: datetime
    ) -> None:
        cancel_session(manager, session_id=session.pk, reason="Snow", now=session.starts_at - HOURS)

        assert said(booking)[0] == "dropped"

    def test_after_paying_leaves_the_money_to_be_given_back_until_somebody_does(
        self, booking: Booking, maya: Actor, manager: Actor, now: datetime
    ) -> None:
        settle_booking(manager, booking_id=booking.pk, by="cash", note="£12", now=now)
        with pytest.raises(NothingToSettle):
            return_payment(manager, booking_id=booking.pk, now=now)
        cancel_booking(maya, booking_id=booking.pk, now=now)

        return_payment(manager, booking_id=booking.pk, now=now)

        assert said(booking) == ("returned", "cash", "£12")
        undo_settlement(manager, booking_id=booking.pk, now=now)
        assert said(booking) == ("paid", "cash", "£12")

    def test_undone_payment_of_a_booking_cancelled_in_time_is_let_off(
        self, booking: Booking, maya: Actor, manager: Actor, now: datetime
    ) -> None:
        settle_booking(manager, booking_id=booking.pk, by="cash", now=now)
        cancel_booking(maya, booking_id=booking.pk, now=now)

        undo_settlement(manager, booking_id=booking.pk, now=now)

        assert said(booking)[0] == "dropped"

    def test_is_not_the_same_as_staying_away(self, booking: Booking, manager: Actor, session: Session) -> None:
        mark_attendance(manager, booking_id=booking.pk, status="no_show", now=session.starts_at + HOURS / 2)

        assert said(booking)[0] == "due"


class TestMovingWithoutCredits:
    @pytest.fixture
    def other(self, studio: Studio) -> Session:
        return make_session(studio, starts_in=timedelta(days=4))

    def moved(self, maya: Actor, booking: Booking, other: Session, now: datetime) -> Booking:
        done = reschedule_booking(maya, booking_id=booking.pk, to_session_id=other.pk, now=now)
        return Booking.objects.get(pk=done.booking_id)

    def test_takes_along_what_is_to_be_paid(self, booking: Booking, maya: Actor, other: Session, now: datetime) -> None:
        new = self.moved(maya, booking, other, now)

        assert (said(booking)[0], new.settlement) == ("dropped", "due")

    @pytest.mark.parametrize("act", ["paid", "waived"])
    def test_takes_along_what_was_settled(
        self, booking: Booking, maya: Actor, manager: Actor, other: Session, now: datetime, act: str
    ) -> None:
        done: dict[str, Any] = {"booking_id": booking.pk, "now": now}
        if act == "paid":
            settle_booking(manager, by="card", note="£12", **done)
        else:
            waive_settlement(manager, reason="First time", **done)
        before = said(booking)

        new = self.moved(maya, booking, other, now)

        assert (said(booking)[0], said(new)) == ("dropped", before)
        assert new.settled_at == now

    def test_into_credits_leaves_the_money_to_be_given_back(
        self, booking: Booking, maya: Actor, manager: Actor, other: Session, now: datetime
    ) -> None:
        settle_booking(manager, booking_id=booking.pk, by="cash", now=now)
        give_credits(maya, 1)

        new = self.moved(maya, booking, other, now)

        assert (said(booking)[0], new.settlement, new.credits) == ("paid", "", Decimal(1))
        assert booking.refund_percent == 100
