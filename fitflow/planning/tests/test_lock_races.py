"""Two at once, on two connections: what one does while the other holds a lock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from fitflow.billing.models import CreditAccount
from fitflow.booking.factories import make_session
from fitflow.booking.models import Booking
from fitflow.booking.services.bookings import cancel_booking
from fitflow.booking.services.holds import book_spot, confirm_hold, hold_spot
from fitflow.booking.services.locks import lock_session
from fitflow.booking.services.moving import SessionMove
from fitflow.booking.services.sessions import cancel_session, move_session
from fitflow.booking.services.waitlist import SETTLE_TIMER, join_waitlist, leave_waitlist
from fitflow.booking.tests.several_clients import entry_of, make_crowd
from fitflow.core import clock, models
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.errors import Refused
from fitflow.core.jobs import drain, run_timer
from fitflow.core.models import Timer
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_staff, make_staff_actor, make_studio
from fitflow.planning.queries.bulk import report_of
from fitflow.planning.services.bulk import RUN_TIMER, cancel_sessions
from fitflow.schedule.models import Session
from fitflow.schedule.queries.sessions import Selection
from tests.databases import CommittedDatabase, wait_for_a_waiter

DEADLINE = timedelta(minutes=10)


@dataclass
class Scene:
    """A class with two spots, the studio's manager and four clients."""

    studio: Studio
    manager: Actor
    session: Session
    crowd: list[Actor]


@pytest.fixture
def scene(committed_db: CommittedDatabase, now: datetime) -> Iterator[Scene]:
    studio = make_studio()
    with tenant(studio.id), clock.at(now):
        manager = make_staff_actor(studio, name="Mona Manager", role=Role.MANAGER, is_trainer=False)
        yield Scene(studio, manager, make_session(studio, now=now), make_crowd(studio))


@contextmanager
def beside(studio: Studio, moment: datetime, work: Callable[[], object]) -> Iterator[Event]:
    """Work on a connection of its own, begun when the event is set; finished when the block ends."""
    begin = Event()

    def run() -> None:
        try:
            with tenant(studio.id), clock.at(moment):
                begin.wait()
                work()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    try:
        yield begin
    finally:
        begin.set()
        thread.join()


@pytest.mark.parametrize("act", ["a client cancels", "the studio cancels"])
def test_a_hold_that_lapses_meanwhile_is_in_nobodys_way(scene: Scene, now: datetime, act: str) -> None:
    first, second, *others = scene.crowd
    booked = book_spot(first, session_id=scene.session.pk, now=now)
    hold_spot(second, session_id=scene.session.pk, now=now)
    for person in others:
        join_waitlist(person, session_id=scene.session.pk, now=now)
    later = now + DEADLINE
    timer = Timer.objects.get(kind=SETTLE_TIMER, entity_id=scene.session.pk)

    with (
        beside(scene.studio, later, lambda: run_timer(later, timer.pk)) as begin,
        clock.at(later),
        transaction.atomic(),
    ):
        lock_session(scene.session.pk)
        begin.set()
        wait_for_a_waiter()
        if act == "a client cancels":
            cancel_booking(first, booking_id=booked.booking_id, now=later)
        else:
            cancel_session(scene.manager, session_id=scene.session.pk, reason="Boiler broken", now=later)

    timer.refresh_from_db()
    assert (timer.state, timer.attempts, timer.last_error) == ("done", 1, "")
    assert Booking.objects.get().status == "cancelled"
    expected = "offered" if act == "a client cancels" else "closed"
    assert {entry_of(person).status for person in others} == {expected}


def test_leaving_while_the_offer_is_being_confirmed_says_that_it_is_booked(scene: Scene, now: datetime) -> None:
    first, second, third, _fourth = scene.crowd
    booked = [book_spot(person, session_id=scene.session.pk, now=now) for person in (first, second)]
    join_waitlist(third, session_id=scene.session.pk, now=now)
    cancel_booking(first, booking_id=booked[0].booking_id, now=now)
    offered = entry_of(third)
    assert offered.hold_id is not None
    answers: list[str] = []

    def leave() -> None:
        try:
            leave_waitlist(third, session_id=scene.session.pk, now=now)
        except Refused as refusal:
            answers.append(refusal.code)
        else:
            answers.append("left")

    with beside(scene.studio, now, leave) as begin, transaction.atomic():
        confirm_hold(third, hold_id=offered.hold_id, now=now)
        begin.set()
        wait_for_a_waiter()

    assert answers == ["already_booked"]
    assert entry_of(third).status == "booked"
    assert Booking.objects.get(hold_id=offered.hold_id).status == "confirmed"
    assert not models.Event.objects.filter(type="waitlist.left").exists()


def test_a_small_run_that_met_a_lock_goes_on_by_itself(scene: Scene, now: datetime) -> None:
    first = scene.crowd[0]
    assert first.client_id is not None
    account = CreditAccount.objects.filter(client_id=first.client_id)
    booked = book_spot(first, session_id=scene.session.pk, now=now)
    held, over = Event(), Event()

    def keep_the_account() -> None:
        with transaction.atomic():
            account.select_for_update().get()
            held.set()
            over.wait()

    with beside(scene.studio, now, keep_the_account) as begin, connection.cursor() as cursor:
        begin.set()
        held.wait()
        cursor.execute("SET lock_timeout = '100ms'")
        run = cancel_sessions(scene.manager, Selection(session_ids=(scene.session.pk,)), reason="Closed", now=now)
        over.set()
    assert (run.done, run.left, run.is_done) == (0, 1, False)
    Timer.objects.exclude(kind=RUN_TIMER).delete()
    drain(now)

    after = report_of(scene.manager, run.run_id)
    assert (after.done, after.left, after.is_done) == (1, 0, True)
    assert Booking.objects.get(pk=booked.booking_id).status == "cancelled"


def test_a_move_that_waited_for_another_trainer_asks_to_try_again(scene: Scene, now: datetime) -> None:
    session, ben = scene.session, make_staff(scene.studio, name="Ben Adu")
    answers: list[str] = []

    def move_later() -> None:
        try:
            to = SessionMove(starts_at=session.starts_at + timedelta(hours=3))
            move_session(scene.manager, to, session_id=session.pk, now=now)
        except Refused as refusal:
            answers.append(refusal.code)

    with beside(scene.studio, now, move_later) as begin, transaction.atomic():
        move_session(scene.manager, SessionMove(trainer_id=ben.pk), session_id=session.pk, now=now)
        begin.set()
        wait_for_a_waiter()

    assert answers == ["busy"]
    moved = Session.objects.get(pk=session.pk)
    assert (moved.trainer_id, moved.starts_at) == (ben.pk, session.starts_at)
