"""A place is never sold twice and never withheld (P1): 200 clients, 20 places, real processes."""

import json
from collections import Counter
from uuid import UUID

from fitflow.booking.models import Spot, SpotHold
from fitflow.core.promises import Violation
from fitflow.core.tenancy import tenant
from tests.races.committed_studio import PEOPLE, Door, World, balance, give_hold, until_seen
from tests.races.doors import Answer
from tests.races.walls import PAUSE

SPOTS = 20
NO_LOCKS = ((" FOR NO KEY UPDATE OF s SKIP LOCKED", ""), (" FOR NO KEY UPDATE OF s", ""))


def held(answers: list[Answer]) -> int:
    return sum(answer.status == 201 for answer in answers)


def everybody_holds(race: World, door: Door) -> list[Answer]:
    session = race.session(SPOTS)
    return race.run([door.act("hold", person, session.pk) for person in race.people])


class TestTwoHundredClientsOnTwentySpots:
    def test_sell_exactly_twenty(self, race: World, door: Door, rounds: int) -> None:
        for _round in range(rounds):
            answers = everybody_holds(race, door)

            assert Counter(answer.status for answer in answers) == {201: SPOTS, 409: PEOPLE - SPOTS}
            assert {answer.word for answer in answers if answer.status == 409} == {"session_full"}
        assert race.violations() == set()

    def test_sell_twenty_by_the_trigger_alone(self, race: World, service: Door) -> None:
        """The second wall: whoever forgets the lock is refused by the database."""
        race.without("claim_spot", *NO_LOCKS)

        answers = everybody_holds(race, service)

        assert 0 < held(answers) <= SPOTS
        assert race.violations() == set()

    def test_oversell_without_both_walls(self, race: World, service: Door) -> None:
        race.without("claim_spot", *NO_LOCKS)
        race.without(
            "refuse_second_claim", ("IF OLD.booking_id IS NOT NULL OR OLD.expires_at > engine_now()", "IF false")
        )

        answers = everybody_holds(race, service)

        assert held(answers) > SPOTS
        assert race.violations() != set()


class TestTheLastSpotHeldByWhoeverRollsBack:
    """One holds the last place, uncommitted; another asks meanwhile; the first rolls back.

    Two walls stand here. The claim waits for locked rows before it gives up; and where its snapshot still shows a place
    it never says "full" but "settle the queue and look again", and settling waits for the rows, too. So without the
    first wall the place is still sold, a little later; only without both is it withheld.
    """

    NO_SECOND_LOOK = ("ORDER BY s.number LIMIT 1 FOR NO KEY UPDATE OF s", "ORDER BY s.number LIMIT 0")
    NO_THIRD_LOOK = ("ELSE answer := 'people_wait';", "ELSE answer := 'full';")

    def ask(self, race: World, key: str) -> tuple[tuple[int, str], bool]:
        """What the second was told, and whether the place is free in the end. Each race has a key of its own: under
        one key the second would only hear again what it was told in the race before."""
        session = race.session(1)
        first, second = race.people[:2]
        acts = [("rollback", (race.who(first), session.pk, 1.5)), ("hold", (race.who(second), session.pk, key))]

        _rolled_back, answer = race.crowd.run("late_hold", acts)

        with tenant(race.studio.id):
            return answer, Spot.objects.filter(session=session, client_id=None).exists()

    def test_is_waited_for_and_sold(self, race: World) -> None:
        (status, _body), is_free = self.ask(race, "with both")

        assert (status, is_free) == (201, False)
        assert race.violations() == set()

    def test_is_sold_by_the_settled_look_alone(self, race: World) -> None:
        race.without("claim_spot", self.NO_SECOND_LOOK)

        (status, _body), is_free = self.ask(race, "settled")

        assert (status, is_free) == (201, False)
        assert race.violations() == set()

    def test_is_withheld_without_both_walls(self, race: World) -> None:
        race.without("claim_spot", self.NO_SECOND_LOOK, self.NO_THIRD_LOOK)

        (status, body), is_free = self.ask(race, "without both")

        assert (status, json.loads(body)["code"], is_free) == (409, "session_full", True)


class TestFiftyRepeatsOfOneKey:
    def repeat(self, race: World, door: Door) -> tuple[list[Answer], UUID]:
        session = race.session(SPOTS)
        return race.run([door.act("hold", race.people[0], session.pk)] * 50), session.pk

    def test_have_one_effect_and_one_answer(self, race: World, door: Door, rounds: int) -> None:
        for _round in range(rounds):
            answers, session_id = self.repeat(race, door)

            assert {(answer.status, answer.body) for answer in answers} == {(201, answers[0].body)}
            assert not door.port or sum(answer.is_replay for answer in answers) == 49
            with tenant(race.studio.id):
                assert SpotHold.objects.filter(session_id=session_id).count() == 1
                assert Spot.objects.filter(session_id=session_id).exclude(client_id=None).count() == 1
        assert race.violations() == set()

    def test_book_once_and_give_back_once(self, race: World, web: Door, rounds: int) -> None:
        """The same for what is not the hot path: one charge, one refund."""
        person = race.people[0]
        for _round in range(rounds):
            hold_id = give_hold(race, person, race.session(2).pk)
            before = balance(race, person)

            confirmed = race.run([web.act("confirm", person, hold_id)] * 50)
            paid = before - balance(race, person)
            cancelled = race.run([web.act("cancel", person, UUID(confirmed[0].word))] * 50)

            for status, answers in ((201, confirmed), (200, cancelled)):
                assert {(answer.status, answer.body) for answer in answers} == {(status, answers[0].body)}
                assert sum(answer.is_replay for answer in answers) == 49
            assert paid == 1
            assert balance(race, person) == before
        assert race.violations() == set()

    def test_differ_without_the_lock_on_the_key(self, race: World, door: Door) -> None:
        """Of those who all find nothing under the key, the database lets one keep an answer."""
        race.without(
            "open_key",
            ("PERFORM pg_advisory_xact_lock", "-- PERFORM pg_advisory_xact_lock"),
            ("replayed := false;", "PERFORM pg_sleep(0.2); replayed := false;"),
        )

        answers, _session_id = self.repeat(race, door)

        assert {answer.status for answer in answers} >= {201, 500}


class TestTwentyDevicesOfOneClient:
    def test_get_one_and_the_same_hold(self, race: World, door: Door, rounds: int) -> None:
        for number in range(rounds):
            session = race.session(SPOTS)

            answers = race.run([door.act("hold", race.people[number], session.pk) for _device in range(20)])

            assert Counter(answer.status for answer in answers) == {201: 1, 200: 19}
            assert len({answer.word for answer in answers}) == 1
        assert race.violations() == set()


class TestCapacityAgainstHolds:
    def test_leaves_as_many_rows_as_places(self, race: World, door: Door, rounds: int) -> None:
        for _round in range(rounds):
            session = race.session(SPOTS)
            changes = [door.act("set_capacity", race.manager, session.pk, spots) for spots in (12, 25, 15, 22, 60)]
            holds = [door.act("hold", person, session.pk) for person in race.people[len(changes) :]]

            answers = race.run([*changes, *holds])

            assert {answer.status for answer in answers} <= {200, 201, 409}
            assert {answer.word for answer in answers if answer.status == 409} <= {
                "session_full", "capacity_below_occupied",
            }  # fmt: skip
            with tenant(race.studio.id):
                spots = Spot.objects.filter(session_id=session.pk)
                session.refresh_from_db()
                assert spots.count() == session.capacity
                assert spots.exclude(client_id=None).count() == held(answers[len(changes) :])
        assert race.violations() == set()

    def test_leaves_rows_and_places_apart_without_the_lock_on_the_session(self, race: World, service: Door) -> None:
        def change() -> set[Violation]:
            sessions = [race.session(SPOTS) for _session in range(5)]
            changes = [(session.pk, spots) for session in sessions for spots in (12, 25, 15, 22)]
            acts = [service.act("set_capacity", race.manager, *change) for change in changes]
            race.run(acts, without="the lock on the session")
            return race.violations()

        violations = until_seen(change, bool)

        assert {violation.rule for violation in violations} == {"session_has_its_spots"}

    def lower_while_people_come(self, race: World, door: Door) -> Answer:
        """Somebody sees twenty free places beyond the tenth and removes them; meanwhile they are taken."""

        def lower() -> tuple[Answer, int]:
            session = race.session(30)
            holds = [door.act("hold", person, session.pk, delay=PAUSE / 2) for person in race.people[:20]]
            change = door.act("set_capacity", race.manager, session.pk, 10)
            lowered, *answers = race.run([change, *holds], without="the locks on places")
            return lowered, held(answers)

        lowered, taken = until_seen(lower, lambda told: told[0].status != 409 and told[1] == 20)

        assert taken == 20
        return lowered

    def test_removes_no_held_place_by_the_trigger_alone(self, race: World, service: Door) -> None:
        """The second wall: whoever forgets to lock the places is refused by the database."""
        lowered = self.lower_while_people_come(race, service)

        assert (lowered.status, "the place is occupied" in lowered.word) == (500, True)
        assert race.violations() == set()

    def test_removes_held_places_without_both_walls(self, race: World, service: Door) -> None:
        race.without("refuse_removing_occupied", ("RAISE EXCEPTION", "RETURN OLD; RAISE EXCEPTION"))

        lowered = self.lower_while_people_come(race, service)

        assert lowered.status == 200
        assert {violation.rule for violation in race.violations()} == {"active_hold_has_its_spot"}
