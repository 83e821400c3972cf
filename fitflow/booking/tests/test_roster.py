"""The people of a session as the queries know them, and what is done with many of them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from fitflow.booking.factories import give_credits
from fitflow.booking.models import Booking, WaitlistEntry
from fitflow.booking.queries.history import session_history
from fitflow.booking.queries.roster import flag_words, roster_of
from fitflow.booking.refusals import PeopleWait
from fitflow.booking.services.attendance import mark_attendance
from fitflow.booking.services.bookings import cancel_booking, reschedule_booking
from fitflow.booking.services.capacity import add_extra_spot, set_capacity
from fitflow.booking.services.holds import book_spot, hold_spot
from fitflow.booking.services.roster import book_extra_spot, mark_rest_present
from fitflow.booking.services.waitlist import join_waitlist
from fitflow.booking.tests.desk_helpers import DAY, HOUR, MINUTE, book, counted, crowd, marked, soon
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.errors import Forbidden, Invalid, NotFound
from fitflow.core.models import Event
from fitflow.organizations.factories import make_staff_actor
from fitflow.schedule.models import Session

pytestmark = pytest.mark.wall_clock


@pytest.fixture
def session(studio: Studio, trainer: Actor, now: datetime) -> Session:
    """Ana's class of three spots, in half an hour."""
    return soon(studio, trainer, now)


@pytest.fixture
def ben(studio: Studio) -> Actor:
    """Another trainer."""
    return make_staff_actor(studio, name="Ben Okafor", role=Role.TRAINER)


def id_of(client: Actor) -> UUID:
    assert client.client_id is not None
    return client.client_id


class TestTheRoster:
    def test_knows_people_queue_and_held_places(
        self, studio: Studio, manager: Actor, session: Session, now: datetime
    ) -> None:
        ann, bob, cem, dan = crowd(studio, 4, now=now)
        book(ann, session, now)
        left = book(bob, session, now)
        cancel_booking(bob, booking_id=left.pk, now=now)
        set_capacity(manager, session_id=session.pk, capacity=2, now=now)
        held = hold_spot(cem, session_id=session.pk, now=now)
        join_waitlist(dan, session_id=session.pk, now=now)

        roster = roster_of(manager, session.pk, now=now)

        assert [person.name for person in roster.people] == ["Client 00"]
        assert [(person.name, person.penalty) for person in roster.cancelled] == [("Client 01", Decimal(0))]
        assert [one.id for one in roster.held] == [held.hold_id]
        assert [(entry["client"]["name"], entry["position"]) for entry in roster.waitlist] == [("Client 03", 1)]
        assert (roster.waiting, roster.offers, roster.unmarked) == (1, 0, 1)

    def test_says_who_is_new_and_what_they_have_left(
        self, studio: Studio, manager: Actor, trainer: Actor, session: Session, now: datetime
    ) -> None:
        ann, bob = crowd(studio, 2, now=now)
        book(ann, session, now)
        later = soon(studio, trainer, now, starts_in=2 * DAY)
        book(ann, later, now)
        book(bob, later, now)

        people = roster_of(manager, later.pk, now=now).people

        assert [(person.name, person.is_first) for person in people] == [("Client 00", False), ("Client 01", True)]
        assert [people[1].credits_left - people[0].credits_left, people[0].credits] == [1, 1]

    def test_says_whom_staff_booked(self, studio: Studio, manager: Actor, session: Session, now: datetime) -> None:
        ann, bob = crowd(studio, 2, now=now)
        book(ann, session, now)
        book_spot(manager, session_id=session.pk, client_id=bob.client_id, now=now)

        roster = roster_of(manager, session.pk, now=now)

        assert [(person.name, person.by_staff) for person in roster.people] == [
            ("Client 00", False),
            ("Client 01", True),
        ]

    def test_is_for_whoever_runs_the_session(
        self, trainer: Actor, ben: Actor, maya: Actor, stranger: Actor, session: Session, now: datetime
    ) -> None:
        assert roster_of(trainer, session.pk, now=now).row.id == session.pk
        for nobody in (ben, maya):
            with pytest.raises(Forbidden):
                roster_of(nobody, session.pk, now=now)
        with pytest.raises(NotFound):
            roster_of(stranger, session.pk, now=now)

    def test_takes_as_many_queries_for_twenty_as_for_two(
        self, studio: Studio, manager: Actor, trainer: Actor, now: datetime
    ) -> None:
        class_of_20 = soon(studio, trainer, now, capacity=20)
        for person in crowd(studio, 20, now=now):
            book(person, class_of_20, now)

        with counted() as statements:
            roster = roster_of(manager, class_of_20.pk, now=now)

        assert len(roster.people) == 20
        assert len(statements) <= 5


class TestTheFlag:
    def test_is_raised_by_the_third_no_show_in_ninety_days(self) -> None:
        today = datetime(2026, 11, 20, tzinfo=UTC).date()
        days = [today - timedelta(days=90), today - timedelta(days=30), today]

        assert flag_words(days, [], today) == ("3 no-shows in 90 days",)
        assert flag_words(days[1:], [], today) == ()
        assert flag_words([today - timedelta(days=91), *days[1:]], [], today) == ()

    def test_counts_cancellations_of_the_client_not_of_the_studio(
        self, studio: Studio, manager: Actor, trainer: Actor, session: Session, now: datetime
    ) -> None:
        ann, bob = crowd(studio, 2, now=now)
        for person, canceller in ((ann, ann), (bob, manager)):
            for number in range(3):
                later = soon(studio, trainer, now, starts_in=(number + 2) * DAY + (canceller is ann) * 2 * HOUR)
                cancel_booking(canceller, booking_id=book(person, later, now).pk, now=now)
            book(person, session, now)

        flags = {person.name: person.flags for person in roster_of(manager, session.pk, now=now).people}

        assert flags == {"Client 00": ("3 cancellations in 90 days",), "Client 01": ()}

    def test_does_not_count_a_place_that_went_on_in_another_class(
        self, studio: Studio, manager: Actor, trainer: Actor, session: Session, now: datetime
    ) -> None:
        (ann,) = crowd(studio, 1, now=now)
        unmoved = book(ann, soon(studio, trainer, now, starts_in=2 * DAY), now).pk
        for days in (3, 4, 5):
            other = soon(studio, trainer, now, starts_in=days * DAY)
            unmoved = reschedule_booking(ann, booking_id=unmoved, to_session_id=other.pk, now=now).booking_id
        book(ann, session, now)

        (person,) = roster_of(manager, session.pk, now=now).people
        assert person.flags == ()


class TestTheRest:
    def test_is_present_but_marks_that_were_made_stay(
        self, studio: Studio, trainer: Actor, session: Session, now: datetime
    ) -> None:
        late, absent, rest = [book(person, session, now) for person in crowd(studio, 3, now=now)]
        mark_attendance(trainer, booking_id=late.pk, status="late", now=now)
        mark_attendance(trainer, booking_id=absent.pk, status="no_show", now=now)

        assert mark_rest_present(trainer, session_id=session.pk, now=now) == 1
        assert [marked(one) for one in (late, absent, rest)] == ["late", "no_show", "present"]
        assert mark_rest_present(trainer, session_id=session.pk, now=now) == 0

    def test_of_another_trainers_class_is_not_ones_own(
        self, studio: Studio, ben: Actor, session: Session, now: datetime
    ) -> None:
        mine = book(crowd(studio, 1, now=now)[0], session, now)

        with pytest.raises(Forbidden):
            mark_rest_present(ben, session_id=session.pk, now=now)

        assert marked(mine) == ""


class TestAnExtraSpot:
    def test_is_booked_with_its_reason(self, studio: Studio, manager: Actor, session: Session, now: datetime) -> None:
        *first, last = crowd(studio, 4, now=now)
        for person in first:
            book(person, session, now)

        book_extra_spot(manager, session_id=session.pk, client_id=id_of(last), reason="Brought a mat", now=now)

        session.refresh_from_db()
        assert session.capacity == 4
        assert Booking.objects.filter(session=session, client_id=id_of(last), status="confirmed").exists()
        told = Event.objects.with_words().get(entity_id=session.pk, type="session.capacity_changed").told
        assert (told["before"], told["after"], told["reason"]) == (3, 4, "Brought a mat")

    def test_is_refused_as_a_whole_while_others_wait(
        self, studio: Studio, manager: Actor, session: Session, now: datetime
    ) -> None:
        *first, waiting, outsider = crowd(studio, 5, now=now)
        for person in first:
            book(person, session, now)
        join_waitlist(waiting, session_id=session.pk, now=now)

        with pytest.raises(PeopleWait):
            book_extra_spot(manager, session_id=session.pk, client_id=id_of(outsider), reason="Friend", now=now)

        session.refresh_from_db()
        assert session.capacity == 3
        assert WaitlistEntry.objects.get(session=session).status == "waiting"

    def test_needs_a_reason(self, manager: Actor, maya: Actor, session: Session, now: datetime) -> None:
        give_credits(maya, now=now)
        with pytest.raises(Invalid):
            book_extra_spot(manager, session_id=session.pk, client_id=id_of(maya), reason=" ", now=now)

        session.refresh_from_db()
        assert session.capacity == 3

    def test_given_twice_at_once_is_two_places(self, manager: Actor, session: Session, now: datetime) -> None:
        add_extra_spot(manager, session_id=session.pk, reason="one", now=now)
        add_extra_spot(manager, session_id=session.pk, reason="two", now=now)

        session.refresh_from_db()
        assert session.capacity == 5


class TestHistory:
    def test_tells_who_did_what_in_plain_words(
        self, studio: Studio, manager: Actor, session: Session, now: datetime
    ) -> None:
        ann, bob = crowd(studio, 2, now=now)
        mine = book(ann, session, now)
        book_spot(manager, session_id=session.pk, client_id=bob.client_id, now=now + MINUTE)
        cancel_booking(ann, booking_id=mine.pk, now=now + 2 * MINUTE)
        add_extra_spot(manager, session_id=session.pk, reason="Big room", now=now + 3 * MINUTE)

        told = [row.said.text for row in session_history(manager, session.pk).rows]

        assert told == [
            "Mona Manager changed the places of this session: 3 → 4. Reason: Big room",
            "Client 00 cancelled this session: 1 credit back (100%).",
            "Mona Manager booked Client 01 into this session: place 2, 1 credit.",
            "Client 00 booked this session: place 1, 1 credit.",
            "FitFlow published this session.",
        ]

    def test_goes_on_page_by_page(self, manager: Actor, session: Session, now: datetime) -> None:
        for number in range(5):
            add_extra_spot(manager, session_id=session.pk, reason=str(number), now=now + number * MINUTE)

        first = session_history(manager, session.pk, limit=4)
        second = session_history(manager, session.pk, limit=4, cursor=first.next)

        assert [len(part.rows) for part in (first, second)] == [4, 2]
        assert second.next == ""
