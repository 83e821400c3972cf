"""A hold ends exactly at its deadline, with no worker running (P2): who confirms and who claims then (P1)."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from fitflow.booking.models import Spot
from fitflow.core.tenancy import tenant
from tests.races.committed_studio import CARELESS_CONFIRM, PEOPLE, Door, World, give_hold, until_seen

HOLDERS = PEOPLE // 2
LAPSING, STEP = 80, timedelta(milliseconds=12)
#: Whoever waits for the spot waits longer than the next deadlines are away.
SLOW_CONFIRM = ("at := engine_now();", "PERFORM pg_sleep(0.1); at := engine_now();")


def set_deadline(race: World, session_id: UUID, seconds: float, *, step: timedelta = timedelta()) -> datetime:
    """Brings the deadlines of a session's holds close, so that nobody waits ten minutes.

    That of place 0, if there were one; each place lapses a step after the one before it.
    """
    [(deadline,)] = race.owner(f"SELECT clock_timestamp() + interval '{seconds} seconds'")
    for table in ("booking_spot", "booking_spothold"):
        race.owner(
            f"UPDATE {table} SET expires_at = '{deadline.isoformat()}'::timestamptz"
            f" + number * interval '{step.total_seconds()} seconds'"
            f" WHERE session_id = '{session_id}' AND expires_at IS NOT NULL"
        )
    assert isinstance(deadline, datetime)
    return deadline


class TestTheMillisecond:
    @pytest.mark.parametrize("offset", [-0.001, 0.0, 0.001])
    def test_is_exact_with_no_worker(self, race: World, rounds: int, offset: float) -> None:
        """Begun at or after the deadline it is sold, ended before it is not. Whatever lies across may be either."""
        told = 0
        for number in range(rounds * 10):
            holder, other = race.people[2 * number % 100 : 2 * number % 100 + 2]
            session = race.session(1)
            hold_id = give_hold(race, holder, session.pk)
            set_deadline(race, session.pk, 0.1)
            ask = (race.who(other), session.pk, f"e{number} {offset}", hold_id, offset - (0.002 if offset < 0 else 0))

            status, began, ended = race.crowd.run("hold_at", [ask])[0]

            if began >= 0 or ended < 0:
                assert (status == 201) is (began >= 0), (status, began, ended)
                told += 1
            if told >= rounds:
                break
        assert told >= rounds, f"only {told} of {rounds * 10} calls fell clearly on one side of the deadline"
        assert race.violations() == set()


class TestConfirmingAgainstExpiry:
    """One after the other confirms until the deadline of them all; just after it, as many others claim at once."""

    def test_has_exactly_one_winner_for_each_place(self, race: World, door: Door, rounds: int) -> None:
        for _round in range(rounds):
            session = race.session(HOLDERS)
            holders, others = race.people[:HOLDERS], race.people[HOLDERS:]
            holds = [give_hold(race, person, session.pk) for person in holders]
            deadline = set_deadline(race, session.pk, 1.2)
            just_before = [deadline - timedelta(milliseconds=10 * turn) for turn in range(HOLDERS)]
            just_after = deadline + timedelta(milliseconds=1)
            confirms = [
                door.act("confirm", person, hold_id, begins_at=begins_at)
                for person, hold_id, begins_at in zip(holders, holds, just_before, strict=True)
            ]

            answers = race.run(
                [*confirms, *(door.act("hold", one, session.pk, begins_at=just_after) for one in others)]
            )

            confirmed, taken = answers[:HOLDERS], answers[HOLDERS:]
            assert {(one.status, one.word) for one in confirmed if one.status != 201} <= {(409, "hold_expired")}
            assert {(one.status, one.word) for one in taken if one.status != 201} <= {(409, "session_full")}
            assert confirmed[0].word == "hold_expired"  # It began at the deadline itself.
            assert sum(one.status == 201 for one in answers) == HOLDERS
            with tenant(race.studio.id):
                booked = set(Spot.objects.filter(session=session, booking__isnull=False).values_list("hold", flat=True))
            assert booked == {hold for hold, one in zip(holds, confirmed, strict=True) if one.status == 201}
        assert race.violations() == set()

    def test_has_two_winners_without_the_lock_on_the_place(self, race: World, door: Door) -> None:
        """The confirm looks in time, and writes when the place is somebody else's."""
        race.without("confirm_facts", *CARELESS_CONFIRM)

        def both() -> list[int]:
            session = race.session(1)
            hold_id = give_hold(race, race.people[0], session.pk)
            deadline = set_deadline(race, session.pk, 0.4)
            confirm = door.act("confirm", race.people[0], hold_id, begins_at=deadline - timedelta(seconds=0.15))
            claim = door.act("hold", race.people[1], session.pk, begins_at=deadline + timedelta(milliseconds=1))
            return [answer.status for answer in race.run([confirm, claim])]

        assert until_seen(both, lambda told: told == [201, 201]) == [201, 201]
        assert "spot_names_a_live_booking" in {violation.rule for violation in race.violations()}


class TestSpotsThatLapseOneAfterTheOther:
    """Each holder confirms just before the own deadline, and somebody else claims just after it."""

    def sold(self, race: World, door: Door) -> int:
        """Of so many places. Each that lapses has somebody who asks after it did, so none is left over."""
        session = race.session(LAPSING)
        holders, others = race.people[:LAPSING], race.people[LAPSING : 2 * LAPSING]
        holds = [give_hold(race, person, session.pk) for person in holders]
        with tenant(race.studio.id):
            numbers = dict(Spot.objects.filter(session=session).values_list("hold", "number"))
        first = set_deadline(race, session.pk, 1.2, step=STEP)
        acts = []
        for person, other, hold_id in zip(holders, others, holds, strict=True):
            deadline = first + numbers[hold_id] * STEP
            acts.append(door.act("confirm", person, hold_id, begins_at=deadline - STEP / 2))
            acts.append(door.act("hold", other, session.pk, begins_at=deadline + timedelta(milliseconds=1)))
        return sum(answer.status == 201 for answer in race.run(acts))

    def test_are_all_sold(self, race: World, door: Door, rounds: int) -> None:
        for _round in range(rounds):
            assert self.sold(race, door) == LAPSING
        assert race.violations() == set()

    def test_are_all_sold_however_long_a_claim_waits(self, race: World, service: Door, rounds: int) -> None:
        race.without("confirm_facts", SLOW_CONFIRM)
        for _round in range(rounds):
            assert self.sold(race, service) == LAPSING
        assert race.violations() == set()

    def test_are_withheld_without_a_new_look_after_waiting(self, race: World, service: Door) -> None:
        race.without("confirm_facts", SLOW_CONFIRM)
        race.without("claim_spot", ("AND s.expires_at > v_now AND s.expires_at <= engine_now())", "AND false)"))

        assert until_seen(lambda: self.sold(race, service), lambda sold: sold < LAPSING) < LAPSING
