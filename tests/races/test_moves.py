"""Moves against each other: clients into each other's class, and classes into the same hour of a trainer (P3)."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from fitflow.booking.factories import make_class_type
from fitflow.core.tenancy import tenant
from fitflow.schedule.models import ClassType
from tests.races.committed_studio import PEOPLE, Door, World, give_spot
from tests.races.doors import Answer

PAIRS = 20
TRAINERS = 25


class TestOppositeMoves:
    """Pairs of clients move into each other's class. Nobody waits in a circle, or is even asked to come again."""

    def swap(self, race: World, door: Door, first: int, pairs: int, *, without: str = "") -> list[Answer]:
        """Other clients each time, for a move is a new hold."""
        moves = []
        starts = (race.later(), race.later())
        for pair in range(pairs):
            two = [race.people[(first + 2 * pair + number) % PEOPLE] for number in (0, 1)]
            sessions = [race.session(2, starts_in=start) for start in starts]
            bookings = [give_spot(race, person, session.pk) for person, session in zip(two, sessions, strict=True)]
            for person, booking_id, session in zip(two, bookings, reversed(sessions), strict=True):
                moves.append(door.act("move_booking", person, booking_id, session.pk, patience=1))
        return race.run(moves, without=without)

    def test_all_succeed(self, race: World, door: Door, rounds: int) -> None:
        for number in range(rounds):
            answers = self.swap(race, door, 2 * PAIRS * number, PAIRS)

            assert {answer.status for answer in answers} == {201}, answers
        assert race.violations() == set()

    def test_wait_in_a_circle_without_the_order_of_locks(self, race: World, service: Door) -> None:
        answers = self.swap(race, service, 0, 5, without="the order of locks")

        assert any(answer.status == 500 and "deadlock" in answer.word for answer in answers)
        assert race.violations() == set()


class TestPublishingAndMovingIntoOneHour:
    """Each of many trainers has two drafts and two classes elsewhere, and all four are to overlap."""

    def types(self, race: World, count: int) -> list[ClassType]:
        with tenant(race.studio.id):
            return [make_class_type(race.studio, name=f"Rival {next(race.numbers)}") for _number in range(count)]

    def rush(self, race: World, door: Door, types: Sequence[ClassType], *, without: str = "") -> list[list[Answer]]:
        """What each trainer's four are told."""
        hour, elsewhere = race.later(), (race.later(), race.later())
        begins = [hour + timedelta(minutes=10 * number) for number in range(4)]
        acts = []
        for kind in types:
            for starts_in in begins[:2]:
                draft = race.session(1, starts_in=starts_in, class_type=kind, publish=False)
                acts.append(door.act("publish", race.manager, draft.pk))
            for starts_in, to in zip(elsewhere, begins[2:], strict=True):
                other = race.session(1, starts_in=starts_in, class_type=kind)
                acts.append(door.act("move_session", race.manager, other.pk, race.now + to))
        answers = race.run(acts, without=without)
        return [answers[4 * number :][:4] for number in range(len(types))]

    def overlaps(self, race: World, types: Sequence[ClassType]) -> int:
        """Pairs of classes that share time of their trainer's resource."""
        trainers = ", ".join(f"'{kind.trainer_id}'" for kind in types)
        [(count,)] = race.owner(
            "SELECT count(*) FROM schedule_resource c JOIN schedule_resourceclaim a ON a.resource_id = c.id"
            " JOIN schedule_resourceclaim b ON b.resource_id = c.id AND b.id > a.id"
            f" WHERE c.trainer_id IN ({trainers}) AND a.starts_at < b.ends_at AND a.ends_at > b.starts_at"
        )
        return int(count)

    def test_lets_exactly_one_in(self, race: World, door: Door, rounds: int) -> None:
        types = self.types(race, TRAINERS)
        for _round in range(rounds):
            for answers in self.rush(race, door, types):
                assert Counter((one.status, one.word if one.status >= 400 else "") for one in answers) == {
                    (200, ""): 1, (409, "trainer_busy"): 3,
                }  # fmt: skip
            assert self.overlaps(race, types) == 0
        assert race.violations() == set()

    def test_lets_one_in_by_the_trigger_alone(self, race: World, service: Door) -> None:
        """The second wall: whoever forgets to lock the resource is refused by the database."""
        types = self.types(race, 5)

        told = self.rush(race, service, types, without="the lock on the resource")

        assert {sum(one.status == 200 for one in answers) for answers in told} == {1}
        crashes = [one.word for answers in told for one in answers if one.status == 500]
        assert {"the resource is taken then" in word for word in crashes} == {True}
        assert self.overlaps(race, types) == 0
        assert race.violations() == set()

    def test_lets_several_in_without_both_walls(self, race: World, service: Door) -> None:
        race.without("refuse_overlap", ("IF v_shut_out OR", "IF false AND v_shut_out OR false AND"))

        types = self.types(race, 5)

        told = self.rush(race, service, types, without="the lock on the resource")

        assert any(sum(one.status == 200 for one in answers) > 1 for answers in told)
        assert self.overlaps(race, types) > 0
