"""Confirming, cancelling, waiting and moving at the same moment (P1, P2, P4, P5)."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from fitflow.billing.queries import balances
from fitflow.booking.models import Booking, Spot, SpotHold, WaitlistEntry
from fitflow.booking.services.holds import book_spot, hold_spot
from fitflow.core.actor import Actor
from fitflow.core.tenancy import tenant
from tests.races.crowd import Crowd, crowd
from tests.races.world import PEOPLE, World, make_poor_client


def give_place(race: World, person: Actor, session_id: UUID) -> UUID:
    """A booking for this person, made by staff: in many rounds nobody holds too often."""
    with tenant(race.studio.id):
        return book_spot(race.manager, session_id=session_id, client_id=person.client_id, now=race.now).booking_id


def give_hold(race: World, person: Actor, session_id: UUID) -> UUID:
    with tenant(race.studio.id):
        held = hold_spot(person, session_id=session_id, now=race.now)
    assert held.hold_id is not None
    return held.hold_id


def balance(race: World, person: Actor) -> Decimal:
    assert person.client_id is not None
    with tenant(race.studio.id):
        return balances(Actor.system(race.studio), [person.client_id], now=race.now)[person.client_id]


def set_deadline(race: World, hold_id: UUID, seconds: float) -> None:
    """Brings a hold's deadline close, so that the race need not wait ten minutes."""
    race.owner(
        f"UPDATE booking_spot SET expires_at = clock_timestamp() + interval '{seconds} seconds'"
        f" WHERE hold_id = '{hold_id}'"
    )
    race.owner(
        "UPDATE booking_spothold h SET expires_at = s.expires_at FROM booking_spot s"
        f" WHERE s.hold_id = h.id AND h.id = '{hold_id}'"
    )


class TestExpiry:
    @pytest.mark.parametrize("offset", [-0.001, 0.0, 0.001])
    def test_is_exact_to_the_millisecond_with_no_worker(self, race: World, rounds: int, offset: float) -> None:
        """Begun at or after the deadline it is sold, ended before it is not. Whatever lies across may be either."""
        told = 0
        for number in range(rounds * 10):
            holder, other = race.people[2 * number % 100 : 2 * number % 100 + 2]
            session = race.session(1)
            hold_id = give_hold(race, holder, session.pk)
            set_deadline(race, hold_id, 0.1)
            ask = (race.who(other), session.pk, f"e{number} {offset}", hold_id, offset - (0.002 if offset < 0 else 0))

            status, began, ended = race.crowd.run("hold_at", [ask])[0]

            if began >= 0 or ended < 0:
                assert (status == 201) is (began >= 0), (status, began, ended)
                told += 1
            if told >= rounds:
                return
        pytest.fail(f"only {told} of {rounds * 10} calls fell clearly on one side of the deadline")

    def test_against_a_confirm_has_exactly_one_winner(self, race: World, rounds: int) -> None:
        holder, other = race.people[:2]
        for number in range(rounds):
            session = race.session(1, starts_in=timedelta(days=3, hours=2 * number))
            hold_id = give_hold(race, holder, session.pk)
            set_deadline(race, hold_id, 0.4)
            confirm = ("confirm_at", (race.who(holder), hold_id, -0.0005))
            take = ("hold_at", (race.who(other), session.pk, f"x{number}", hold_id, 0.0005))

            confirmed, taken = (answer[0] for answer in race.crowd.run("one_of", [confirm, take]))

            assert (confirmed == 201) != (taken == 201)
        assert race.violations() == set()


class TestTwoConfirmsWithOneCredit:
    def confirm_both(self, race: World, name: str) -> tuple[Actor, list[tuple[int, str]]]:
        person = make_poor_client(race, name=name, amount=1)
        hours = range(2)
        holds = [
            give_hold(race, person, race.session(2, starts_in=timedelta(days=4, hours=2 * hour)).pk) for hour in hours
        ]
        return person, race.crowd.run("confirm", [(race.who(person), hold_id) for hold_id in holds])

    def test_give_one_booking(self, race: World, rounds: int) -> None:
        for number in range(rounds):
            person, answers = self.confirm_both(race, f"One Credit {number}")

            assert Counter(status for status, _body in answers) == {201: 1, 402: 1}
            assert balance(race, person) == 0
        assert race.violations() == set()


class TestTheSameBookingConfirmedFiftyTimes:
    def test_is_charged_once(self, race: World, rounds: int) -> None:
        for number in range(rounds):
            person = make_poor_client(race, name=f"Eager {number}", amount=5)
            hold_id = give_hold(race, person, race.session(2).pk)

            answers = race.crowd.run("confirm", [(race.who(person), hold_id)] * 50)

            assert Counter(status for status, _body in answers) == {201: 1, 200: 49}
            assert len({body for _status, body in answers}) == 1
            assert balance(race, person) == 4


class TestCancellingTheSessionWhilePeopleConfirm:
    def test_leaves_no_live_booking(self, race: World, rounds: int) -> None:
        for _number in range(rounds):
            session = race.session(20)
            holds = [give_hold(race, person, session.pk) for person in race.people[:20]]
            confirms = [
                ("confirm", (race.who(person), hold_id)) for person, hold_id in zip(race.people, holds, strict=False)
            ]

            answers = race.crowd.run(
                "one_of", [*confirms[:10], ("cancel_session", (race.who(race.manager), session.pk)), *confirms[10:]]
            )

            assert {status for status, _body in answers} <= {200, 201, 409}
            with tenant(race.studio.id):
                assert not Booking.objects.filter(session=session).exclude(status="cancelled").exists()
                assert not Spot.objects.filter(session=session).exclude(client_id=None).exists()
                assert not SpotHold.objects.filter(session=session, status="active").exists()
        assert race.violations() == set()


class TestJoiningWhileTheLastPlaceIsGivenBack:
    def race(self, race: World, people: Crowd, number: int, act: str) -> tuple[bool, bool]:
        """Whether somebody waits, and whether a place is free, after one cancel against three joins."""
        first = 4 * number % (len(race.people) - 4)
        holder, *others = race.people[first : first + 4]
        session = race.session(1, starts_in=timedelta(days=5, hours=number))
        booking_id = give_place(race, holder, session.pk)
        acts = [("join", (race.who(other), session.pk)) for other in others]
        acts.insert(number % 4, ("cancel", (race.who(holder), booking_id)))

        answers = people.run(act, acts)

        assert act != "one_of" or {status for status, _body in answers} <= {200, 201, 409}
        with tenant(race.studio.id):
            waits = WaitlistEntry.objects.filter(session=session, status="waiting").exists()
            free = Spot.objects.filter(session=session, client_id=None).exists()
        return waits, free

    def test_leaves_nobody_waiting_beside_a_free_place(self, race: World, long_run: bool) -> None:
        for number in range(200):
            assert self.race(race, race.crowd, number, "one_of") != (True, True)
        assert race.violations() == set()

    def test_leaves_somebody_behind_without_the_lock_on_the_session(self, race: World) -> None:
        with crowd(race.database.env, processes=4, threads=1) as careless:
            rounds = (self.race(race, careless, 200 + number, "without_session_lock") for number in range(200))

            assert any(seen == (True, True) for seen in rounds)


class TestOppositeMoves:
    def swap(self, race: World, people: Crowd, number: int, act: str) -> list[tuple[int, str]]:
        """Two clients move into each other's class; other clients each time, for a move is a new hold."""
        first, second = race.people[2 * number % PEOPLE :][:2]
        sessions = [race.session(2, starts_in=timedelta(days=30, hours=4 * number + hour)) for hour in (0, 2)]
        bookings = [
            give_place(race, person, session.pk) for person, session in zip((first, second), sessions, strict=True)
        ]
        moves = [
            ("move_booking", (race.who(first), bookings[0], sessions[1].pk)),
            ("move_booking", (race.who(second), bookings[1], sessions[0].pk)),
        ]
        return people.run(act, moves)

    def test_both_succeed(self, race: World, rounds: int) -> None:
        for number in range(rounds):
            answers = self.swap(race, race.crowd, number, "one_of")

            assert [status for status, _body in answers] == [201, 201], answers
        assert race.violations() == set()

    def test_wait_in_a_circle_without_the_order_of_locks(self, race: World) -> None:
        with crowd(race.database.env, processes=2, threads=1) as careless:
            rounds = (self.swap(race, careless, number, "without_order") for number in range(300, 320))

            assert any("error" in {str(status) for status, _body in answers} for answers in rounds)
