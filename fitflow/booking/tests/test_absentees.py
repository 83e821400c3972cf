"""Whoever does not come: absent at the end of the grace, where somebody takes attendance; the spot goes on."""

from datetime import datetime, timedelta

import pytest

from fitflow.booking.factories import make_session
from fitflow.booking.models import Attendance, Booking, WaitlistEntry
from fitflow.booking.services.attendance import mark_absentees, mark_attendance
from fitflow.booking.services.holds import Confirmed
from fitflow.booking.services.sessions import advance_session
from fitflow.booking.services.waitlist import join_waitlist
from fitflow.booking.tests.several_clients import fill_up, make_crowd
from fitflow.core import clock
from fitflow.core.actor import Actor, Studio
from fitflow.core.jobs import drain
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


@pytest.fixture
def booked(session: Session, crowd: list[Actor], now: datetime) -> list[Confirmed]:
    return fill_up(session, crowd, now)


def status_of(booked: Confirmed) -> str:
    return Booking.objects.values_list("status", flat=True).get(pk=booked.booking_id)


def run_to(session: Session, minutes: float) -> None:
    """Timers run on the way, minute after minute of the engine's clock."""
    at = session.starts_at + minutes * MINUTE
    with clock.at(at):
        drain(at)


class TestAnAbsentee:
    def test_is_one_at_the_end_of_the_grace(self, manager: Actor, session: Session, booked: list[Confirmed]) -> None:
        here, away = booked
        run_to(session, 0)
        mark_attendance(manager, booking_id=here.booking_id, status="present", now=session.starts_at)

        run_to(session, 9.9)
        before = status_of(away)
        run_to(session, 10)

        assert (before, status_of(away), status_of(here)) == ("confirmed", "no_show", "confirmed")
        assert Attendance.objects.get(booking_id=away.booking_id).method == "auto"
        assert Event.objects.filter(type="booking.noshow").count() == 1

    def test_is_nobody_where_nobody_took_attendance(self, session: Session, booked: list[Confirmed]) -> None:
        run_to(session, 0)
        run_to(session, 10)

        assert [status_of(one) for one in booked] == ["confirmed", "confirmed"]

    def test_is_nobody_where_the_studio_marks_by_hand(
        self, owner: Actor, manager: Actor, session: Session, booked: list[Confirmed], now: datetime
    ) -> None:
        update_settings(owner, {"attendance.auto_no_show": False}, now=now)
        run_to(session, 0)
        mark_attendance(manager, booking_id=booked[0].booking_id, status="present", now=session.starts_at)

        run_to(session, 10)

        assert status_of(booked[1]) == "confirmed"

    def test_is_later_where_the_studio_waits_longer(
        self, owner: Actor, manager: Actor, session: Session, booked: list[Confirmed], now: datetime
    ) -> None:
        update_settings(owner, {"attendance.grace": 1200}, now=now)
        run_to(session, 0)
        mark_attendance(manager, booking_id=booked[0].booking_id, status="present", now=session.starts_at)

        run_to(session, 19)
        before = status_of(booked[1])
        run_to(session, 20)

        assert (before, status_of(booked[1])) == ("confirmed", "no_show")

    def test_leaves_the_place_to_the_queue(
        self, manager: Actor, session: Session, crowd: list[Actor], booked: list[Confirmed], now: datetime
    ) -> None:
        join_waitlist(crowd[2], session_id=session.pk, now=now)
        run_to(session, 0)
        mark_attendance(manager, booking_id=booked[0].booking_id, status="late", now=session.starts_at)

        run_to(session, 10)

        assert WaitlistEntry.objects.get().status == "offered"

    def test_who_comes_after_all_is_marked_like_anybody(
        self, system: Actor, manager: Actor, session: Session, booked: list[Confirmed]
    ) -> None:
        run_to(session, 0)
        mark_attendance(manager, booking_id=booked[0].booking_id, status="present", now=session.starts_at)
        run_to(session, 10)

        late = session.starts_at + 12 * MINUTE
        mark_attendance(manager, booking_id=booked[1].booking_id, status="late", now=late)

        assert status_of(booked[1]) == "confirmed"
        assert mark_absentees(system, session_id=session.pk, now=late) == 0

    def test_of_a_session_that_is_over_is_settled_already(
        self, system: Actor, manager: Actor, session: Session, booked: list[Confirmed]
    ) -> None:
        mark_attendance(manager, booking_id=booked[0].booking_id, status="present", now=session.starts_at)
        advance_session(system, session_id=session.pk, now=session.ends_at)

        assert mark_absentees(system, session_id=session.pk, now=session.ends_at) == 0
        assert status_of(booked[1]) == "no_show"
