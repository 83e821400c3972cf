"""What fits on a resource: how many run at one moment counts, not how many touch (docs/design.md section 6, P3).

The database decides the same again in `sql/walls.sql`; a test holds both against each other.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Generic, TypeVar

from fitflow.schedule.models import Session

K = TypeVar("K", bound=Hashable)
NO_BUFFER = timedelta()


@dataclass(frozen=True)
class Claim(Generic[K]):
    """A stretch [starts_at, ends_at) of a resource. An exclusive claim leaves no room for any other.

    `before` and `after` are its buffers: the resource is busy in them, and they may lie over the buffers of others.
    `over`: the claims it was put over; it is excused against these, and in the way of whatever comes later.
    """

    key: K
    starts_at: datetime
    ends_at: datetime
    weight: int = 1
    exclusive: bool = False
    before: timedelta = NO_BUFFER
    after: timedelta = NO_BUFFER
    over: frozenset[Hashable] = frozenset()

    @property
    def busy_from(self) -> datetime:
        return self.starts_at - self.before

    @property
    def busy_until(self) -> datetime:
        return self.ends_at + self.after

    def is_busy_during(self, start: datetime, end: datetime) -> bool:
        """Whether it is busy at some moment of [start, end)."""
        return self.busy_from < end and start < self.busy_until

    def overlaps(self, other: "Claim[Any]") -> bool:
        """Whether one runs while the other is busy; back to back they do not, nor where buffer lies on buffer."""
        return self.is_busy_during(other.starts_at, other.ends_at) or other.is_busy_during(self.starts_at, self.ends_at)


@dataclass(frozen=True)
class Conflict:
    """Why a claim does not fit: the load it would make, the capacity, and the claims in its way (earliest first)."""

    peak: int
    capacity: int
    claims: tuple[Claim[Any], ...]


@dataclass(frozen=True)
class Moment:
    """A stretch of time in which the load stays the same."""

    start: datetime
    end: datetime
    load: int


def session_claim(key: K, kind: str, starts_at: datetime, ends_at: datetime) -> Claim[K]:
    """What a session asks of its trainer: a personal one may run beside others, any other has the trainer alone."""
    return Claim(key, starts_at, ends_at, exclusive=kind != Session.Kind.PERSONAL)


def conflict_with(candidate: Claim[Any], existing: Iterable[Claim[Any]], *, capacity: int) -> Conflict | None:
    """Why a claim does not fit among the others, if so. Its own row (same key) is left out, so that it can move."""
    excused = {candidate.key, *candidate.over}
    near = [
        claim
        for claim in existing
        if claim.key not in excused and claim.is_busy_during(candidate.busy_from, candidate.busy_until)
    ]
    near.sort(key=lambda claim: (claim.starts_at, claim.ends_at))
    moments = busy_moments([*near, candidate], candidate.busy_from, candidate.busy_until)
    overfull = [moment for moment in moments if moment.load > capacity]
    in_the_way = tuple(
        claim
        for claim in near
        if (claim.exclusive or candidate.exclusive)
        and claim.overlaps(candidate)
        or any(claim.is_busy_during(moment.start, moment.end) for moment in overfull)
    )
    if in_the_way or overfull:
        return Conflict(max(moment.load for moment in moments), capacity, in_the_way)
    return None


def busy_moments(claims: Iterable[Claim[Any]], start: datetime, end: datetime) -> list[Moment]:
    """The load at each moment of [start, end) at which at least one claim runs: where buffers are alone, it is free."""
    changes: dict[datetime, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for claim in claims:
        for at, weight, running in (
            (claim.busy_from, claim.weight, 0),
            (claim.busy_until, -claim.weight, 0),
            (claim.starts_at, 0, 1),
            (claim.ends_at, 0, -1),
        ):
            within = min(max(at, start), end)
            load, count = changes[within]
            changes[within] = load + weight, count + running
    moments, load, running = [], 0, 0
    for at, until in pairwise(sorted(changes)):
        load, running = load + changes[at][0], running + changes[at][1]
        if running:
            moments.append(Moment(at, until, load))
    return moments


class Occupancy:
    """The claims on one resource in order, so that a long list of wanted claims is judged quickly."""

    def __init__(self, claims: Iterable[Claim[Any]], *, capacity: int) -> None:
        self.capacity = capacity
        self._claims: list[Claim[Any]] = []
        self._longest = NO_BUFFER
        for claim in claims:
            self.add(claim)

    def add(self, claim: Claim[Any]) -> None:
        insort(self._claims, claim, key=lambda one: one.busy_from)
        self._longest = max(self._longest, claim.busy_until - claim.busy_from)

    def conflict_with(self, candidate: Claim[Any]) -> Conflict | None:
        """Why a claim does not fit among those there are. Only those that could reach it are looked at."""
        first, last = self._index(candidate.busy_from - self._longest), self._index(candidate.busy_until)
        return conflict_with(candidate, self._claims[first:last], capacity=self.capacity)

    def _index(self, at: datetime) -> int:
        return bisect_left(self._claims, at, key=lambda claim: claim.busy_from)
