"""The engine against a model of fifty lines: whatever people do, in whatever order, both agree (P1, P2, P4, P5)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from fitflow.billing.queries import balances
from fitflow.booking.factories import NOW, give_credits, make_session
from fitflow.booking.models import Spot, WaitlistEntry
from fitflow.booking.queries.audit import audit_of
from fitflow.booking.rules.offers import OfferSettings, offer_deadline
from fitflow.booking.services.bookings import cancel_booking
from fitflow.booking.services.capacity import set_capacity
from fitflow.booking.services.holds import confirm_hold, hold_spot, release_hold
from fitflow.booking.services.queue import join_waitlist, leave_waitlist
from fitflow.core import clock
from fitflow.core.actor import Actor, Studio
from fitflow.core.errors import Refused
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_client_actor, make_studio

PEOPLE = 5
who = st.integers(0, PEOPLE - 1)
HOLD = timedelta(minutes=10)
_numbers = count()


@dataclass
class Model:
    """What should be true: who has a place until when (None = booked), who waits in order, who has how many credits."""

    studio: Studio
    starts_at: datetime
    capacity: int
    credits: list[Decimal]
    claims: dict[int, datetime | None] = field(default_factory=dict)
    waiting: list[int] = field(default_factory=list)

    def live(self, person: int, at: datetime) -> bool:
        return person in self.claims and (self.claims[person] is None or self.claims[person] > at)  # type: ignore[operator]

    def free(self, at: datetime) -> int:
        return self.capacity - sum(self.live(person, at) for person in self.claims)

    def settle(self, at: datetime) -> None:
        self.claims = {person: until for person, until in self.claims.items() if self.live(person, at)}
        until = offer_deadline(at, self.starts_at, self.studio.zone, OfferSettings.of(self.studio.settings))
        for person in list(self.waiting):
            if self.free(at) and self.credits[person] >= 1:
                self.waiting.remove(person)
                self.claims[person] = until

    def hold(self, person: int, at: datetime) -> str:
        if self.live(person, at):
            return "already_booked" if self.claims[person] is None else "same"
        if self.credits[person] < 1:
            return "no_entitlement"
        if self.waiting and self.free(at):
            self.settle(at)
            if self.live(person, at):
                return "same"
        if not self.free(at):
            return "session_full"
        self.claims[person] = at + HOLD
        if person in self.waiting:
            self.waiting.remove(person)
        return "held"

    def confirm(self, person: int, at: datetime) -> str:
        if person in self.claims and self.claims[person] is None:
            return "same"
        if not self.live(person, at):
            return "hold_expired"
        if self.credits[person] < 1:
            return "no_entitlement"
        self.claims[person] = None
        self.credits[person] -= 1
        return "booked"

    def join(self, person: int, at: datetime) -> str:
        self.settle(at)
        if person in self.waiting:
            return "same"
        if self.live(person, at):
            return "already"
        if self.free(at):
            return "session_not_full"
        self.waiting.append(person)
        return "joined"


class Engine(RuleBasedStateMachine):
    """People hold, confirm, release, cancel, wait and leave; the studio changes the capacity; time passes."""

    @initialize(
        capacity=st.integers(1, 2),
        amounts=st.lists(st.sampled_from([3, 2, 1, 0]), min_size=PEOPLE, max_size=PEOPLE),
        line=st.lists(who, max_size=PEOPLE, unique=True),
    )
    def open(self, capacity: int, amounts: list[int], line: list[int]) -> None:
        self.studio = make_studio(slug=f"machine-{next(_numbers)}", hold__rate_limit=60)
        self.inside = tenant(self.studio.id)
        self.inside.__enter__()
        self.at = NOW
        self.boss = Actor.system(self.studio)
        self.people = [make_client_actor(self.studio, name=f"Person {number}") for number in range(PEOPLE)]
        for person, amount in zip(self.people, amounts, strict=True):
            if amount:
                give_credits(person, amount)
        self.session = make_session(self.studio, capacity=capacity, starts_in=timedelta(days=10))
        self.model = Model(self.studio, self.session.starts_at, capacity, [Decimal(amount) for amount in amounts])
        self.holds: dict[int, Any] = {}
        self.bookings: dict[int, Any] = {}
        for number in range(capacity):  # A class that nobody has booked, nobody waits for, is a dull place to begin.
            self.hold(number)
            self.confirm(number)
        for number in line:
            self.join(number)

    def teardown(self) -> None:
        if hasattr(self, "inside"):
            self.inside.__exit__(None, None, None)

    def code(self, act: Any) -> str:
        """Does something at the machine's time; the code of a refusal, or an empty text."""
        try:
            with clock.at(self.at):
                act()
        except Refused as refusal:
            return refusal.code
        return ""

    @rule(person=who)
    def hold(self, person: int) -> None:
        with clock.at(self.at):
            held = hold_spot(self.people[person], session_id=self.session.pk, now=self.at)
        if held.refusal is None:
            self.holds[person] = held.hold_id
        said = held.refusal.code if held.refusal else "held" if held.is_new else "same"
        assert said == self.model.hold(person, self.at)

    @rule(person=who)
    def confirm(self, person: int) -> None:
        """Confirms the newest hold or offer this person ever had."""
        self.look_for_offer(person)
        if person not in self.holds:
            return
        is_current = person in self.model.claims
        said = self.code(lambda: self.book(person))
        expected = self.model.confirm(person, self.at) if is_current else "hold_expired"
        assert said == {"booked": "", "same": ""}.get(expected, expected)

    def look_for_offer(self, person: int) -> None:
        spot = Spot.objects.filter(session=self.session, client_id=self.people[person].client_id).first()
        if spot is not None and spot.hold_id is not None:
            self.holds[person] = spot.hold_id

    def book(self, person: int) -> None:
        confirmed = confirm_hold(self.people[person], hold_id=self.holds[person], now=self.at)
        self.bookings[person] = confirmed.booking_id

    @rule(person=who)
    def release(self, person: int) -> None:
        self.look_for_offer(person)
        if person not in self.holds or self.model.claims.get(person, self.at) is None:
            return
        assert self.code(lambda: release_hold(self.people[person], hold_id=self.holds[person], now=self.at)) == ""
        if self.model.claims.pop(person, None) is not None:
            self.model.settle(self.at)

    @rule(choice=who)
    def cancel(self, choice: int) -> None:
        """Cancels the newest booking of somebody who ever had one."""
        if not self.bookings:
            return
        person = sorted(self.bookings)[choice % len(self.bookings)]
        is_booked = person in self.model.claims and self.model.claims[person] is None
        said = self.code(lambda: cancel_booking(self.people[person], booking_id=self.bookings[person], now=self.at))
        assert said == ("" if is_booked else "already_cancelled")
        if is_booked:
            del self.model.claims[person]
            self.model.credits[person] += 1
            self.model.settle(self.at)

    @rule(person=who)
    def join(self, person: int) -> None:
        with clock.at(self.at):
            joined = join_waitlist(self.people[person], session_id=self.session.pk, now=self.at)
        expected = self.model.join(person, self.at)
        assert joined.is_new == (expected == "joined")
        assert (joined.refusal is not None) == (expected in {"already", "session_not_full"})
        if person in self.model.waiting:
            assert joined.position == self.model.waiting.index(person) + 1

    @rule(people=st.lists(who, min_size=2, max_size=3, unique=True))
    def some_join(self, people: list[int]) -> None:
        """Most of what can go wrong in a queue needs two in it."""
        for person in people:
            self.join(person)

    @rule(person=who)
    def leave(self, person: int) -> None:
        if person not in self.model.waiting:
            return
        assert self.code(lambda: leave_waitlist(self.people[person], session_id=self.session.pk, now=self.at)) == ""
        self.model.waiting.remove(person)
        self.model.settle(self.at)

    @rule(capacity=st.integers(1, 4))
    def change_capacity(self, capacity: int) -> None:
        said = self.code(lambda: set_capacity(self.boss, session_id=self.session.pk, capacity=capacity, now=self.at))
        occupied = self.model.capacity - self.model.free(self.at)
        assert said == ("capacity_below_occupied" if capacity < min(occupied, self.model.capacity) else "")
        if not said and capacity != self.model.capacity:
            self.model.capacity = capacity
            self.model.settle(self.at)

    @rule(more=st.integers(-1, 1))
    def fit_capacity(self, more: int) -> None:
        """Off by one is found where there are exactly as many places as are taken."""
        taken = self.model.capacity - self.model.free(self.at)
        self.change_capacity(max(1, taken + more))

    @rule(minutes=st.sampled_from([1, 9, 10, 11, 30, 31, 200]))
    def wait(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @invariant()
    def both_agree(self) -> None:
        if not hasattr(self, "model"):
            return
        number = {person.client_id: index for index, person in enumerate(self.people)}
        spots = Spot.objects.filter(session=self.session)
        assert spots.count() == self.model.capacity
        claimed = [spot for spot in spots if spot.client_id and not spot.is_free(self.at)]
        real = {number[spot.client_id]: spot.expires_at for spot in claimed}
        assert real == {who: until for who, until in self.model.claims.items() if self.model.live(who, self.at)}
        line = WaitlistEntry.objects.filter(session=self.session, status="waiting").order_by("place")
        assert [number[entry.client_id] for entry in line] == self.model.waiting
        ids = [person.client_id for person in self.people if person.client_id]
        has = balances(self.boss, ids, now=self.at)
        assert [has[client_id] for client_id in ids] == self.model.credits
        assert audit_of(self.boss).violations == ()


@pytest.mark.django_db
def test_the_engine_and_the_model_agree(long_run: bool) -> None:
    run_state_machine_as_test(
        Engine,
        settings=settings(
            max_examples=400 if long_run else 60,
            stateful_step_count=25,
            deadline=None,
            # To shrink 25 steps, each a dozen statements, takes minutes: only the long run has them.
            phases=tuple(Phase) if long_run else tuple(set(Phase) - {Phase.shrink, Phase.explain}),
            suppress_health_check=list(HealthCheck),
        ),
    )
