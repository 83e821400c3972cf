"""Sessions with people in them: more and fewer spots, cancelled, run, closed."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from fitflow.booking.factories import make_session
from fitflow.booking.models import Attendance, Booking, Spot, WaitlistEntry
from fitflow.booking.refusals import CapacityBelowOccupied
from fitflow.booking.services.attendance import mark_attendance
from fitflow.booking.services.capacity import add_extra_spot, set_capacity
from fitflow.booking.services.holds import book_spot
from fitflow.booking.services.moving import SessionMove
from fitflow.booking.services.sessions import advance_session, cancel_session, move_session
from fitflow.booking.services.waitlist import join_waitlist
from fitflow.booking.tests.several_clients import balance, fill_up, make_crowd
from fitflow.core.actor import Actor, Studio
from fitflow.core.errors import Invalid, Refused
from fitflow.core.models import Event
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


class TestCapacity:
    def test_raised_serves_the_queue_first(
        self, crowd: list[Actor], manager: Actor, session: Session, now: datetime
    ) -> None:
        fill_up(session, crowd, now)
        join_waitlist(crowd[2], session_id=session.pk, now=now)

        set_capacity(manager, session_id=session.pk, capacity=3, now=now)

        assert WaitlistEntry.objects.get().status == "offered"

    def test_lowered_below_what_is_occupied_is_refused(
        self, crowd: list[Actor], manager: Actor, session: Session, now: datetime
    ) -> None:
        fill_up(session, crowd, now)

        with pytest.raises(CapacityBelowOccupied):
            set_capacity(manager, session_id=session.pk, capacity=1, now=now)

        assert Spot.objects.filter(session=session).count() == 2

    def test_lowered_moves_occupants_down(
        self, crowd: list[Actor], manager: Actor, session: Session, now: datetime
    ) -> None:
        booked = book_spot(crowd[0], session_id=session.pk, spot=2, now=now)

        set_capacity(manager, session_id=session.pk, capacity=1, now=now)

        assert Booking.objects.get(pk=booked.booking_id).number == 1
        assert Spot.objects.get(session=session).booking_id == booked.booking_id

    def test_extra_place_needs_a_reason(self, manager: Actor, session: Session, now: datetime) -> None:
        with pytest.raises(Invalid):
            add_extra_spot(manager, session_id=session.pk, reason=" ", now=now)

        assert add_extra_spot(manager, session_id=session.pk, reason="A bike came back.", now=now).capacity == 3


class TestSessionLife:
    def test_cancelled_by_the_studio_refunds_everybody(
        self, crowd: list[Actor], manager: Actor, session: Session, now: datetime
    ) -> None:
        fill_up(session, crowd, now)
        join_waitlist(crowd[2], session_id=session.pk, now=now)

        cancel_session(manager, session_id=session.pk, reason="The boiler is broken.", now=session.starts_at - MINUTE)

        assert [balance(person, now) for person in crowd[:2]] == [Decimal(10), Decimal(10)]
        assert set(Booking.objects.values_list("status", flat=True)) == {"cancelled"}
        assert WaitlistEntry.objects.get().status == "closed"

    def test_cancelled_after_attendance_began_refunds_whoever_is_marked_too(
        self, crowd: list[Actor], manager: Actor, session: Session, now: datetime
    ) -> None:
        here, away = fill_up(session, crowd, now)
        mark_attendance(manager, booking_id=here.booking_id, status="present", now=session.starts_at)
        mark_attendance(manager, booking_id=away.booking_id, status="no_show", now=session.starts_at)

        cancel_session(manager, session_id=session.pk, reason="Fire alarm.", now=session.starts_at + 5 * MINUTE)

        assert [balance(person, now) for person in crowd[:2]] == [Decimal(10), Decimal(10)]
        assert set(Booking.objects.values_list("status", "refund_percent")) == {("cancelled", 100)}
        assert not Attendance.objects.exists()
        assert Event.objects.get(type="session.cancelled").payload["bookings"] == 2

    def test_moved_after_somebody_checked_in_waits_for_them_again(
        self, crowd: list[Actor], manager: Actor, session: Session, now: datetime
    ) -> None:
        here, _other = fill_up(session, crowd, now)
        mark_attendance(manager, booking_id=here.booking_id, status="present", now=session.starts_at - MINUTE)

        later = SessionMove(starts_at=session.starts_at + timedelta(days=1))
        move_session(manager, later, session_id=session.pk, now=session.starts_at - MINUTE)

        assert Booking.objects.get(pk=here.booking_id).status == "confirmed"
        assert not Attendance.objects.exists()

    def test_is_not_booked_again_by_who_was_absent(
        self, crowd: list[Actor], manager: Actor, session: Session, now: datetime
    ) -> None:
        """Their spot went to the next in line; the mark is what has to be corrected."""
        away, _other = fill_up(session, crowd, now)
        join_waitlist(crowd[2], session_id=session.pk, now=now)
        mark_attendance(manager, booking_id=away.booking_id, status="no_show", now=session.starts_at)
        add_extra_spot(manager, session_id=session.pk, reason="A mat came back.", now=session.starts_at)

        with pytest.raises(Refused) as refused:
            book_spot(manager, session_id=session.pk, client_id=crowd[0].client_id, now=session.starts_at)

        assert refused.value.code == "already_booked"

    def test_ends_with_everybody_settled(
        self, crowd: list[Actor], manager: Actor, session: Session, now: datetime
    ) -> None:
        first, second = fill_up(session, crowd, now)
        mark_attendance(manager, booking_id=first.booking_id, status="present", now=session.starts_at)

        ended = advance_session(Actor.system(manager.organization), session_id=session.pk, now=session.ends_at)

        assert ended.status == "completed"
        assert Booking.objects.get(pk=first.booking_id).status == "completed"
        assert Booking.objects.get(pk=second.booking_id).status == "no_show"

    def test_absence_is_not_marked_days_before(
        self, crowd: list[Actor], manager: Actor, session: Session, now: datetime
    ) -> None:
        first, _second = fill_up(session, crowd, now)

        with pytest.raises(Refused) as refused:
            mark_attendance(manager, booking_id=first.booking_id, status="no_show", now=now)

        assert refused.value.code == "attendance_not_open"
        assert mark_attendance(manager, booking_id=first.booking_id, status="present", now=now).status == "confirmed"

    def test_no_show_can_be_corrected(
        self, crowd: list[Actor], manager: Actor, session: Session, now: datetime
    ) -> None:
        first, _second = fill_up(session, crowd, now)
        mark_attendance(manager, booking_id=first.booking_id, status="no_show", now=session.starts_at)

        mark_attendance(manager, booking_id=first.booking_id, status="late", now=session.starts_at)

        assert Booking.objects.get(pk=first.booking_id).status == "confirmed"

    def test_is_refused_while_the_trainer_is_busy(self, studio: Studio, session: Session) -> None:
        assert session.class_type is not None
        with pytest.raises(Refused) as refused:
            make_session(studio, class_type=session.class_type, starts_in=timedelta(days=2, minutes=30))

        assert refused.value.code == "trainer_busy"
