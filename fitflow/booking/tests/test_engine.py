"""The engine through its services: hold, confirm, release, cancel, wait."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from fitflow.booking.factories import give_credits, make_session
from fitflow.booking.models import Booking, Spot, SpotHold, WaitlistEntry, WaitlistSkip
from fitflow.booking.refusals import AlreadyCancelled, HoldExpired
from fitflow.booking.services.bookings import cancel_booking, reschedule_booking
from fitflow.booking.services.holds import Confirmed, book_spot, confirm_hold, hold_spot, release_hold
from fitflow.booking.services.moving import SessionMove
from fitflow.booking.services.sessions import move_session
from fitflow.booking.services.waitlist import join_waitlist, leave_waitlist
from fitflow.booking.tests.several_clients import balance, entry_of, fill_up, make_crowd
from fitflow.core import clock
from fitflow.core.actor import Actor, Studio
from fitflow.core.errors import Forbidden, NotFound, Refused
from fitflow.core.models import Event
from fitflow.organizations.services.settings import update_settings
from fitflow.schedule.models import Session

MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.usefixtures("engine_time")


@pytest.fixture
def session(studio: Studio) -> Session:
    """Two spots, in two days."""
    return make_session(studio)


@pytest.fixture
def crowd(studio: Studio) -> list[Actor]:
    return make_crowd(studio)


def types_of_events() -> list[str]:
    return list(Event.objects.order_by("at", "id").values_list("type", flat=True))


class TestHold:
    def test_keeps_a_place_for_ten_minutes(self, maya: Actor, session: Session, now: datetime) -> None:
        give_credits(maya)

        held = hold_spot(maya, session_id=session.pk, now=now)

        assert held.is_new
        assert held.expires_at == now + 10 * MINUTE
        assert Spot.objects.get(session=session, number=held.number).client_id == maya.client_id
        assert "hold.created" in types_of_events()

    def test_given_twice_is_the_same_hold(self, maya: Actor, session: Session, now: datetime) -> None:
        give_credits(maya)
        first = hold_spot(maya, session_id=session.pk, now=now)

        second = hold_spot(maya, session_id=session.pk, now=now)

        assert not second.is_new
        assert second.hold_id == first.hold_id
        assert SpotHold.objects.count() == 1

    def test_is_refused_early_when_nothing_could_pay(self, maya: Actor, session: Session, now: datetime) -> None:
        held = hold_spot(maya, session_id=session.pk, now=now)

        assert held.refusal is not None
        assert (held.refusal.status, held.refusal.code) == (402, "no_entitlement")
        assert not Spot.objects.exclude(client_id=None).exists()

    def test_of_a_full_session_is_refused(self, crowd: list[Actor], session: Session, now: datetime) -> None:
        fill_up(session, crowd, now)

        held = hold_spot(crowd[2], session_id=session.pk, now=now)

        assert held.refusal is not None
        assert held.refusal.code == "session_full"

    def test_takes_the_asked_place(self, maya: Actor, session: Session, now: datetime) -> None:
        give_credits(maya)

        assert hold_spot(maya, session_id=session.pk, spot=2, now=now).number == 2

    def test_says_when_the_asked_place_is_taken(self, crowd: list[Actor], session: Session, now: datetime) -> None:
        hold_spot(crowd[0], session_id=session.pk, spot=2, now=now)

        refusal = hold_spot(crowd[1], session_id=session.pk, spot=2, now=now).refusal

        assert refusal is not None
        assert refusal.code == "spot_taken"

    def test_is_limited_to_five_new_ones_a_minute(self, studio: Studio, maya: Actor, now: datetime) -> None:
        give_credits(maya)
        sessions = [make_session(studio, starts_in=timedelta(days=2, hours=2 * number)) for number in range(6)]
        for one in sessions[:5]:
            assert hold_spot(maya, session_id=one.pk, now=now).is_new

        refusal = hold_spot(maya, session_id=sessions[5].pk, now=now).refusal

        assert refusal is not None
        assert refusal.status == 429
        assert refusal.details["retry_after"] == 60

    def test_is_not_limited_by_what_staff_booked(
        self, studio: Studio, manager: Actor, maya: Actor, now: datetime
    ) -> None:
        give_credits(maya)
        sessions = [make_session(studio, starts_in=timedelta(days=2, hours=2 * number)) for number in range(6)]
        for one in sessions[:5]:
            book_spot(manager, session_id=one.pk, client_id=maya.client_id, now=now)

        assert hold_spot(maya, session_id=sessions[5].pk, now=now).is_new

    def test_of_a_draft_does_not_exist_for_clients(self, studio: Studio, maya: Actor, now: datetime) -> None:
        draft = make_session(studio, publish=False)

        refusal = hold_spot(maya, session_id=draft.pk, now=now).refusal

        assert refusal is not None
        assert refusal.status == 404

    def test_beyond_the_booking_window_is_not_open(self, studio: Studio, maya: Actor, now: datetime) -> None:
        give_credits(maya, valid_until=now + timedelta(days=400))
        last_day = make_session(studio, starts_in=timedelta(days=92))  # 2027-02-20, three months on.
        too_far = make_session(studio, starts_in=timedelta(days=93))

        assert hold_spot(maya, session_id=last_day.pk, now=now).is_new
        assert getattr(hold_spot(maya, session_id=too_far.pk, now=now).refusal, "code", "") == "not_open"

    def test_for_another_client_is_staffs_alone(
        self, maya: Actor, noah: Actor, session: Session, now: datetime
    ) -> None:
        with pytest.raises(Forbidden):
            hold_spot(maya, session_id=session.pk, client_id=noah.client_id, now=now)


class TestExpiry:
    def test_is_exact_without_any_worker(self, crowd: list[Actor], studio: Studio, now: datetime) -> None:
        single = make_session(studio, capacity=1)
        hold_spot(crowd[0], session_id=single.pk, now=now)
        deadline = now + 10 * MINUTE

        with clock.at(deadline - timedelta(milliseconds=1)):
            assert hold_spot(crowd[1], session_id=single.pk, now=now).refusal is not None
        with clock.at(deadline + timedelta(milliseconds=1)):
            assert hold_spot(crowd[1], session_id=single.pk, now=now).is_new
        assert "hold.expired" in types_of_events()

    def test_refuses_to_confirm_from_the_deadline_on(self, maya: Actor, session: Session, now: datetime) -> None:
        give_credits(maya)
        held = hold_spot(maya, session_id=session.pk, now=now)
        assert held.hold_id is not None

        with clock.at(now + 10 * MINUTE), pytest.raises(HoldExpired):
            confirm_hold(maya, hold_id=held.hold_id, now=now)

        with clock.at(now + 10 * MINUTE - timedelta(milliseconds=1)):
            assert confirm_hold(maya, hold_id=held.hold_id, now=now).is_new

    def test_lets_the_same_client_hold_again(self, maya: Actor, session: Session, now: datetime) -> None:
        give_credits(maya)
        first = hold_spot(maya, session_id=session.pk, now=now)

        with clock.at(now + 11 * MINUTE):
            second = hold_spot(maya, session_id=session.pk, now=now)

        assert second.is_new
        assert second.hold_id != first.hold_id


class TestConfirm:
    def test_books_spends_and_keeps_the_policy(self, maya: Actor, session: Session, now: datetime) -> None:
        give_credits(maya)
        held = hold_spot(maya, session_id=session.pk, now=now)
        assert held.hold_id is not None

        confirmed = confirm_hold(maya, hold_id=held.hold_id, now=now)

        booking = Booking.objects.get(pk=confirmed.booking_id)
        assert booking.policy["kind"] == "tiered"
        assert confirmed.credits == Decimal(1)
        assert balance(maya, now) == Decimal(9)
        assert [step.percent for step in confirmed.deadlines] == [100, 50]

    def test_given_twice_is_the_same_booking(self, maya: Actor, session: Session, now: datetime) -> None:
        give_credits(maya)
        held = hold_spot(maya, session_id=session.pk, now=now)
        assert held.hold_id is not None
        first = confirm_hold(maya, hold_id=held.hold_id, now=now)

        second = confirm_hold(maya, hold_id=held.hold_id, now=now)

        assert (second.booking_id, second.is_new) == (first.booking_id, False)
        assert balance(maya, now) == Decimal(9)

    def test_given_again_later_says_what_was_agreed_then(
        self, owner: Actor, maya: Actor, session: Session, now: datetime
    ) -> None:
        """Another price and another policy since then concern later bookings only (P10)."""
        give_credits(maya)
        held = hold_spot(maya, session_id=session.pk, now=now)
        assert held.hold_id is not None
        first = confirm_hold(maya, hold_id=held.hold_id, now=now)
        update_settings(owner, {"class.cost_credits": "3.00", "cancel.policy": "flexible"}, now=now)

        with clock.at(now + 10 * MINUTE):
            again = confirm_hold(maya, hold_id=held.hold_id, now=now + 10 * MINUTE)

        assert (again.credits, again.policy, again.deadlines) == (first.credits, first.policy, first.deadlines)

    def test_refuses_an_overlap(self, studio: Studio, maya: Actor, session: Session, now: datetime) -> None:
        give_credits(maya)
        other = make_session(studio, starts_in=timedelta(days=2, minutes=30))
        book_spot(maya, session_id=session.pk, now=now)

        with pytest.raises(Refused) as refused:
            book_spot(maya, session_id=other.pk, now=now)

        assert refused.value.code == "overlapping_booking"

    def test_of_a_strangers_hold_is_not_found(self, maya: Actor, noah: Actor, session: Session, now: datetime) -> None:
        give_credits(maya)
        held = hold_spot(maya, session_id=session.pk, now=now)
        assert held.hold_id is not None

        with pytest.raises(NotFound):
            confirm_hold(noah, hold_id=held.hold_id, now=now)

        assert not Booking.objects.exists()


class TestCancel:
    def test_refunds_by_the_accepted_policy(self, studio: Studio, maya: Actor, now: datetime) -> None:
        session = make_session(studio, starts_in=timedelta(hours=30))
        give_credits(maya)
        booked = book_spot(maya, session_id=session.pk, now=now)

        cancelled = cancel_booking(maya, booking_id=booked.booking_id, now=session.starts_at - timedelta(hours=12))

        assert (cancelled.decision.percent, cancelled.credits_refunded) == (50, Decimal("0.50"))
        assert balance(maya, now) == Decimal("9.50")
        assert not Spot.objects.exclude(client_id=None).exists()

    def test_twice_is_refused(self, maya: Actor, session: Session, now: datetime) -> None:
        give_credits(maya)
        booked = book_spot(maya, session_id=session.pk, now=now)
        cancel_booking(maya, booking_id=booked.booking_id, now=now)

        with pytest.raises(AlreadyCancelled):
            cancel_booking(maya, booking_id=booked.booking_id, now=now)

        assert balance(maya, now) == Decimal(10)

    def test_is_free_after_the_studio_moved_the_session(
        self, studio: Studio, manager: Actor, maya: Actor, now: datetime
    ) -> None:
        session = make_session(studio, starts_in=timedelta(hours=30))
        give_credits(maya)
        booked = book_spot(maya, session_id=session.pk, now=now)
        move_session(
            manager,
            SessionMove(starts_at=session.starts_at + timedelta(hours=1)),
            session_id=session.pk,
            now=now + MINUTE,
        )

        cancelled = cancel_booking(maya, booking_id=booked.booking_id, now=session.starts_at - timedelta(minutes=5))

        assert cancelled.decision.percent == 100


class TestWaitlist:
    def test_gives_a_freed_place_to_the_first_in_line(
        self, crowd: list[Actor], session: Session, now: datetime
    ) -> None:
        first, _second = fill_up(session, crowd, now)
        assert join_waitlist(crowd[2], session_id=session.pk, now=now).position == 1
        assert join_waitlist(crowd[3], session_id=session.pk, now=now).position == 2

        cancel_booking(crowd[0], booking_id=first.booking_id, now=now)

        offered = entry_of(crowd[2])
        assert offered.status == "offered"
        assert offered.hold is not None
        assert (offered.hold.kind, offered.hold.expires_at) == ("priority", now + 30 * MINUTE)
        assert confirm_hold(crowd[2], hold_id=offered.hold.pk, now=now).is_new
        assert entry_of(crowd[2]).status == "booked"

    def test_is_served_before_the_outsider_who_looks_first(
        self, crowd: list[Actor], studio: Studio, now: datetime
    ) -> None:
        single = make_session(studio, capacity=1)
        hold_spot(crowd[0], session_id=single.pk, now=now)
        join_waitlist(crowd[1], session_id=single.pk, now=now)

        with clock.at(now + 10 * MINUTE):
            outsider = hold_spot(crowd[2], session_id=single.pk, now=now)

        assert getattr(outsider.refusal, "code", "") == "session_full"
        assert entry_of(crowd[1]).status == "offered"

    def test_passes_over_whoever_cannot_pay_and_says_why(
        self, crowd: list[Actor], maya: Actor, session: Session, now: datetime
    ) -> None:
        first, _second = fill_up(session, crowd, now)
        join_waitlist(maya, session_id=session.pk, now=now)
        join_waitlist(crowd[2], session_id=session.pk, now=now)

        cancel_booking(crowd[0], booking_id=first.booking_id, now=now)

        assert entry_of(maya).skip_reason == "no_entitlement"
        assert WaitlistSkip.objects.get().reason == "no_entitlement"
        assert entry_of(crowd[2]).status == "offered"

    def test_is_not_for_a_session_with_a_free_place(self, maya: Actor, session: Session, now: datetime) -> None:
        assert getattr(join_waitlist(maya, session_id=session.pk, now=now).refusal, "code", "") == "session_not_full"

    def test_lets_the_outsider_in_when_nobody_in_line_is_eligible(
        self, crowd: list[Actor], maya: Actor, session: Session, now: datetime
    ) -> None:
        first, _second = fill_up(session, crowd, now)
        join_waitlist(maya, session_id=session.pk, now=now)
        cancel_booking(crowd[0], booking_id=first.booking_id, now=now)

        assert hold_spot(crowd[2], session_id=session.pk, now=now).is_new

    def test_moves_on_when_somebody_declines(self, crowd: list[Actor], session: Session, now: datetime) -> None:
        first, _second = fill_up(session, crowd, now)
        join_waitlist(crowd[2], session_id=session.pk, now=now)
        join_waitlist(crowd[3], session_id=session.pk, now=now)
        cancel_booking(crowd[0], booking_id=first.booking_id, now=now)
        offered = entry_of(crowd[2])
        assert offered.hold_id is not None

        release_hold(crowd[2], hold_id=offered.hold_id, now=now)

        assert entry_of(crowd[2]).status == "left"
        assert entry_of(crowd[3]).status == "offered"

    def test_can_be_left(self, crowd: list[Actor], session: Session, now: datetime) -> None:
        fill_up(session, crowd, now)
        join_waitlist(crowd[2], session_id=session.pk, now=now)

        leave_waitlist(crowd[2], session_id=session.pk, now=now)

        assert WaitlistEntry.objects.get().status == "left"


class TestReschedule:
    def test_moves_the_place_and_the_credits(
        self, studio: Studio, maya: Actor, session: Session, now: datetime
    ) -> None:
        give_credits(maya, 1)
        booked = book_spot(maya, session_id=session.pk, now=now)
        later = make_session(studio, starts_in=timedelta(days=3))

        moved = reschedule_booking(maya, booking_id=booked.booking_id, to_session_id=later.pk, now=now)

        assert Booking.objects.get(pk=booked.booking_id).status == "cancelled"
        assert Booking.objects.get(pk=moved.booking_id).rescheduled_from_id == booked.booking_id
        assert balance(maya, now) == Decimal(0)

    @pytest.fixture
    def late(self, studio: Studio, maya: Actor, now: datetime) -> Confirmed:
        """A booking for a class so soon that cancelling would give nothing back."""
        give_credits(maya)
        session = make_session(studio, starts_in=timedelta(hours=6))
        booked = book_spot(maya, session_id=session.pk, now=now)
        Booking.objects.update(confirmed_at=now - timedelta(days=1))
        return booked

    @pytest.mark.parametrize("moves", [1, 2])
    def test_late_is_no_way_out_of_the_fee(
        self, studio: Studio, maya: Actor, late: Confirmed, now: datetime, moves: int
    ) -> None:
        """The earlier start keeps deciding, and having only just moved is no mis-tap (CON-15)."""
        for number in range(moves):
            other = make_session(studio, starts_in=timedelta(days=3 + number))
            late = reschedule_booking(maya, booking_id=late.booking_id, to_session_id=other.pk, now=now)

        assert late.deadlines == ()
        assert cancel_booking(maya, booking_id=late.booking_id, now=now + MINUTE).decision.percent == 0

    def test_late_is_free_to_leave_when_the_studio_moves_the_new_class(
        self, studio: Studio, manager: Actor, maya: Actor, late: Confirmed, now: datetime
    ) -> None:
        other = make_session(studio, starts_in=timedelta(days=3))
        moved = reschedule_booking(maya, booking_id=late.booking_id, to_session_id=other.pk, now=now)
        to = SessionMove(starts_at=other.starts_at + timedelta(hours=3))
        move_session(manager, to, session_id=other.pk, now=now + timedelta(hours=7))

        cancelled = cancel_booking(maya, booking_id=moved.booking_id, now=now + timedelta(hours=8))

        assert (cancelled.decision.percent, cancelled.decision.why.value) == (100, "moved")
