"""The queue while time passes and the studio changes things: nobody is forgotten, nobody is sent away too early."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from fitflow.booking.factories import give_credits, make_class_type, make_session
from fitflow.booking.models import WaitlistEntry
from fitflow.booking.queries.public import card_of
from fitflow.booking.services.bookings import cancel_booking
from fitflow.booking.services.holds import book_spot, hold_spot
from fitflow.booking.services.moving import SessionMove
from fitflow.booking.services.sessions import SessionDetails, cancel_session, edit_session, move_session
from fitflow.booking.services.waitlist import CLOSE_TIMER, SETTLE_TIMER, join_waitlist, leave_waitlist
from fitflow.booking.tests.several_clients import entry_of, fill_up, make_crowd
from fitflow.core import clock
from fitflow.core.actor import Actor, Studio
from fitflow.core.jobs import drain, forget_done
from fitflow.core.models import Event, Timer
from fitflow.organizations.factories import actor_of, make_client_actor
from fitflow.organizations.services.clients import archive_client, restore_client, set_client_status
from fitflow.organizations.services.settings import update_settings
from fitflow.schedule.models import ClassType, Session
from fitflow.schedule.services.class_types import update_class_type

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
pytestmark = pytest.mark.usefixtures("engine_time")


@pytest.fixture
def class_type(studio: Studio) -> ClassType:
    return make_class_type(studio, capacity=1)


@pytest.fixture
def single(studio: Studio, class_type: ClassType, now: datetime) -> Session:
    """One spot, in two days."""
    return make_session(studio, class_type=class_type, capacity=1, now=now)


@pytest.fixture
def crowd(studio: Studio) -> list[Actor]:
    return make_crowd(studio)


def run_until(moment: datetime) -> None:
    """What the worker does at a moment, by both clocks."""
    with clock.at(moment):
        drain(moment)


def again(actor: Actor) -> Actor:
    """The same person at the next request: with the settings of now."""
    assert actor.user_id is not None
    return actor_of(actor.organization, actor.user_id)


def hold_refusal_of(actor: Actor, session: Session, now: datetime) -> str:
    """What holding a spot says."""
    refusal = hold_spot(actor, session_id=session.pk, now=now).refusal
    assert refusal is not None
    return refusal.code


def only(kind: str) -> None:
    """No other timer helps out."""
    Timer.objects.exclude(kind=kind).delete()


class TestJoining:
    """A full session that nobody may book for themselves at this time."""

    @pytest.fixture(params=["notice", "window"])
    def not_bookable(
        self, request: pytest.FixtureRequest, studio: Studio, admin: Actor, class_type: ClassType, now: datetime
    ) -> Session:
        if request.param == "notice":
            update_settings(admin, {"booking.client_min_notice.class": 3 * 86_400}, now=now)
        starts_in = 2 * DAY if request.param == "notice" else 100 * DAY
        return make_session(studio, class_type=class_type, capacity=1, starts_in=starts_in, now=now)

    def fill(self, manager: Actor, session: Session, crowd: list[Actor], now: datetime) -> None:
        book_spot(manager, session_id=session.pk, client_id=crowd[0].client_id, now=now)

    def test_is_refused_by_the_api_as_the_page_refuses_it(
        self, manager: Actor, crowd: list[Actor], not_bookable: Session, now: datetime
    ) -> None:
        self.fill(manager, not_bookable, crowd, now)
        asker = again(crowd[1])

        joined = join_waitlist(asker, session_id=not_bookable.pk, now=now)

        assert not card_of(asker, not_bookable.pk, now=now).can_wait
        assert joined.refusal is not None
        assert joined.refusal.code == hold_refusal_of(asker, not_bookable, now) == "not_open"

    def test_by_staff_is_bound_by_neither_as_holding_is_not(
        self, manager: Actor, crowd: list[Actor], not_bookable: Session, now: datetime
    ) -> None:
        self.fill(manager, not_bookable, crowd, now)

        joined = join_waitlist(again(manager), session_id=not_bookable.pk, client_id=crowd[1].client_id, now=now)

        assert joined.is_new


class TestClosing:
    def test_follows_a_session_that_is_moved_to_a_later_day(
        self, manager: Actor, crowd: list[Actor], single: Session, now: datetime
    ) -> None:
        fill_up(single, crowd, now)
        join_waitlist(crowd[1], session_id=single.pk, now=now)
        closes_at = single.starts_at + 15 * MINUTE
        move_session(manager, SessionMove(starts_at=single.starts_at + 2 * DAY), session_id=single.pk, now=now)

        only(CLOSE_TIMER)
        run_until(closes_at)
        assert entry_of(crowd[1]).status == "waiting"
        run_until(closes_at + 2 * DAY - MINUTE)
        assert entry_of(crowd[1]).status == "waiting"
        run_until(closes_at + 2 * DAY)
        assert entry_of(crowd[1]).status == "closed"

    def test_follows_a_session_that_is_moved_to_an_earlier_day(
        self, manager: Actor, crowd: list[Actor], single: Session, now: datetime
    ) -> None:
        fill_up(single, crowd, now)
        join_waitlist(crowd[1], session_id=single.pk, now=now)
        move_session(manager, SessionMove(starts_at=single.starts_at - DAY), session_id=single.pk, now=now)
        drain(now)

        only(CLOSE_TIMER)
        run_until(single.starts_at - DAY + 15 * MINUTE)

        assert entry_of(crowd[1]).status == "closed"

    def test_of_a_session_that_stays_is_at_its_time(self, crowd: list[Actor], single: Session, now: datetime) -> None:
        fill_up(single, crowd, now)
        join_waitlist(crowd[1], session_id=single.pk, now=now)

        only(CLOSE_TIMER)
        run_until(single.starts_at + 15 * MINUTE)

        assert entry_of(crowd[1]).status == "closed"
        assert not Timer.objects.filter(state="due", kind=CLOSE_TIMER).exists()


class TestOffers:
    def test_go_on_down_the_line_at_each_deadline(
        self, crowd: list[Actor], studio: Studio, single: Session, now: datetime
    ) -> None:
        hold_spot(crowd[0], session_id=single.pk, now=now)
        for person in crowd[1:]:
            join_waitlist(person, session_id=single.pk, now=now)
        only(SETTLE_TIMER)
        first = now + 10 * MINUTE

        run_until(first)
        assert [entry_of(person).status for person in crowd[1:]] == ["offered", "waiting", "waiting"]
        run_until(first + 30 * MINUTE)
        assert [entry_of(person).status for person in crowd[1:]] == ["lapsed", "offered", "waiting"]
        run_until(first + 60 * MINUTE)
        assert [entry_of(person).status for person in crowd[1:]] == ["lapsed", "lapsed", "offered"]

    def test_declined_by_leaving_are_recorded_like_any_hold(
        self, crowd: list[Actor], single: Session, now: datetime
    ) -> None:
        booked = fill_up(single, crowd, now)[0]
        join_waitlist(crowd[1], session_id=single.pk, now=now)
        cancel_booking(crowd[0], booking_id=booked.booking_id, now=now)
        offered = entry_of(crowd[1])

        leave_waitlist(crowd[1], session_id=single.pk, now=now)

        released = Event.objects.get(type="hold.released")
        assert released.payload == {
            "hold_id": str(offered.hold_id),
            "session_id": str(single.pk),
            "client_id": str(crowd[1].client_id),
            "kind": "priority",
        }
        assert Event.objects.filter(type="waitlist.left", entity_id=offered.pk).exists()

    def test_end_with_a_cancelled_session_though_its_timer_still_rings(
        self, manager: Actor, crowd: list[Actor], single: Session, now: datetime
    ) -> None:
        hold_spot(crowd[0], session_id=single.pk, now=now)
        join_waitlist(crowd[1], session_id=single.pk, now=now)
        cancel_session(manager, session_id=single.pk, reason="Boiler broken", now=now)

        run_until(now + 10 * MINUTE)

        assert entry_of(crowd[1]).status == "closed"
        assert not Event.objects.filter(type="waitlist.promoted").exists()

    def test_leave_timers_that_are_forgotten_a_week_later(
        self, crowd: list[Actor], single: Session, now: datetime
    ) -> None:
        hold_spot(crowd[0], session_id=single.pk, now=now)
        join_waitlist(crowd[1], session_id=single.pk, now=now)
        only(SETTLE_TIMER)
        run_until(now + 10 * MINUTE)
        rung = Timer.objects.get(kind=SETTLE_TIMER, state="done")

        forget_done(now + 6 * DAY, most=100)
        assert Timer.objects.filter(pk=rung.pk).exists()
        forget_done(now + 8 * DAY, most=100)

        assert not Timer.objects.filter(pk=rung.pk).exists()


class TestPassedOver:
    """One spot is free and the first in line was passed over; what spoke against it goes away."""

    def pass_over(self, person: Actor, session: Session, crowd: list[Actor], now: datetime) -> WaitlistEntry:
        booked = fill_up(session, crowd, now)[0]
        join_waitlist(person, session_id=session.pk, now=now)
        cancel_booking(crowd[0], booking_id=booked.booking_id, now=now)
        drain(now)  # Nothing that happened before helps out.
        return entry_of(person)

    def busy(self, person: Actor, studio: Studio, now: datetime) -> Session:
        """Another class at the same hour, with this person in it."""
        other = make_session(studio, now=now)
        book_spot(person, session_id=other.pk, now=now)
        return other

    def test_is_asked_when_the_session_is_moved_away_from_another_booking(
        self, studio: Studio, manager: Actor, crowd: list[Actor], single: Session, now: datetime
    ) -> None:
        self.busy(crowd[1], studio, now)
        assert self.pass_over(crowd[1], single, crowd, now).skip_reason == "overlapping_booking"

        move_session(manager, SessionMove(starts_at=single.starts_at + DAY), session_id=single.pk, now=now)
        drain(now)

        assert entry_of(crowd[1]).status == "offered"

    def test_is_asked_when_the_other_booking_is_moved_away(
        self, studio: Studio, manager: Actor, crowd: list[Actor], single: Session, now: datetime
    ) -> None:
        other = self.busy(crowd[1], studio, now)
        assert self.pass_over(crowd[1], single, crowd, now).skip_reason == "overlapping_booking"

        move_session(manager, SessionMove(starts_at=other.starts_at + DAY), session_id=other.pk, now=now)
        drain(now)

        assert entry_of(crowd[1]).status == "offered"

    def test_is_asked_when_the_session_becomes_cheaper(
        self, studio: Studio, manager: Actor, crowd: list[Actor], single: Session, now: datetime
    ) -> None:
        poor = make_client_actor(studio, name="Paula Poor")
        assert self.pass_over(poor, single, crowd, now).skip_reason == "no_entitlement"

        free = SessionDetails(frozenset({"cost_credits"}), cost_credits=Decimal(0))
        edit_session(manager, free, session_id=single.pk, now=now)
        drain(now)

        assert entry_of(poor).status == "offered"

    def test_is_asked_when_the_class_type_becomes_cheaper(
        self, studio: Studio, admin: Actor, crowd: list[Actor], single: Session, class_type: ClassType, now: datetime
    ) -> None:
        poor = make_client_actor(studio, name="Paula Poor")
        assert self.pass_over(poor, single, crowd, now).skip_reason == "no_entitlement"

        update_class_type(admin, {"cost_credits": Decimal(0)}, class_type_id=class_type.pk, now=now)
        drain(now)

        assert entry_of(poor).status == "offered"

    def test_is_asked_when_the_studio_becomes_cheaper(
        self, studio: Studio, admin: Actor, crowd: list[Actor], single: Session, now: datetime
    ) -> None:
        poor = make_client_actor(studio, name="Paula Poor")
        give_credits(poor, "0.5", now=now)
        assert self.pass_over(poor, single, crowd, now).skip_reason == "no_entitlement"

        update_settings(admin, {"class.cost_credits": "0.5"}, now=now)
        drain(now)

        assert entry_of(poor).status == "offered"

    def test_is_asked_when_the_client_is_restored(
        self, manager: Actor, crowd: list[Actor], single: Session, now: datetime
    ) -> None:
        assert crowd[1].client_id is not None
        booked = fill_up(single, crowd, now)[0]
        join_waitlist(crowd[1], session_id=single.pk, now=now)
        archive_client(manager, client_id=crowd[1].client_id, now=now)
        cancel_booking(crowd[0], booking_id=booked.booking_id, now=now)
        drain(now)
        assert entry_of(crowd[1]).skip_reason == "client_inactive"

        restore_client(manager, client_id=crowd[1].client_id, now=now)
        drain(now)

        assert entry_of(crowd[1]).status == "offered"

    def test_is_asked_when_the_client_is_active_again(
        self, manager: Actor, crowd: list[Actor], single: Session, now: datetime
    ) -> None:
        assert crowd[1].client_id is not None
        booked = fill_up(single, crowd, now)[0]
        join_waitlist(crowd[1], session_id=single.pk, now=now)
        set_client_status(manager, client_id=crowd[1].client_id, status="inactive", now=now)
        cancel_booking(crowd[0], booking_id=booked.booking_id, now=now)
        drain(now)
        assert entry_of(crowd[1]).skip_reason == "client_inactive"

        set_client_status(manager, client_id=crowd[1].client_id, status="active", now=now)
        drain(now)

        assert entry_of(crowd[1]).status == "offered"
