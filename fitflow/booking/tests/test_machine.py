"""The engine against a model: whatever people do, in whatever order, both agree (P1, P2, P4, P5)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from fitflow.billing.queries import balances
from fitflow.booking.factories import NOW, give_credits, make_session
from fitflow.booking.models import Spot, WaitlistEntry
from fitflow.booking.services.bookings import cancel_booking, reschedule_booking
from fitflow.booking.services.capacity import set_capacity
from fitflow.booking.services.holds import confirm_hold, hold_spot, release_hold
from fitflow.booking.services.moving import SessionMove
from fitflow.booking.services.sessions import advance_session, move_session
from fitflow.booking.services.waitlist import SETTLE_TIMER, join_waitlist, leave_waitlist, settle_session
from fitflow.booking.tests.model import LENGTH, Class, Model, No
from fitflow.core import clock
from fitflow.core.actor import Actor
from fitflow.core.errors import Invalid, Refused
from fitflow.core.jobs import run_delivery
from fitflow.core.models import Delivery, JobState, Timer
from fitflow.core.promises import violations
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_client_actor, make_studio

PARTS = 4
PEOPLE = 5
who, which = st.integers(0, PEOPLE - 1), st.integers(0, 1)
HOUR = timedelta(hours=1)
#: Time is not let run longer into a class: what happens at its end has tests of its own.
INTO_CLASS = timedelta(minutes=20)
_numbers = count()


class Engine(RuleBasedStateMachine):
    """People hold, confirm, release, cancel, reschedule, wait and leave; the studio resizes and moves; time passes."""

    @initialize(
        capacity=st.integers(1, 2),
        hours=st.sampled_from([72, 25, 20, 13, 3]),
        amounts=st.lists(st.sampled_from([3, 2, 1, 0]), min_size=PEOPLE, max_size=PEOPLE),
        line=st.lists(who, max_size=PEOPLE, unique=True),
    )
    def open(self, capacity: int, hours: int, amounts: list[int], line: list[int]) -> None:
        self.studio = make_studio(slug=f"machine-{next(_numbers)}", hold__rate_limit=60)
        self.inside = tenant(self.studio.id)
        self.inside.__enter__()
        self.at = NOW
        self.boss = Actor.system(self.studio)
        self.people = [make_client_actor(self.studio, name=f"Person {number}") for number in range(PEOPLE)]
        for person, amount in zip(self.people, amounts, strict=True):
            if amount:
                give_credits(person, amount)
        Delivery.objects.update(state=JobState.DONE)
        self.sessions = [
            make_session(self.studio, capacity=spots, starts_in=hours * HOUR + later)
            for spots, later in ((capacity, timedelta()), (1, LENGTH))
        ]
        classes = [Class(session.starts_at, session.capacity) for session in self.sessions]
        self.model = Model(self.studio, classes, [Decimal(amount) for amount in amounts])
        self.holds: dict[tuple[int, int], UUID] = {}
        self.bookings: dict[tuple[int, int], UUID] = {}
        for number in range(capacity):  # A class that nobody has booked, nobody waits for, is a dull place to begin.
            self.hold(0, number)
            self.confirm(0, number)
        self.wait(6)  # Whoever cancels from now on has not booked by mistake.
        for number in line:
            self.join(0, number)

    def teardown(self) -> None:
        if hasattr(self, "inside"):
            self.inside.__exit__(None, None, None)

    def both(self, act: Callable[[], Any], expected: Callable[[], Any]) -> tuple[Any, Any]:
        """Does it at the machine's time, in the engine and in the model: the same refusal, or what each gave."""
        try:
            wanted, expected_code = expected(), ""
        except No as no:
            wanted, expected_code = None, str(no)
        done, code = self.do(act)
        assert code == expected_code
        self.listen()
        return (None, None) if code else (done, wanted)

    def do(self, act: Callable[[], Any]) -> tuple[Any, str]:
        """What came of it, and the code of a refusal. Holding and joining answer: looking may have moved the queue."""
        try:
            with clock.at(self.at):
                done = act()
        except Refused as refusal:
            return None, refusal.code
        except Invalid:
            return None, "invalid"
        answered = getattr(done, "refusal", None)
        return done, answered.code if answered else ""

    def listen(self) -> None:
        """What the worker would do at once: whoever was passed over is looked at again."""
        due = Delivery.objects.filter(state=JobState.DUE, consumer__startswith="booking.look_again")
        for delivery_id in due.order_by("id").values_list("pk", flat=True):
            with clock.at(self.at):
                run_delivery(self.at, delivery_id)
            assert Delivery.objects.get(pk=delivery_id).state == JobState.DONE
        for timer in Timer.objects.filter(kind=SETTLE_TIMER, key__startswith="after:"):  # It is due.
            with clock.at(self.at):
                settle_session(self.boss, session_id=timer.entity_id, now=self.at)
            timer.delete()

    @rule(number=which, person=who)
    def hold(self, number: int, person: int) -> None:
        held, wanted = self.both(
            lambda: hold_spot(self.people[person], session_id=self.sessions[number].pk, now=self.at),
            lambda: self.model.hold(number, person, self.at),
        )
        if held:
            assert held.is_new == (wanted == "held")
            self.holds[number, person] = held.hold_id

    def look_for_offer(self, number: int, person: int) -> UUID | None:
        """The newest hold or offer this person ever had."""
        spot = Spot.objects.filter(session=self.sessions[number], client_id=self.people[person].client_id).first()
        if spot is not None and spot.hold_id is not None:
            self.holds[number, person] = spot.hold_id
        return self.holds.get((number, person))

    @rule(number=which, person=who)
    def confirm(self, number: int, person: int) -> None:
        hold_id = self.look_for_offer(number, person)
        if hold_id is None:
            return
        if person in self.model.classes[number].booked:
            again = confirm_hold(self.people[person], hold_id=hold_id, now=self.at)
            assert (again.is_new, again.booking_id) == (False, self.bookings[number, person])
            return
        confirmed, _ = self.both(
            lambda: confirm_hold(self.people[person], hold_id=hold_id, now=self.at),
            lambda: self.model.confirm(number, person, self.at),
        )
        if not confirmed and self.model.classes[number].held(person, self.at):
            seen = {"starts_at": self.model.classes[number].starts_at.isoformat()}
            seen["ends_at"] = (self.model.classes[number].starts_at + LENGTH).isoformat()
            confirmed, _ = self.both(
                lambda: confirm_hold(self.people[person], hold_id=hold_id, expected=seen, now=self.at),
                lambda: self.model.confirm(number, person, self.at, has_looked=True),
            )
        if confirmed:
            self.bookings[number, person] = confirmed.booking_id

    @rule(number=which, person=who)
    def take(self, number: int, person: int) -> None:
        self.hold(number, person)
        self.confirm(number, person)

    @rule(number=which, person=who)
    def release(self, number: int, person: int) -> None:
        hold_id = self.look_for_offer(number, person)
        if hold_id is None or person in self.model.classes[number].booked:
            return
        self.both(
            lambda: release_hold(self.people[person], hold_id=hold_id, now=self.at),
            lambda: self.model.release(number, person, self.at),
        )

    def booked(self, choice: int) -> tuple[int, int] | None:
        """The newest booking of somebody in a class where they ever had one; rather one that is live."""
        live = [(number, person) for number, one in enumerate(self.model.classes) for person in sorted(one.booked)]
        known = live or sorted(self.bookings)
        return known[choice % len(known)] if live or known and choice == 0 else None

    @rule(choice=st.integers(0, 9))
    def cancel(self, choice: int) -> None:
        if (key := self.booked(choice)) is not None:
            self.cancel_of(*key)

    def cancel_of(self, number: int, person: int) -> None:
        booking_id = self.bookings[number, person]
        cancelled, percent = self.both(
            lambda: cancel_booking(self.people[person], booking_id=booking_id, now=self.at),
            lambda: self.model.cancel(number, person, self.at),
        )
        if cancelled:
            assert (cancelled.decision.percent, cancelled.credits_refunded) == (percent, Decimal(percent) / 100)

    @rule(choice=st.integers(0, 9), left=st.sampled_from([24 * HOUR, 12 * HOUR, HOUR, timedelta()]))
    def cancel_late(self, choice: int, left: timedelta) -> None:
        """What comes back changes at these times before the start."""
        if (key := self.booked(choice)) is not None:
            self.pass_time(self.model.classes[key[0]].starts_at - left)
            self.cancel_of(*key)

    @rule(choice=st.integers(0, 9), left=st.sampled_from([96, 20, 11, 1]), and_cancel=st.booleans())
    def reschedule(self, choice: int, left: int, and_cancel: bool) -> None:
        """Moving late is no way out of a fee."""
        if (key := self.booked(choice)) is None:
            return
        number, person = key
        self.pass_time(self.model.classes[number].starts_at - left * HOUR)
        old, other = self.bookings[key], self.sessions[1 - number].pk
        moved, _ = self.both(
            lambda: reschedule_booking(self.people[person], booking_id=old, to_session_id=other, now=self.at),
            lambda: self.model.reschedule(number, person, self.at),
        )
        if moved:
            self.bookings[1 - number, person] = moved.booking_id
            if and_cancel:
                self.cancel_of(1 - number, person)

    @rule(number=which, person=who)
    def join(self, number: int, person: int) -> None:
        joined, wanted = self.both(
            lambda: join_waitlist(self.people[person], session_id=self.sessions[number].pk, now=self.at),
            lambda: self.model.join(number, person, self.at),
        )
        if joined:
            line = self.model.classes[number].waiting
            assert (joined.is_new, joined.position) == (wanted == "joined", line.index(person) + 1)

    @rule(number=which, people=st.lists(who, min_size=2, max_size=3, unique=True))
    def some_join(self, number: int, people: list[int]) -> None:
        """Most of what can go wrong in a queue needs two in it."""
        for person in people:
            self.join(number, person)

    @rule(number=which, person=who)
    def leave(self, number: int, person: int) -> None:
        if person in self.model.classes[number].waiting:
            self.both(
                lambda: leave_waitlist(self.people[person], session_id=self.sessions[number].pk, now=self.at),
                lambda: self.model.leave(number, person, self.at),
            )

    @rule(number=which, capacity=st.integers(1, 4))
    def change_capacity(self, number: int, capacity: int) -> None:
        self.both(
            lambda: set_capacity(self.boss, session_id=self.sessions[number].pk, capacity=capacity, now=self.at),
            lambda: self.model.resize(number, capacity, self.at),
        )

    @rule(number=which, more=st.integers(-1, 1))
    def fit_capacity(self, number: int, more: int) -> None:
        """Off by one is found where there are exactly as many spots as are taken."""
        for spare in (1, more):
            self.change_capacity(number, max(1, self.model.classes[number].occupied(self.at) + spare))

    @rule(number=which, minutes=st.sampled_from([-1440, -120, -60, -15, 10, 16, 60, 700]))
    def move(self, number: int, minutes: int) -> None:
        self.move_to(number, self.model.classes[number].starts_at + timedelta(minutes=minutes))

    def move_to(self, number: int, starts_at: datetime) -> None:
        move = SessionMove(starts_at=starts_at)
        self.both(
            lambda: move_session(self.boss, move, session_id=self.sessions[number].pk, now=self.at),
            lambda: self.model.move(number, starts_at, self.at),
        )

    @rule(choice=st.integers(0, 9), apart=st.sampled_from([timedelta(), HOUR]))
    def meet(self, choice: int, apart: timedelta) -> None:
        """Who has booked is in one class when it is put beside the other, and wants both."""
        if (key := self.booked(choice)) is not None:
            self.move_to(key[0], self.model.classes[1 - key[0]].starts_at + apart)
            self.take(1 - key[0], key[1])

    @rule(number=which, person=who, minutes=st.sampled_from([16, 700]), left=st.sampled_from([12 * HOUR, HOUR]))
    def come_after_a_move(self, number: int, person: int, minutes: int, left: timedelta) -> None:
        """Registration goes on as long as the class is later; who knew of it leaves at the usual price."""
        one = self.model.classes[number]
        before = one.starts_at
        self.move(number, minutes)
        self.pass_time(before + timedelta(minutes=1))
        self.take(number, person)
        self.wait(6)
        self.pass_time(one.starts_at - left)
        if (number, person) in self.bookings:
            self.cancel_of(number, person)

    @rule(minutes=st.sampled_from([1, 5, 6, 9, 10, 11, 30, 31, 200, 1000]))
    def wait(self, minutes: int) -> None:
        self.pass_time(self.at + timedelta(minutes=minutes))

    def pass_time(self, until: datetime) -> None:
        """Classes begin by their timer."""
        latest = min(one.starts_at for one in self.model.classes) + INTO_CLASS
        self.at = max(self.at, min(until, latest))
        for session, one in zip(self.sessions, self.model.classes, strict=True):
            if self.at >= one.starts_at:
                advance_session(self.boss, session_id=session.pk, now=self.at)

    @invariant()
    def both_agree(self) -> None:
        if not hasattr(self, "model"):
            return
        index = {person.client_id: number for number, person in enumerate(self.people)}
        spots = list(Spot.objects.filter(session__in=self.sessions))
        entries = list(WaitlistEntry.objects.filter(session__in=self.sessions, status="waiting").order_by("ordinal"))
        for session, one in zip(self.sessions, self.model.classes, strict=True):
            here = [spot for spot in spots if spot.session_id == session.pk]
            assert len(here) == one.capacity
            claims = {index[spot.client_id]: spot.expires_at for spot in here if spot.client_id and self.claims(spot)}
            live = {person: until for person, until in one.holds.items() if until > self.at}
            assert claims == live | dict.fromkeys(one.booked)
            assert [index[entry.client_id] for entry in entries if entry.session_id == session.pk] == one.waiting
        ids = [person.client_id for person in self.people if person.client_id]
        has = balances(self.boss, ids, now=self.at)
        assert [has[client_id] for client_id in ids] == self.model.credits
        assert violations() == ()

    def claims(self, spot: Spot) -> bool:
        return not spot.is_free(self.at)


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
def test_the_engine_and_the_model_agree(part: int, long_run: bool) -> None:
    """In parts, since what one of them rolls back is cleaned up only behind it."""
    run_state_machine_as_test(
        seed(part)(type(f"Engine{part}", (Engine,), {})),
        settings=settings(
            max_examples=(400 if long_run else 48) // PARTS,
            stateful_step_count=25,
            deadline=None,
            # To shrink 25 steps, each a dozen statements, takes minutes: only the long run has them.
            phases=tuple(Phase) if long_run else tuple(set(Phase) - {Phase.shrink, Phase.explain}),
            suppress_health_check=list(HealthCheck),
        ),
    )
