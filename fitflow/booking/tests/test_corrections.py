"""An absence that was forgiven and then turns out to have been none: the class is paid for, once."""

from datetime import datetime
from decimal import Decimal

import pytest

from fitflow.billing.models import Posting
from fitflow.billing.refusals import AlreadyRefunded
from fitflow.billing.services import adjust
from fitflow.booking.factories import give_credits
from fitflow.booking.models import Booking
from fitflow.booking.queries.roster import roster_of
from fitflow.booking.refusals import NotCancellable, WaivedCreditsSpent
from fitflow.booking.services.attendance import CLEAR, mark_attendance
from fitflow.booking.services.bookings import waive_penalty
from fitflow.booking.tests.desk_helpers import HOUR, balance, book, booked, marked, soon
from fitflow.core.actor import Actor, Studio
from fitflow.core.models import Event
from fitflow.schedule.models import Session

pytestmark = pytest.mark.usefixtures("engine_time")


@pytest.fixture
def session(studio: Studio, trainer: Actor, now: datetime) -> Session:
    return soon(studio, trainer, now)


@pytest.fixture
def forgiven(manager: Actor, maya: Actor, session: Session, now: datetime) -> Booking:
    """Maya was marked absent, and a manager gave her the credit back: ten again."""
    give_credits(maya, now=now)
    booking = book(maya, session, now)
    mark_attendance(manager, booking_id=booking.pk, status="no_show", now=now)
    waive_penalty(manager, booking_id=booking.pk, reason="Train was late", now=now)
    return booking


def spend_everything(manager: Actor, maya: Actor, now: datetime) -> None:
    assert maya.client_id is not None
    adjust(manager, client_id=maya.client_id, amount=-balance(maya, now), reason="Paid out", now=now)


class TestCorrectingAForgivenAbsence:
    @pytest.mark.parametrize("mark", ["present", "late", CLEAR])
    def test_charges_the_class_again(
        self, manager: Actor, maya: Actor, forgiven: Booking, now: datetime, mark: str
    ) -> None:
        assert balance(maya, now) == 10

        mark_attendance(manager, booking_id=forgiven.pk, status=mark, now=now)

        assert balance(maya, now) == 9
        assert Posting.objects.get(kind="correction").reference == forgiven.reference
        assert Event.objects.filter(type="credit.corrected").count() == 1

    def test_charges_once_however_often_one_taps(
        self, manager: Actor, maya: Actor, forgiven: Booking, now: datetime
    ) -> None:
        for mark in ("present", "late", "no_show", "present"):
            mark_attendance(manager, booking_id=forgiven.pk, status=mark, now=now)

        assert balance(maya, now) == 9

    def test_is_refused_as_a_whole_when_the_credits_are_gone(
        self, manager: Actor, maya: Actor, forgiven: Booking, now: datetime
    ) -> None:
        spend_everything(manager, maya, now)

        with pytest.raises(WaivedCreditsSpent, match="this needs 1, and 0 can be used") as refusal:
            mark_attendance(manager, booking_id=forgiven.pk, status="present", now=now)

        forgiven.refresh_from_db()
        assert (refusal.value.status, refusal.value.code) == (409, "waived_credits_spent")
        assert (forgiven.status, marked(forgiven)) == ("no_show", "no_show")
        give_credits(maya, 1, now=now)
        mark_attendance(manager, booking_id=forgiven.pk, status="present", now=now)
        assert balance(maya, now) == 0

    def test_leaves_no_waiver_on_the_roster(
        self, manager: Actor, forgiven: Booking, session: Session, now: datetime
    ) -> None:
        mark_attendance(manager, booking_id=forgiven.pk, status="present", now=now)
        mark_attendance(manager, booking_id=forgiven.pk, status="no_show", now=now)

        people = roster_of(manager, session.pk, now=now).people

        assert [(person.is_waived, person.penalty) for person in people] == [(False, Decimal(1))]

    def test_is_not_forgiven_a_second_time(self, manager: Actor, maya: Actor, forgiven: Booking, now: datetime) -> None:
        mark_attendance(manager, booking_id=forgiven.pk, status="present", now=now)
        with pytest.raises(NotCancellable):
            waive_penalty(manager, booking_id=forgiven.pk, reason="Again", now=now)
        mark_attendance(manager, booking_id=forgiven.pk, status="no_show", now=now)

        with pytest.raises(AlreadyRefunded):
            waive_penalty(manager, booking_id=forgiven.pk, reason="Again", now=now)

        assert balance(maya, now) == 9

    def test_of_an_absence_that_was_not_forgiven_costs_nothing_more(
        self, manager: Actor, maya: Actor, session: Session, now: datetime
    ) -> None:
        booking_id = booked(maya, session, now)
        mark_attendance(manager, booking_id=booking_id, status="no_show", now=now)

        mark_attendance(manager, booking_id=booking_id, status="present", now=now + HOUR)

        assert balance(maya, now) == 9
        assert not Posting.objects.filter(kind="correction").exists()
