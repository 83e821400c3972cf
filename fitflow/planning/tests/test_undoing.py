"""A drag, a mark and a gift of credits are taken back within ten seconds, before anybody was told."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from fitflow.booking.models import Attendance, Booking, MovedSession, SpotHold, WaitlistEntry
from fitflow.booking.services.moving import SessionMove
from fitflow.booking.services.sessions import move_session
from fitflow.booking.services.undoing import (
    mark_rest_undoably,
    mark_undoably,
    move_undoably,
)
from fitflow.booking.services.waitlist import join_waitlist
from fitflow.booking.tests.browsing import browser, inside, post
from fitflow.booking.tests.desk_helpers import balance, book, crowd, regular, soon
from fitflow.core.actor import Actor, Studio
from fitflow.core.jobs import drain
from fitflow.core.models import Event
from fitflow.core.undo import HELD_BACK, CannotUndo, Done, TooLate
from fitflow.notify.models import Message
from fitflow.organizations.services.undoing import take_back
from fitflow.schedule.models import Session

pytestmark = pytest.mark.wall_clock
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.fixture
def session(studio: Studio, trainer: Actor, now: datetime) -> Session:
    """Ana's class of three spots, in half an hour."""
    return soon(studio, trainer, now)


@pytest.fixture
def full(studio: Studio, session: Session, now: datetime) -> list[Booking]:
    return [book(person, session, now) for person in crowd(studio, 3, now=now)]


def told(at: datetime) -> list[str]:
    """What people hear of, once everything due until then is done."""
    before = set(Message.objects.values_list("pk", flat=True))
    drain(at)
    return sorted(Message.objects.exclude(pk__in=before).values_list("template", flat=True))


def settled(now: datetime) -> datetime:
    """A moment at which everything that was done before has been told."""
    drain(now + 20 * SECOND)
    return now + 21 * SECOND


def drag(actor: Actor, session: Session, now: datetime) -> Done:
    move = SessionMove(starts_at=session.starts_at + 2 * HOUR)
    _moved, done = move_undoably(actor, move, session_id=session.pk, override_reason="", agreed=True, now=now)
    assert done is not None
    return done


def state_of(session: Session) -> list[Any]:
    """All that a move changes, but for the count of versions."""
    row = Session.objects.get(pk=session.pk)
    bookings = Booking.objects.filter(session_id=session.pk).order_by("pk").values_list("starts_at", "ends_at")
    names = ("starts_at", "ends_at", "opens_at", "closes_at", "late_cancel_at", "moved_at", "detached", "trainer_id")
    return [*(getattr(row, name) for name in names), list(bookings)]


class TestADrag:
    def test_is_told_when_the_seconds_are_over_and_not_before(
        self, trainer: Actor, session: Session, full: list[Booking], now: datetime
    ) -> None:
        at = settled(now)
        drag(trainer, session, at)

        assert told(at + 10 * SECOND) == []
        assert "booking/moved" in " ".join(told(at + 5 * 60 * SECOND))

    def test_that_is_taken_back_leaves_everything_as_it_was_and_is_told_to_nobody(
        self, trainer: Actor, session: Session, full: list[Booking], now: datetime
    ) -> None:
        at = settled(now)
        before = state_of(session)
        done = drag(trainer, session, at)

        take_back(trainer, token=done.token(trainer), now=at + 9 * SECOND)

        assert state_of(session) == before
        assert not MovedSession.objects.exists()
        assert told(at + 10 * 60 * SECOND) == []
        assert set(Event.objects.filter(entity_id=session.pk).values_list("type", flat=True)) >= {
            "session.moved", "act.undone",
        }  # fmt: skip

    def test_is_not_taken_back_once_people_were_told(
        self, trainer: Actor, session: Session, full: list[Booking], now: datetime
    ) -> None:
        token = drag(trainer, session, now).token(trainer)
        after = state_of(session)
        drain(now + HELD_BACK)

        with pytest.raises(TooLate):
            take_back(trainer, token=token, now=now + 11 * SECOND)
        with pytest.raises(TooLate):
            take_back(trainer, token=token, now=now + HELD_BACK + SECOND)

        assert state_of(session) == after

    def test_is_not_taken_back_when_somebody_moved_it_on(
        self, trainer: Actor, manager: Actor, session: Session, full: list[Booking], now: datetime
    ) -> None:
        token = drag(trainer, session, now).token(trainer)
        further = SessionMove(starts_at=session.starts_at + 4 * HOUR)
        move_session(manager, further, session_id=session.pk, now=now + SECOND)

        with pytest.raises(CannotUndo):
            take_back(trainer, token=token, now=now + 2 * SECOND)

        assert Session.objects.get(pk=session.pk).starts_at == further.starts_at
        assert told(now + 5 * 60 * SECOND) != []

    def test_is_nobody_elses_to_take_back_and_is_taken_back_once(
        self, trainer: Actor, manager: Actor, session: Session, now: datetime
    ) -> None:
        token = drag(trainer, session, now).token(trainer)

        with pytest.raises(TooLate):
            take_back(manager, token=token, now=now + SECOND)
        take_back(trainer, token=token, now=now + SECOND)
        with pytest.raises((TooLate, CannotUndo)):
            take_back(trainer, token=token, now=now + 2 * SECOND)


class TestAMark:
    def test_that_gave_the_place_to_the_next_in_line_is_taken_back_with_the_offer(
        self, studio: Studio, trainer: Actor, session: Session, full: list[Booking], now: datetime
    ) -> None:
        wanda = regular(studio, "Wanda Waits", now)
        join_waitlist(wanda, session_id=session.pk, now=now)
        at = settled(now)
        done = mark_undoably(trainer, booking_id=full[0].pk, status="no_show", now=at)
        assert SpotHold.objects.filter(kind="priority", status="active").exists()
        assert told(at + 9 * SECOND) == []

        take_back(trainer, token=done.token(trainer), now=at + 9 * SECOND)

        booking, entry = Booking.objects.get(pk=full[0].pk), WaitlistEntry.objects.get(session_id=session.pk)
        assert (booking.status, booking.number, entry.status) == ("confirmed", full[0].number, "waiting")
        assert not Attendance.objects.exists()
        assert Session.objects.get(pk=session.pk).capacity == session.capacity
        assert told(at + 60 * SECOND) == []

    def test_of_the_rest_is_taken_back_for_all_of_them_and_for_nobody_else(
        self, trainer: Actor, session: Session, full: list[Booking], now: datetime
    ) -> None:
        mark_undoably(trainer, booking_id=full[0].pk, status="late", now=now)
        count, done = mark_rest_undoably(trainer, session_id=session.pk, now=now + SECOND)
        assert (count, done is not None) == (2, True)
        assert done is not None

        take_back(trainer, token=done.token(trainer), now=now + 3 * SECOND)

        assert list(Attendance.objects.values_list("booking_id", "status")) == [(full[0].pk, "late")]

    def test_is_not_taken_back_when_it_was_marked_again(
        self, trainer: Actor, session: Session, full: list[Booking], now: datetime
    ) -> None:
        token = mark_undoably(trainer, booking_id=full[0].pk, status="late", now=now).token(trainer)
        mark_undoably(trainer, booking_id=full[0].pk, status="present", now=now + SECOND)

        with pytest.raises(CannotUndo):
            take_back(trainer, token=token, now=now + 2 * SECOND)


class TestThePages:
    def press(self, visit: Browser, token: str, **headers: str) -> Any:
        return post(visit, reverse("organizations:undo", args=["northside"]), token=token, **headers)

    def test_give_credits_with_a_button_that_takes_them_back(
        self, studio: Studio, manager: Actor, maya: Actor, now: datetime
    ) -> None:
        assert maya.client_id is not None
        visit, path = browser(manager), reverse("billing:give", args=["northside", maya.client_id])
        with inside(studio):
            before = balance(maya, now)
        answer = post(visit, path, amount="3", reason="Sorry.")
        shown = visit.get(answer["Location"])
        token = shown.content.decode().split('name="token" value="')[1].split('"')[0]

        undone = self.press(visit, token)

        assert undone.status_code == 303
        with inside(studio):
            assert balance(maya, now) == before == Decimal(0)

    def test_take_an_old_or_foreign_button_for_too_late(self, manager: Actor) -> None:
        visit = browser(manager)

        answer = self.press(visit, "nonsense", HTTP_HX_REQUEST="true")

        assert answer.status_code == 204
        assert "This can no longer be undone." in answer["HX-Trigger"]
