"""Places given back while people join, wait, are offered one and confirm (P1, P4, P5)."""

from collections.abc import Iterator, Sequence
from uuid import UUID

import pytest

from fitflow.booking.models import Spot, WaitlistEntry
from fitflow.booking.services.waitlist import join_waitlist
from fitflow.core.actor import Actor
from fitflow.core.tenancy import tenant
from fitflow.schedule.models import Session
from tests.races.committed_studio import CARELESS_CONFIRM, Door, World, give_hold, give_spot, until_seen
from tests.races.doors import Act, Answer
from tests.races.walls import PAUSE

AT_ONCE = 40


def groups(people: Sequence[Actor], size: int, count: int = AT_ONCE) -> Iterator[Sequence[Actor]]:
    return (people[size * number :][:size] for number in range(count))


class TestJoiningWhileTheLastSpotIsGivenBack:
    """In each of many classes one gives the last place back, and three join."""

    def race(
        self, race: World, door: Door, count: int, *, delay: float = 0.0, without: str = ""
    ) -> tuple[list[Session], list[Answer]]:
        starts_in, sessions, acts = race.later(), [], []
        for number, (holder, *others) in enumerate(groups(race.people, 4, count)):
            session = race.session(1, starts_in=starts_in)
            cancel = door.act("cancel", holder, give_spot(race, holder, session.pk), delay=delay)
            those = [door.act("join", other, session.pk) for other in others]
            those.insert(number % 4, cancel)
            sessions.append(session)
            acts += those
        return sessions, race.run(acts, without=without)

    def waiting_beside_a_free_spot(self, race: World, sessions: Sequence[Session]) -> set[UUID]:
        with tenant(race.studio.id):
            waits = WaitlistEntry.objects.filter(session__in=sessions, status="waiting")
            free = Spot.objects.filter(session__in=sessions, client_id=None)
            return {*waits.values_list("session_id", flat=True)} & {*free.values_list("session_id", flat=True)}

    def test_leaves_nobody_waiting_beside_a_free_place(self, race: World, door: Door, long_run: bool) -> None:
        """Two hundred rounds at the service, and in a long run at both doors."""
        for _batch in range(1 if door.port and not long_run else 200 // AT_ONCE):
            sessions, answers = self.race(race, door, AT_ONCE)

            assert {answer.status for answer in answers} <= {200, 201, 409}
            assert {answer.word for answer in answers if answer.status == 409} <= {"session_not_full"}
            assert self.waiting_beside_a_free_spot(race, sessions) == set()
        assert race.violations() == set()

    def test_leaves_somebody_behind_without_the_lock_on_the_session(self, race: World, service: Door) -> None:
        def left_behind() -> set[UUID]:
            sessions, _answers = self.race(race, service, 10, delay=PAUSE / 2, without="the lock on the session")
            return self.waiting_beside_a_free_spot(race, sessions)

        assert until_seen(left_behind, bool) != set()
        assert {violation.rule for violation in race.violations()} == {"nobody_waits_beside_a_free_spot"}


class TestGivingBackWhileOthersConfirm:
    """Two places: one is booked and given back; one is held, confirmed and released at once; one waits, one asks."""

    def acts(self, race: World, door: Door, people: Sequence[Actor], session_id: UUID) -> list[Act]:
        booked, holder, waiting, outsider = people
        booking_id, hold_id = give_spot(race, booked, session_id), give_hold(race, holder, session_id)
        with tenant(race.studio.id):
            join_waitlist(waiting, session_id=session_id, now=race.now)
        return [
            door.act("cancel", booked, booking_id),
            door.act("confirm", holder, hold_id),
            door.act("release", holder, hold_id),
            door.act("accept", waiting, session_id),
            door.act("hold", outsider, session_id),
        ]

    def test_serves_who_waits_and_books_or_frees_what_was_held(self, race: World, door: Door, rounds: int) -> None:
        for _round in range(rounds):
            starts_in = race.later()
            acts = [
                act
                for people in groups(race.people, 4)
                for act in self.acts(race, door, people, race.session(2, starts_in=starts_in).pk)
            ]

            answers = race.run(acts)

            for number in range(AT_ONCE):
                cancelled, confirmed, released, accepted, asked = answers[5 * number :][:5]
                assert (cancelled.status, accepted.status) == (200, 201)
                assert (confirmed.status, released.status) in {(201, 409), (409, 204)}
                assert asked.status == 409 or (asked.status, released.status) == (201, 204)
        assert race.violations() == set()


class TestReleasingAHoldAgainstItsOwnConfirm:
    """Without the lock on the place; with it, see above: it is booked or free."""

    @pytest.fixture(autouse=True)
    def careless(self, race: World) -> None:
        race.without("confirm_facts", *CARELESS_CONFIRM)

    def both(self, race: World, door: Door) -> tuple[int, int]:
        """What the confirm is told that looked before the release and writes after it; and what the release is."""

        def once() -> tuple[int, int]:
            hold_id = give_hold(race, race.people[0], race.session(1).pk)
            confirm = door.act("confirm", race.people[0], hold_id)
            release = door.act("release", race.people[0], hold_id, delay=PAUSE / 2)
            confirmed, released = race.run([confirm, release])
            return confirmed.status, released.status

        return until_seen(once, lambda told: 409 not in told)

    def test_books_no_free_place_by_the_constraint_alone(self, race: World, door: Door) -> None:
        """The second wall: a confirm that forgets to lock its place cannot book one that is free by now."""
        assert self.both(race, door) == (500, 204)
        assert race.violations() == set()

    def test_books_a_free_place_without_both_walls(self, race: World, door: Door) -> None:
        race.without_constraint("booking_spot", "spot_is_free_held_or_taken")

        assert self.both(race, door) == (201, 204)
        assert "live_booking_has_its_spot" in {violation.rule for violation in race.violations()}
