"""A place is never sold twice and never withheld (P1): 200 clients, 20 places, real processes."""

import json
from collections import Counter
from uuid import UUID

from fitflow.booking.models import Spot
from fitflow.core.tenancy import tenant
from tests.races.world import World

PLACES = 20
NO_LOCKS = ((" FOR NO KEY UPDATE OF s SKIP LOCKED", ""), (" FOR NO KEY UPDATE OF s", ""))


def held(answers: list[tuple[int, str]]) -> int:
    return sum(status == 201 for status, _body in answers)


class TestTwoHundredClientsOnTwentyPlaces:
    def test_sell_exactly_twenty(self, race: World, rounds: int) -> None:
        for number in range(rounds):
            session = race.session(PLACES)
            asks = [(race.who(person), session.pk, f"r{number}") for person in race.people]

            answers = race.crowd.run("hold", asks)

            assert Counter(status for status, _body in answers) == {201: PLACES, 409: len(asks) - PLACES}
            assert {json.loads(body)["code"] for status, body in answers if status == 409} == {"session_full"}
        assert race.violations() == set()

    def test_sell_exactly_twenty_over_http(self, race: World, server: int, rounds: int) -> None:
        tokens = [race.token(person) for person in race.people]
        for number in range(rounds):
            session = race.session(PLACES)
            path = f"sessions/{session.pk}/hold"
            asks = [(server, "POST", path, token, race.studio.slug, f"h{number}") for token in tokens]

            answers = race.crowd.run("http_call", asks)

            assert Counter(status for status, _body in answers) == {201: PLACES, 409: len(asks) - PLACES}
        assert race.violations() == set()

    def test_sell_twenty_by_the_trigger_alone(self, race: World) -> None:
        """The second wall: whoever forgets the lock is refused by the database."""
        race.without("claim_spot", *NO_LOCKS)
        session = race.session(PLACES)

        answers = race.crowd.run("hold", [(race.who(person), session.pk, "trigger") for person in race.people])

        assert 0 < held(answers) <= PLACES
        assert race.violations() == set()

    def test_oversell_without_both_walls(self, race: World) -> None:
        race.without("claim_spot", *NO_LOCKS)
        race.without(
            "refuse_second_claim", ("IF OLD.booking_id IS NOT NULL OR OLD.expires_at > engine_now()", "IF false")
        )
        session = race.session(PLACES)

        answers = race.crowd.run("hold", [(race.who(person), session.pk, "no lock") for person in race.people])

        assert held(answers) > PLACES
        assert race.violations() != set()


class TestTheLastPlaceHeldByWhoeverRollsBack:
    """One holds the last place, uncommitted; another asks meanwhile; the first rolls back.

    Two walls stand here. The claim waits for locked rows before it gives up; and where its snapshot still shows a place
    it never says "full" but "settle the queue and look again", and settling waits for the rows, too. So without the
    first wall the place is still sold, a little later; only without both is it withheld.
    """

    NO_SECOND_LOOK = ("ORDER BY s.number LIMIT 1 FOR NO KEY UPDATE OF s", "ORDER BY s.number LIMIT 0")
    NO_THIRD_LOOK = ("ELSE answer := 'queue';", "ELSE answer := 'full';")

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

    def test_is_sold_by_the_settled_look_alone(self, race: World) -> None:
        race.without("claim_spot", self.NO_SECOND_LOOK)

        (status, _body), is_free = self.ask(race, "settled")

        assert (status, is_free) == (201, False)

    def test_is_withheld_without_both_walls(self, race: World) -> None:
        race.without("claim_spot", self.NO_SECOND_LOOK, self.NO_THIRD_LOOK)

        (status, body), is_free = self.ask(race, "without both")

        assert (status, json.loads(body)["code"], is_free) == (409, "session_full", True)


class TestFiftyRepeatsOfOneKey:
    def repeat(self, race: World, key: str) -> tuple[list[tuple[int, str]], UUID]:
        session = race.session(PLACES)
        who = race.who(race.people[0])
        return race.crowd.run("hold", [(who, session.pk, key)] * 50), session.pk

    def test_have_one_effect_and_one_answer(self, race: World, rounds: int) -> None:
        for number in range(rounds):
            answers, session_id = self.repeat(race, f"same {number}")

            assert len(set(answers)) == 1
            assert answers[0][0] == 201
            with tenant(race.studio.id):
                assert Spot.objects.filter(session_id=session_id).exclude(client_id=None).count() == 1

    def test_differ_without_the_lock_on_the_key(self, race: World) -> None:
        race.without("open_key", ("PERFORM pg_advisory_xact_lock", "-- PERFORM pg_advisory_xact_lock"))

        answers, _session_id = self.repeat(race, "unlocked")

        assert len(set(answers)) > 1


class TestTwentyDevicesOfOneClient:
    def test_get_one_and_the_same_hold(self, race: World, rounds: int) -> None:
        for number in range(rounds):
            session = race.session(PLACES)
            who = race.who(race.people[number])

            answers = race.crowd.run("hold", [(who, session.pk, f"device {number} {device}") for device in range(20)])

            assert Counter(status for status, _body in answers) == {201: 1, 200: 19}
            assert len({json.loads(body)["id"] for _status, body in answers}) == 1


class TestCapacityAgainstHolds:
    def test_leaves_as_many_rows_as_places(self, race: World, rounds: int) -> None:
        for number in range(rounds):
            session = race.session(PLACES)
            boss = race.who(race.manager)
            changes = [("set_capacity", (boss, session.pk, places)) for places in (12, 25, 15, 22)]
            holds = [("hold", (race.who(person), session.pk, f"c{number}")) for person in race.people[:60]]

            answers = race.crowd.run("one_of", [*changes, *holds])

            assert {status for status, _body in answers} <= {200, 201, 409}
            with tenant(race.studio.id):
                spots = Spot.objects.filter(session_id=session.pk)
                session.refresh_from_db()
                assert spots.count() == session.capacity
                assert spots.exclude(client_id=None).count() == held(answers[4:])
        assert race.violations() == set()
