"""What is expected of each line, and what is known to grow: why, and what would mend it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bench.growth.measure import Taken, Target
from bench.growth.studios import BIG, TWIN

#: A line may take so many times what it takes in the smallest world.
BAR = 1.2
SMALLEST: Target = ("S", TWIN)
#: Below, one request to the next differs by more: so many milliseconds more are no growth.
NOISE_MS = 1.0


@dataclass(frozen=True)
class Reason:
    """A line that grows: up to how many times, why, and what would mend it."""

    limit: float
    why: str


#: Of a big studio against the smallest world. docs/guide/performance.md says what would mend each.
GROWS: dict[str, Reason] = {
    "week list": Reason(1.4, "classes of the big studio are full, in the smallest world one place in forty is taken"),
    "schedule page, member": Reason(1.4, "the same"),
    "own bookings": Reason(1.4, "the same"),
    "calendar feed (ICS)": Reason(1.6, "half as many entries again are written"),
    "audit trail, a day a year ago": Reason(1.6, "on that day less happened in the smallest world"),
    "client search, many": Reason(10, "LIKE reads every name"),
    "client search, few": Reason(10, "LIKE reads every name"),
    "client search, nobody": Reason(10, "LIKE reads every name"),
    "somebody to add": Reason(6, "LIKE reads every name"),
}


@dataclass(frozen=True)
class Judged:
    """One line in one studio against the smallest world."""

    line: str
    target: Target
    taken: Taken
    smallest: Taken

    @property
    def ratio(self) -> float:
        return self.taken.median / self.smallest.median

    @property
    def is_level(self) -> bool:
        return not self.taken.is_too_slow and (
            self.ratio <= BAR or self.taken.median - self.smallest.median <= NOISE_MS
        )

    @property
    def verdict(self) -> str:
        reason = GROWS.get(self.line)
        if self.is_level:
            return "ok"
        if reason and self.target[1] == BIG and self.ratio <= reason.limit:
            return f"known: {reason.why}"
        return "GREW"

    def words(self) -> str:
        world, studio = self.target
        took = "too slow" if self.taken.is_too_slow else f"{self.taken.median:.1f} / {self.taken.p95:.1f}"
        cpu = f"{self.smallest.database_ms:.1f} -> {self.taken.database_ms:.1f}"
        small = f"{self.smallest.median:.1f} / {self.smallest.p95:.1f}"
        return (
            f"{self.line:<34} {world} {studio:<5} {small:>14} -> {took:>16} ms {self.ratio:>7.2f}"
            f"   p95 {self.taken.p95 / self.smallest.p95:>6.2f}   database {cpu:>16} ms   {self.verdict}"
        )


def judged(line: str, found: Mapping[Target, Taken]) -> Iterator[Judged]:
    """Every studio against the smallest."""
    for target, taken in found.items():
        yield Judged(line, target, taken, found[SMALLEST])
