"""A session called off, or moved, while people take its places: nobody is left with what is no more."""

from datetime import timedelta

from fitflow.booking.models import Booking, Spot, SpotHold
from fitflow.core.tenancy import tenant
from fitflow.schedule.models import Session
from tests.races.committed_studio import Door, World, give_hold
from tests.races.doors import Answer
from tests.races.walls import PAUSE

PEOPLE = 60
HOUR = timedelta(hours=1)


class TestCallingASessionOffWhilePeopleHold:
    def call_off(self, race: World, door: Door, *, delay: float = 0.0) -> tuple[list[Answer], Session]:
        session = race.session(PEOPLE)
        acts = [door.act("hold", person, session.pk) for person in race.people[:PEOPLE]]
        acts.insert(PEOPLE // 2, door.act("cancel_session", race.manager, session.pk, delay=delay))
        return race.run(acts), session

    def still_held(self, race: World, session: Session) -> int:
        with tenant(race.studio.id):
            live = SpotHold.objects.filter(session=session, status="active").count()
            assert Spot.objects.filter(session=session).exclude(client_id=None).count() == live
        return live

    def test_leaves_no_place_held(self, race: World, door: Door, rounds: int) -> None:
        for _round in range(rounds):
            answers, session = self.call_off(race, door)

            assert {answer.status for answer in answers} <= {200, 201, 409}
            assert self.still_held(race, session) == 0
        assert race.violations() == set()

    def test_leaves_places_held_without_the_second_look_at_the_session(self, race: World, service: Door) -> None:
        race.without(
            "claim_spot",
            (
                "IF NOT EXISTS (SELECT FROM schedule_session s WHERE s.id = p_session AND s.status = f.session_status)",
                "IF false",
            ),
            (
                "IF f.refusal IS NOT NULL THEN",
                f"PERFORM pg_sleep({PAUSE}); v_now := engine_now(); IF f.refusal IS NOT NULL THEN",
            ),
        )

        _answers, session = self.call_off(race, service, delay=PAUSE / 2)

        assert self.still_held(race, session) > 0


class TestMovingASessionWhilePeopleConfirm:
    def move(self, race: World, door: Door, *, delay: float = 0.0, without: str = "") -> tuple[list[Answer], Session]:
        people = race.people[:PEOPLE]
        session = race.session(PEOPLE)
        holds = [give_hold(race, person, session.pk) for person in people]
        acts = [door.act("confirm", person, hold_id) for person, hold_id in zip(people, holds, strict=True)]
        to = session.starts_at + HOUR / 2
        acts.insert(PEOPLE // 2, door.act("move_session", race.manager, session.pk, to, delay=delay))
        return race.run(acts, without=without), session

    def bookings_and_holds(self, race: World, session: Session) -> tuple[int, int]:
        with tenant(race.studio.id):
            booked = Booking.objects.filter(session=session, status=Booking.Status.CONFIRMED).count()
            return booked, SpotHold.objects.filter(session=session, status=SpotHold.Status.ACTIVE).count()

    def elsewhere(self, race: World, session: Session) -> int:
        """Bookings that are not when their session is."""
        with tenant(race.studio.id):
            now_at = Session.objects.get(pk=session.pk).starts_at
            return Booking.objects.filter(session=session).exclude(starts_at=now_at).count()

    def test_takes_everybody_along_or_tells_them(self, race: World, door: Door, rounds: int) -> None:
        """Who confirms before the move is taken along; who comes after it keeps the spot, and is told the new time."""
        for _round in range(rounds):
            answers, session = self.move(race, door)

            told = [answer for answer in answers if answer.status == 409]
            assert {answer.status for answer in answers} <= {200, 201, 409}
            assert {answer.word for answer in told} <= {"terms_changed"}
            assert self.elsewhere(race, session) == 0
            assert self.bookings_and_holds(race, session) == (PEOPLE - len(told), len(told))
        assert race.violations() == set()

    def test_leaves_some_behind_without_the_locks_on_places(self, race: World, service: Door) -> None:
        race.without("confirm_facts", ('"overlaps" := EXISTS', f'PERFORM pg_sleep({3 * PAUSE}); "overlaps" := EXISTS'))

        _answers, session = self.move(race, service, delay=PAUSE / 2, without="the locks on places")

        assert self.elsewhere(race, session) > 0
