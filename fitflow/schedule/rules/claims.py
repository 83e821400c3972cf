"""Peak concurrency on a resource: how many run at one moment counts, not how many touch.

docs/design.md section 6, promise P3.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Claim:
    """A stretch [starts_at, ends_at) of a resource. An exclusive claim leaves no room for any other."""

    key: UUID
    starts_at: datetime
    ends_at: datetime
    weight: int = 1
    exclusive: bool = False

    def overlaps(self, other: "Claim") -> bool:
        """Whether they share a moment; back to back they do not."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True)
class Conflict:
    """Why a claim does not fit: the load it would make, the capacity, and the claims in its way (earliest first)."""

    peak: int
    capacity: int
    claims: tuple[Claim, ...]


def peak_load(claims: Iterable[Claim]) -> int:
    """The largest sum of weights at one moment."""
    load = peak = 0
    for _at, change in sorted(_steps(claims)):
        load += change
        peak = max(peak, load)
    return peak


def conflict_with(candidate: Claim, existing: Iterable[Claim], *, capacity: int = 1) -> Conflict | None:
    """Why a claim does not fit among the others, if so. Its own row (same key) is left out, so that it can move."""
    near = [claim for claim in existing if claim.key != candidate.key and claim.overlaps(candidate)]
    near.sort(key=lambda claim: (claim.starts_at, claim.ends_at, claim.key))
    peak = peak_load([*(_clipped(claim, candidate) for claim in near), candidate])
    in_the_way = [
        claim
        for claim in near
        if candidate.exclusive or claim.exclusive or _is_overfull(claim, candidate, near, capacity)
    ]
    if in_the_way or peak > capacity:
        return Conflict(peak, capacity, tuple(in_the_way))
    return None


def _is_overfull(claim: Claim, candidate: Claim, near: list[Claim], capacity: int) -> bool:
    """Whether the resource is over capacity at some moment of this claim, with the candidate added."""
    during = _clipped(claim, candidate)
    others = [_clipped(other, during) for other in near if other.overlaps(during)]
    return peak_load([*others, _clipped(candidate, during)]) > capacity


def _clipped(claim: Claim, window: Claim) -> Claim:
    start, end = max(claim.starts_at, window.starts_at), min(claim.ends_at, window.ends_at)
    return Claim(claim.key, start, end, claim.weight, claim.exclusive)


def _steps(claims: Iterable[Claim]) -> Iterable[tuple[datetime, int]]:
    """Load goes down before it goes up at the same instant: the sort puts the negative change first."""
    for claim in claims:
        yield claim.starts_at, claim.weight
        yield claim.ends_at, -claim.weight
