"""What should be true of two classes and five people, in as few words as possible: the model the engine is held to."""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from fitflow.booking.rules.offers import OfferSettings, offer_deadline
from fitflow.core.actor import Studio

HOLD, GRACE, REAL_MOVE, OFFERED_UNTIL = (timedelta(minutes=minutes) for minutes in (10, 5, 15, 15))
ALL_BACK, HALF_BACK = timedelta(hours=24), timedelta(hours=12)
LENGTH = timedelta(hours=1)


class No(Exception):
    """The code of a refusal; nothing has changed."""


@dataclass(frozen=True)
class BookedSpot:
    """A booking, as its refund is judged. `counts_from`: the earlier start, when it was moved here late (CON-15).

    `agreed`: the start that was booked. Moves are counted from it, however small each of them is.
    """

    at: datetime
    agreed: datetime
    counts_from: datetime | None = None


@dataclass
class Class:
    """A class: who has a spot until when, who has booked, who waits in order, and whether the studio moved it.

    `shown` is the start that whoever has a spot was shown, `offered` who has it by an offer, `ordinals` the order of
    joining.
    """

    starts_at: datetime
    capacity: int
    holds: dict[int, datetime] = field(default_factory=dict)
    booked: dict[int, BookedSpot] = field(default_factory=dict)
    waiting: list[int] = field(default_factory=list)
    moved_at: datetime | None = None
    shown: dict[int, datetime] = field(default_factory=dict)
    offered: set[int] = field(default_factory=set)
    ordinals: dict[int, int] = field(default_factory=dict)

    def keep(self, person: int, until: datetime, *, offered: bool) -> None:
        self.holds[person], self.shown[person] = until, self.starts_at
        self.offered = self.offered | {person} if offered else self.offered - {person}

    def held(self, person: int, at: datetime) -> bool:
        return person in self.holds and self.holds[person] > at

    def occupied(self, at: datetime) -> int:
        return len(self.booked) + sum(until > at for until in self.holds.values())

    def free(self, at: datetime) -> int:
        return self.capacity - self.occupied(at)

    def is_open(self, at: datetime) -> bool:
        return at < self.starts_at

    def meets(self, other: "Class") -> bool:
        return abs(self.starts_at - other.starts_at) < LENGTH

    def percent(self, person: int, at: datetime) -> int:
        """What comes back: all of it after a real move, a mis-tap, or a day before; half until twelve hours before."""
        spot = self.booked[person]
        if self.moved_at is not None and spot.at <= self.moved_at:
            return 100
        if abs(self.starts_at - spot.agreed) > REAL_MOVE:
            return 100
        if spot.counts_from is None and at <= spot.at + GRACE:
            return 100
        left = (spot.counts_from or self.starts_at) - at
        return 100 if left > ALL_BACK else 50 if left >= HALF_BACK else 0


@dataclass
class Model:
    """Two classes that cost a credit each, and the credits people have."""

    studio: Studio
    classes: list[Class]
    credits: list[Decimal]

    def busy(self, person: int, number: int) -> bool:
        """Booked in the other class, at the same time."""
        here, there = self.classes[number], self.classes[1 - number]
        return person in there.booked and here.meets(there)

    def settle(self, number: int, at: datetime) -> None:
        here = self.classes[number]
        here.holds = {person: until for person, until in here.holds.items() if until > at}
        for person in here.offered & set(here.holds):  # Whoever cannot take it any more waits again.
            if self.credits[person] < 1 or self.busy(person, number):
                del here.holds[person]
                here.waiting = sorted([*here.waiting, person], key=lambda one: here.ordinals[one])
        if at >= here.starts_at + OFFERED_UNTIL:
            return
        for person in list(here.waiting):
            if here.free(at) and self.credits[person] >= 1 and not self.busy(person, number):
                here.waiting.remove(person)
                settings = OfferSettings.of(self.studio.settings)
                here.keep(person, offer_deadline(at, here.starts_at, self.studio.zone, settings), offered=True)

    def look_again(self, at: datetime, *people: int) -> None:
        """Wherever they wait they may have a chance now; where a spot is kept for them they may have lost it."""
        for number, one in enumerate(self.classes):
            if set(people) & set(one.waiting) or any(one.held(person, at) for person in people):
                self.settle(number, at)

    def hold(self, number: int, person: int, at: datetime) -> str:
        here = self.classes[number]
        if person in here.booked:
            raise No("already_booked")
        if here.held(person, at):
            return "same"
        if not here.is_open(at):
            raise No("not_open")
        if self.credits[person] < 1:
            raise No("no_entitlement")
        if here.waiting and here.free(at):
            self.settle(number, at)
        if here.held(person, at):
            return "same"
        return self.claim(here, person, at)

    def claim(self, here: Class, person: int, at: datetime) -> str:
        if not here.free(at):
            raise No("session_full")
        here.keep(person, at + HOLD, offered=False)
        if person in here.waiting:
            here.waiting.remove(person)
        return "held"

    def confirm(self, number: int, person: int, at: datetime, *, has_looked: bool = False) -> None:
        """`has_looked`: they were shown the class again just now."""
        here, there = self.classes[number], self.classes[1 - number]
        if not here.held(person, at):
            raise No("hold_expired")
        if self.busy(person, number):
            raise No("overlapping_booking")
        if self.credits[person] < 1:
            raise No("no_entitlement")
        if here.shown[person] != here.starts_at and not has_looked:
            raise No("terms_changed")
        del here.holds[person]
        here.booked[person] = BookedSpot(at, here.starts_at)
        self.credits[person] -= 1
        if there.held(person, at) and person in there.offered:
            self.settle(1 - number, at)

    def release(self, number: int, person: int, at: datetime) -> None:
        if self.classes[number].holds.pop(person, None) is not None:
            self.settle(number, at)

    def cancel(self, number: int, person: int, at: datetime) -> int:
        here = self.classes[number]
        if person not in here.booked:
            raise No("already_cancelled")
        if at >= here.starts_at:
            raise No("not_cancellable")
        percent = here.percent(person, at)
        del here.booked[person]
        self.credits[person] += Decimal(percent) / 100
        self.settle(number, at)
        self.look_again(at, person)
        return percent

    def reschedule(self, number: int, person: int, at: datetime) -> None:
        """From this class to the other, all or nothing; a late move is judged by the earlier start from then on."""
        after = deepcopy(self)
        here, there = after.classes[number], after.classes[1 - number]
        if person not in here.booked or at >= here.starts_at:
            raise No("not_cancellable")
        was_late = here.percent(person, at) < 100
        spot = here.booked.pop(person)
        after.credits[person] += 1
        after.hold(1 - number, person, at)
        after.confirm(1 - number, person, at)
        if was_late:
            earlier = min(spot.counts_from or here.starts_at, there.starts_at)
            there.booked[person] = BookedSpot(at, there.starts_at, counts_from=earlier)
        after.settle(number, at)
        after.look_again(at, person)
        self.classes, self.credits = after.classes, after.credits

    def join(self, number: int, person: int, at: datetime) -> str:
        self.settle(number, at)
        here = self.classes[number]
        if person in here.waiting:
            return "same"
        if at >= here.starts_at + OFFERED_UNTIL:
            raise No("waitlist_closed")
        if person in here.booked:
            raise No("already_booked")
        if here.held(person, at):
            raise No("already_held")
        if not here.is_open(at):
            raise No("not_open")
        if here.free(at):
            raise No("session_not_full")
        here.waiting.append(person)
        here.ordinals[person] = 1 + max(here.ordinals.values(), default=0)
        return "joined"

    def leave(self, number: int, person: int, at: datetime) -> None:
        self.classes[number].waiting.remove(person)
        self.settle(number, at)

    def resize(self, number: int, capacity: int, at: datetime) -> None:
        here = self.classes[number]
        if capacity == here.capacity:
            return
        if capacity < here.occupied(at):
            raise No("capacity_below_occupied")
        here.capacity = capacity
        self.settle(number, at)

    def move(self, number: int, starts_at: datetime, at: datetime) -> None:
        here = self.classes[number]
        if at >= here.starts_at:
            raise No("wrong_status")
        if starts_at <= at:
            raise No("invalid")
        if abs(starts_at - here.starts_at) > REAL_MOVE:
            here.moved_at = at
        here.starts_at = starts_at
        if here.waiting or any(until > at for until in here.holds.values()):
            self.settle(number, at)
        self.look_again(at, *here.booked)
