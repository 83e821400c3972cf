"""A claim that can no longer be used ends at once, and whoever comes next is served."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from fitflow.booking.factories import give_credits, make_class_type, make_session
from fitflow.booking.models import SpotHold, WaitlistEntry
from fitflow.booking.services.bookings import cancel_booking
from fitflow.booking.services.holds import book_spot, hold_spot
from fitflow.booking.services.moving import SessionMove
from fitflow.booking.services.sessions import SessionDetails, edit_session, move_session
from fitflow.booking.services.waitlist import join_waitlist
from fitflow.booking.tests.several_clients import entry_of, make_crowd
from fitflow.core import clock
from fitflow.core.actor import Actor, Studio
from fitflow.core.jobs import drain
from fitflow.notify.models import Message
from fitflow.organizations.factories import make_client_actor
from fitflow.organizations.services.clients import archive_client, restore_client, set_client_status
from fitflow.schedule.models import Session

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.usefixtures("engine_time")


@pytest.fixture
def single(studio: Studio) -> Session:
    return make_session(studio, capacity=1)


@pytest.fixture
def crowd(studio: Studio) -> list[Actor]:
    return make_crowd(studio)


@pytest.fixture
def offered(single: Session, crowd: list[Actor], now: datetime) -> Session:
    """Ann has an offer, Ben waits behind her."""
    full, ann, ben, _other = crowd
    taken = book_spot(full, session_id=single.pk, now=now)
    for person in (ann, ben):
        join_waitlist(person, session_id=single.pk, now=now)
    cancel_booking(full, booking_id=taken.booking_id, now=now)
    drain(now)
    assert states(ann, ben) == ["offered", "waiting"]
    return single


def states(*people: Actor) -> list[str]:
    return [entry_of(person).status for person in people]


def told(person: Actor, template: str) -> list[str]:
    assert person.client_id is not None
    found = Message.objects.filter(client_id=person.client_id, template=template)
    return list(found.values_list("text", flat=True))


class TestAnOffer:
    def test_of_somebody_who_is_archived_goes_to_the_next(
        self, manager: Actor, offered: Session, crowd: list[Actor], now: datetime
    ) -> None:
        ann, ben = crowd[1:3]
        assert ann.client_id is not None
        archive_client(manager, client_id=ann.client_id, now=now)
        drain(now)

        assert states(ann, ben) == ["waiting", "offered"]
        assert entry_of(ann).skip_reason == "client_inactive"
        assert SpotHold.objects.get(client_id=ann.client_id).status == "withdrawn"
        assert told(ann, "booking/offer_withdrawn") == []

    def test_of_somebody_who_left_goes_to_the_next(
        self, manager: Actor, offered: Session, crowd: list[Actor], now: datetime
    ) -> None:
        ann, ben = crowd[1:3]
        assert ann.client_id is not None
        set_client_status(manager, client_id=ann.client_id, status="churned", reason="Moved away", now=now)
        drain(now)

        assert states(ann, ben) == ["waiting", "offered"]

    def test_that_overlaps_what_they_have_booked_since_goes_to_the_next(
        self, studio: Studio, offered: Session, crowd: list[Actor], now: datetime
    ) -> None:
        ann, ben = crowd[1:3]
        book_spot(ann, session_id=make_session(studio).pk, now=now)
        drain(now)

        assert states(ann, ben) == ["waiting", "offered"]
        assert entry_of(ann).skip_reason == "overlapping_booking"
        (said,) = told(ann, "booking/offer_withdrawn")
        assert "You have another booking at that time. You keep your place in" in said

    def test_that_a_class_they_booked_was_moved_onto_goes_to_the_next(
        self, studio: Studio, manager: Actor, offered: Session, crowd: list[Actor], now: datetime
    ) -> None:
        ann, ben = crowd[1:3]
        other = make_session(studio, starts_in=4 * DAY)
        book_spot(ann, session_id=other.pk, now=now)
        move_session(manager, SessionMove(offered.starts_at), session_id=other.pk, now=now)
        drain(now)

        assert states(ann, ben) == ["waiting", "offered"]

    def test_that_they_can_no_longer_pay_for_goes_to_the_next(
        self, studio: Studio, offered: Session, crowd: list[Actor], now: datetime
    ) -> None:
        ann, ben = crowd[1:3]
        dear = make_session(studio, class_type=make_class_type(studio, cost_credits=10), starts_in=4 * DAY)
        book_spot(ann, session_id=dear.pk, now=now)
        drain(now)

        assert states(ann, ben) == ["waiting", "offered"]
        assert entry_of(ann).skip_reason == "no_entitlement"

    def test_that_became_too_dear_goes_to_the_next(
        self, manager: Actor, offered: Session, crowd: list[Actor], now: datetime
    ) -> None:
        ann, ben = crowd[1:3]
        give_credits(ben, 20)
        edit_session(
            manager,
            SessionDetails(frozenset({"cost_credits"}), cost_credits=Decimal(15)),
            session_id=offered.pk,
            now=now,
        )
        drain(now)

        assert states(ann, ben) == ["waiting", "offered"]

    def test_stays_where_they_book_something_else(
        self, studio: Studio, offered: Session, crowd: list[Actor], now: datetime
    ) -> None:
        ann, ben = crowd[1:3]
        book_spot(ann, session_id=make_session(studio, starts_in=4 * DAY).pk, now=now)
        drain(now)

        assert states(ann, ben) == ["offered", "waiting"]

    def test_comes_again_in_their_old_position_when_the_reason_is_gone(
        self, studio: Studio, manager: Actor, offered: Session, crowd: list[Actor], now: datetime
    ) -> None:
        ann, ben, other = crowd[1:]
        assert ann.client_id is not None
        archive_client(manager, client_id=ann.client_id, now=now)
        drain(now)
        join_waitlist(other, session_id=offered.pk, now=now)
        restore_client(manager, client_id=ann.client_id, now=now)
        drain(now)
        with clock.at(now + HOUR):  # Ben lets his offer lapse.
            drain(now + HOUR)

        assert states(ann, other) == ["offered", "waiting"]


class TestAHold:
    def test_of_somebody_who_is_archived_is_free_again(
        self, studio: Studio, manager: Actor, single: Session, now: datetime
    ) -> None:
        ann, ben = (make_client_actor(studio, name=name) for name in ("Ann", "Ben"))
        for person in (ann, ben):
            give_credits(person)
        hold_spot(ann, session_id=single.pk, now=now)
        assert ann.client_id is not None
        archive_client(manager, client_id=ann.client_id, now=now)
        drain(now)

        assert hold_spot(ben, session_id=single.pk, now=now).hold_id is not None
        assert not WaitlistEntry.objects.exists()


class TestReminders:
    def test_do_not_reach_who_left(self, manager: Actor, single: Session, crowd: list[Actor], now: datetime) -> None:
        ann, ben = crowd[:2]
        other = make_session(manager.organization, starts_in=2 * DAY + HOUR)
        book_spot(ann, session_id=single.pk, now=now)
        book_spot(ben, session_id=other.pk, now=now)
        drain(now)
        assert ann.client_id is not None
        archive_client(manager, client_id=ann.client_id, now=now)
        for before in (24 * HOUR, HOUR):
            moment = other.starts_at - before + MINUTE
            with clock.at(moment):
                drain(moment)

        assert (told(ann, "booking/reminder"), len(told(ben, "booking/reminder")) >= 1) == ([], True)
