"""Money follows the facts after the fact: what ends, moves or was used costs what it should."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from fitflow.booking.factories import give_credits, make_class_type, make_session
from fitflow.booking.models import Booking, Spot
from fitflow.booking.queries.public import terms_of
from fitflow.booking.refusals import AlreadyBooked, NotCancellable
from fitflow.booking.services.attendance import mark_attendance
from fitflow.booking.services.bookings import cancel_booking, reschedule_booking, waive_penalty
from fitflow.booking.services.holds import book_spot
from fitflow.booking.services.roster import book_extra_spot
from fitflow.booking.services.sessions import cancel_session
from fitflow.booking.services.waitlist import join_waitlist
from fitflow.booking.tests.several_clients import balance, make_crowd
from fitflow.core import clock
from fitflow.core.actor import Actor, Studio
from fitflow.schedule.models import Session

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.usefixtures("engine_time")


@pytest.fixture
def member(maya: Actor) -> Actor:
    give_credits(maya)
    return maya


@pytest.fixture
def session(studio: Studio) -> Session:
    return make_session(studio, capacity=2)


class TestAClassThatIsCalledOff:
    @pytest.mark.parametrize("is_waived", [False, True])
    def test_gives_back_what_a_late_cancellation_had_kept(
        self, manager: Actor, member: Actor, session: Session, now: datetime, is_waived: bool
    ) -> None:
        booked = book_spot(member, session_id=session.pk, now=now)
        late = session.starts_at - HOUR
        with clock.at(late):
            cancel_booking(member, booking_id=booked.booking_id, now=late)
            assert balance(member, late) == 9
            if is_waived:
                waive_penalty(manager, booking_id=booked.booking_id, reason="She was ill", now=late)
            cancel_session(manager, session_id=session.pk, reason="Storm", now=late)

        assert balance(member, late) == 10


class TestWhoIsThere:
    @pytest.mark.parametrize("mark", ["present", "late"])
    def test_cannot_cancel_or_move_but_staff_can_for_them(
        self, studio: Studio, manager: Actor, member: Actor, session: Session, now: datetime, mark: str
    ) -> None:
        booked = book_spot(member, session_id=session.pk, now=now)
        before = session.starts_at - 40 * MINUTE
        other = make_session(studio, starts_in=4 * DAY)
        with clock.at(before):
            mark_attendance(manager, booking_id=booked.booking_id, status=mark, now=before)

            with pytest.raises(NotCancellable):
                cancel_booking(member, booking_id=booked.booking_id, now=before)
            with pytest.raises(NotCancellable):
                reschedule_booking(member, booking_id=booked.booking_id, to_session_id=other.pk, now=before)

            assert Booking.objects.get().status == "confirmed"
            assert cancel_booking(manager, booking_id=booked.booking_id, full_refund=True, now=before)


class TestAnExtraSpot:
    def test_goes_with_the_person_it_was_made_for(
        self, studio: Studio, manager: Actor, member: Actor, now: datetime
    ) -> None:
        session = make_session(studio, capacity=1)
        full, waits = make_crowd(studio)[:2]
        book_spot(full, session_id=session.pk, now=now)
        assert member.client_id is not None
        extra = book_extra_spot(
            manager, session_id=session.pk, client_id=member.client_id, reason="Her birthday", now=now
        )
        join_waitlist(waits, session_id=session.pk, now=now)

        cancel_booking(member, booking_id=extra.booking_id, now=now)

        assert Session.objects.get(pk=session.pk).capacity == 1
        assert list(Spot.objects.filter(session=session).values_list("client_id", flat=True)) == [full.client_id]


class TestAReschedule:
    def test_to_the_class_one_has_is_refused(self, member: Actor, session: Session, now: datetime) -> None:
        booked = book_spot(member, session_id=session.pk, now=now)

        with pytest.raises(AlreadyBooked):
            reschedule_booking(member, booking_id=booked.booking_id, to_session_id=session.pk, now=now)

        assert Booking.objects.get().status == "confirmed"

    def test_with_credits_that_have_expired_since_prolongs_them_by_nothing(
        self, studio: Studio, maya: Actor, now: datetime
    ) -> None:
        give_credits(maya, 1, valid_until=now + DAY)
        sessions = [make_session(studio, starts_in=days * DAY) for days in (10, 11, 12, 13)]
        booked = book_spot(maya, session_id=sessions[0].pk, now=now)
        for days, target in enumerate(sessions[1:], 2):
            at = now + days * DAY
            with clock.at(at):
                booked = reschedule_booking(maya, booking_id=booked.booking_id, to_session_id=target.pk, now=at)
                assert balance(maya, at) == 0

        assert Booking.objects.get(status="confirmed").session_id == sessions[3].pk


class TestWhatIsFree:
    def test_has_no_terms_of_cancelling(self, studio: Studio, member: Actor, now: datetime) -> None:
        free = make_session(studio, class_type=make_class_type(studio, cost_credits=Decimal(0)))

        assert terms_of(member, free.pk, now=now).words == ""
