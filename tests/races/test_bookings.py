"""Confirming while the session is cancelled, and while the money is spent elsewhere (P1, P5)."""

from collections import Counter
from functools import partial

from django.db.models import F

from fitflow.booking.factories import give_credits
from fitflow.booking.models import Booking, Spot, SpotHold
from fitflow.core.actor import Actor
from fitflow.core.tenancy import tenant
from fitflow.schedule.models import Session
from tests.races.committed_studio import Door, World, balance, give_hold, make_poor_client, until_seen
from tests.races.doors import Answer
from tests.races.walls import PAUSE

NO_CLIENT_LOCK = ("PERFORM pg_advisory_xact_lock(hashtextextended(h.client_id::text, 2));", "")
SHOPPERS, BASKET = 25, 4


class TestTwoConfirmsWithOneCredit:
    def shoppers(self, race: World, name: str, count: int) -> list[Actor]:
        return [make_poor_client(race, name=f"{name} {number}", amount=0) for number in range(count)]

    def confirm_all(
        self, race: World, door: Door, people: list[Actor], each: int, *, without: str = ""
    ) -> list[list[Answer]]:
        """Everybody gets one credit, holds several places, and confirms them all at once."""
        with tenant(race.studio.id):
            for person in people:
                give_credits(person, 1, now=race.now)
        sessions = [race.session(len(people)).pk for _session in range(each)]
        acts = [
            door.act("confirm", person, give_hold(race, person, session_id))
            for person in people
            for session_id in sessions
        ]
        answers = race.run(acts, without=without)
        return [answers[each * number :][:each] for number in range(len(people))]

    def test_give_one_booking(self, race: World, door: Door, rounds: int) -> None:
        people = self.shoppers(race, f"One Credit {door.port}", SHOPPERS)
        for _round in range(rounds):
            for answers in self.confirm_all(race, door, people, BASKET):
                assert Counter(answer.status for answer in answers) == {201: 1, 402: BASKET - 1}
                assert {answer.word for answer in answers if answer.status == 402} == {"no_entitlement"}
            assert {balance(race, person) for person in people} == {0}
        assert race.violations() == set()

    def test_give_one_booking_by_the_lock_on_the_account_alone(self, race: World, door: Door) -> None:
        """The second wall: whoever forgets that one client claims one thing at a time waits for the account."""
        race.without("confirm_facts", NO_CLIENT_LOCK)
        people = self.shoppers(race, f"Unlocked {door.port}", 10)

        for answers in self.confirm_all(race, door, people, 2):
            assert Counter(answer.status for answer in answers) == {201: 1, 402: 1}
        assert race.violations() == set()

    def test_give_one_booking_by_the_constraint_alone(self, race: World, service: Door) -> None:
        """The third wall: no lot goes below zero."""
        race.without("confirm_facts", NO_CLIENT_LOCK)
        people = self.shoppers(race, "Careless", 10)

        found = self.confirm_all(race, service, people, 2, without="the lock on the account")

        assert {tuple(sorted(one.status for one in answers)) for answers in found} <= {(201, 402), (201, 500)}
        crashes = [one.word for answers in found for one in answers if one.status == 500]
        assert {"lot_never_below_zero" in word for word in crashes} == {True}
        assert {balance(race, person) for person in people} == {0}
        assert race.violations() == set()

    def test_give_two_bookings_without_the_three_walls(self, race: World, service: Door) -> None:
        race.without("confirm_facts", NO_CLIENT_LOCK)
        race.without_constraint("billing_creditlot", "lot_never_below_zero")
        people = self.shoppers(race, "Reckless", 10)

        found = self.confirm_all(race, service, people, 2, without="the lock on the account")

        assert [201, 201] in [[one.status for one in answers] for answers in found]


class TestTheSameBookingConfirmedFiftyTimes:
    def test_is_charged_once(self, race: World, door: Door, rounds: int) -> None:
        person = make_poor_client(race, name=f"Eager {door.port}", amount=50)
        for number in range(rounds):
            hold_id = give_hold(race, person, race.session(2).pk)

            answers = race.run([door.act("confirm", person, hold_id) for _device in range(50)])

            assert Counter(answer.status for answer in answers) == {201: 1, 200: 49}
            assert len({answer.word for answer in answers}) == 1
            assert balance(race, person) == 49 - number
        assert race.violations() == set()


class TestCancellingTheSessionWhilePeopleConfirm:
    def cancel_while_confirming(
        self, race: World, door: Door, people: list[Actor], *, delay: float = 0.0, without: str = ""
    ) -> tuple[Answer, list[Answer], Session]:
        session = race.session(len(people))
        holds = [give_hold(race, person, session.pk) for person in people]
        confirms = [
            door.act("confirm", person, hold_id, delay=delay) for person, hold_id in zip(people, holds, strict=True)
        ]
        cancel = door.act("cancel_session", race.manager, session.pk)
        half = len(people) // 2

        answers = race.run([*confirms[:half], cancel, *confirms[half:]], without=without)

        return answers.pop(half), answers, session

    def test_leaves_no_live_booking(self, race: World, door: Door, rounds: int) -> None:
        for _round in range(rounds):
            cancelled, answers, session = self.cancel_while_confirming(race, door, race.people[:100])

            assert cancelled.status == 200
            assert {answer.status for answer in answers} <= {201, 409}
            with tenant(race.studio.id):
                booked = Booking.objects.filter(session=session)
                assert booked.count() == sum(answer.status == 201 for answer in answers)
                assert not booked.exclude(status="cancelled", credits_refunded=F("credits")).exists()
                assert not Spot.objects.filter(session=session).exclude(client_id=None).exists()
                assert not SpotHold.objects.filter(session=session, status="active").exists()
        assert race.violations() == set()

    def cancel_carelessly(self, race: World, door: Door) -> Answer:
        """People confirm between the look at the places and the end of the holds."""
        people = race.people[:20]
        return self.cancel_while_confirming(race, door, people, delay=1.5 * PAUSE, without="the locks on places")[0]

    def test_is_refused_by_the_trigger_alone(self, race: World, service: Door) -> None:
        """The second wall: whoever forgets to lock the places takes none from under a booking."""
        words = "a live booking keeps its place"

        cancelled = until_seen(partial(self.cancel_carelessly, race, service), lambda told: words in told.word)

        assert (cancelled.status, words in cancelled.word) == (500, True)
        assert race.violations() == set()

    def test_leaves_bookings_without_a_place_without_both_walls(self, race: World, service: Door) -> None:
        race.without("refuse_lost_place", ("IF EXISTS", "IF false AND EXISTS"))

        cancelled = until_seen(partial(self.cancel_carelessly, race, service), lambda _told: bool(race.violations()))

        assert cancelled.status == 200
        assert {violation.rule for violation in race.violations()} == {"live_booking_has_its_spot"}
