"""The proof an owner can look at: how many bookings were checked, and what was found wrong."""

from dataclasses import dataclass

from django.utils.functional import Promise as Words

from fitflow.booking.queries.access import OVERBOOKED, booking_count
from fitflow.core.actor import Actor
from fitflow.core.promises import Violation, promises, violations


@dataclass(frozen=True)
class Audit:
    """What the audits of all apps found in a studio."""

    bookings_checked: int
    violations: tuple[Violation, ...]

    @property
    def overbookings(self) -> int:
        return sum(violation.rule in OVERBOOKED for violation in self.violations)

    @property
    def is_clean(self) -> bool:
        return not self.violations

    @property
    def promises(self) -> list[tuple[str | Words, bool]]:
        """Each promise, and whether it is kept."""
        broken = {violation.rule for violation in self.violations}
        return [(promise.words, broken.isdisjoint(promise.rules)) for promise in promises()]


def audit_of(actor: Actor) -> Audit:
    """Checks the studio's rows against every promise of every app."""
    return Audit(booking_count(actor), violations())
