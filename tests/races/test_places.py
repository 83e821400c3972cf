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
    def test_sell_exactly_twenty(self, world: World, rounds: int) -> None:
        for number in range(rounds):
            session = world.session(PLACES)
            asks = [(world.who(person), session.pk, f"r{number}") for person in world.people]

            answers = world.crowd.run("hold", asks)

            assert Counter(status for status, _body in answers) == {201: PLACES, 409: len(asks) - PLACES}
            assert {json.loads(body)["code"] for status, body in answers if status == 409} == {"session_full"}
        assert world.violations() == set()

    def test_sell_exactly_twenty_over_http(self, world: World, server: int, rounds: int) -> None:
        tokens = [world.token(person) for person in world.people]
        for number in range(rounds):
            session = world.session(PLACES)
            path = f"sessions/{session.pk}/hold"
            asks = [(server, "POST", path, token, world.studio.slug, f"h{number}") for token in tokens]

            answers = world.crowd.run("http_call", asks)

            assert Counter(status for status, _body in answers) == {201: PLACES, 409: len(asks) - PLACES}
        assert world.violations() == set()

    def test_sell_twenty_by_the_trigger_alone(self, world: World) -> None:
        """The second wall: whoever forgets the lock is refused by the database."""
        world.without("claim_spot", *NO_LOCKS)
        session = world.session(PLACES)

        answers = world.crowd.run("hold", [(world.who(person), session.pk, "trigger") for person in world.people])

        assert 0 < held(answers) <= PLACES
        assert world.violations() == set()

    def test_oversell_without_both_walls(self, world: World) -> None:
        world.without("claim_spot", *NO_LOCKS)
        world.without("refuse_second_claim", ("IF OLD.booking_id IS NOT NULL OR OLD.expires_at > engine_now()", "IF false"))
        session = world.session(PLACES)

        answers = world.crowd.run("hold", [(world.who(person), session.pk, "no lock") for person in world.people])

        assert held(answers) > PLACES
        assert world.violations() != set()


class TestTheLastPlaceHeldByWhoeverRollsBack:
    def ask(self, world: World, act: str) -> str:
        session = world.session(1)
        first, second = world.people[:2]
        opened = (world.who(first), session.pk, 2.5)
        answers = world.crowd.run("late_hold", [("rollback", opened), (act, (world.who(second), session.pk, "u"))])
        return str(answers[1][0])

    def test_is_waited_for_and_sold(self, world: World) -> None:
        assert self.ask(world, "hold") == "201"

    def test_is_withheld_without_the_second_look(self, world: World) -> None:
        world.without(
            "claim_spot",
            (
                "ORDER BY s.number LIMIT 1 FOR NO KEY UPDATE OF s",
                "ORDER BY s.number LIMIT 1 FOR NO KEY UPDATE OF s SKIP LOCKED",
            ),
        )

        assert self.ask(world, "claim_once") != "201"


class TestFiftyRepeatsOfOneKey:
    def repeat(self, world: World, key: str) -> tuple[list[tuple[int, str]], UUID]:
        session = world.session(PLACES)
        who = world.who(world.people[0])
        return world.crowd.run("hold", [(who, session.pk, key)] * 50), session.pk

    def test_have_one_effect_and_one_answer(self, world: World, rounds: int) -> None:
        for number in range(rounds):
            answers, session_id = self.repeat(world, f"same {number}")

            assert len(set(answers)) == 1
            assert answers[0][0] == 201
            with tenant(world.studio.id):
                assert Spot.objects.filter(session_id=session_id).exclude(client_id=None).count() == 1

    def test_differ_without_the_lock_on_the_key(self, world: World) -> None:
        world.without("open_key", ("PERFORM pg_advisory_xact_lock", "-- PERFORM pg_advisory_xact_lock"))

        answers, _session_id = self.repeat(world, "unlocked")

        assert len(set(answers)) > 1


class TestTwentyDevicesOfOneClient:
    def test_get_one_and_the_same_hold(self, world: World, rounds: int) -> None:
        for number in range(rounds):
            session = world.session(PLACES)
            who = world.who(world.people[number])

            answers = world.crowd.run("hold", [(who, session.pk, f"device {number} {device}") for device in range(20)])

            assert Counter(status for status, _body in answers) == {201: 1, 200: 19}
            assert len({json.loads(body)["id"] for _status, body in answers}) == 1


class TestCapacityAgainstHolds:
    def test_leaves_as_many_rows_as_places(self, world: World, rounds: int) -> None:
        for number in range(rounds):
            session = world.session(PLACES)
            boss = world.who(world.manager)
            changes = [("set_capacity", (boss, session.pk, places)) for places in (12, 25, 15, 22)]
            holds = [("hold", (world.who(person), session.pk, f"c{number}")) for person in world.people[:60]]

            answers = world.crowd.run("one_of", [*changes, *holds])

            assert {status for status, _body in answers} <= {200, 201, 409}
            with tenant(world.studio.id):
                spots = Spot.objects.filter(session_id=session.pk)
                session.refresh_from_db()
                assert spots.count() == session.capacity
                assert spots.exclude(client_id=None).count() == held(answers[4:])
        assert world.violations() == set()
