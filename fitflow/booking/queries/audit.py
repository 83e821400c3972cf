"""The proof an owner can look at: how many bookings were checked, and what was found wrong."""

from dataclasses import dataclass
from uuid import UUID

from fitflow.booking.models import Booking
from fitflow.core.actor import Actor
from fitflow.core.db import rows

OVERBOOKED = {"session_not_overbooked", "place_names_a_live_booking", "live_booking_has_its_place"}


@dataclass(frozen=True)
class Violation:
    """A promise that the rows do not keep."""

    rule: str
    entity_id: UUID


@dataclass(frozen=True)
class Audit:
    """What the audit query found in a studio."""

    bookings_checked: int
    violations: tuple[Violation, ...]

    @property
    def overbookings(self) -> int:
        return sum(violation.rule in OVERBOOKED for violation in self.violations)

    @property
    def is_clean(self) -> bool:
        return not self.violations


def audit_of(actor: Actor) -> Audit:
    """Checks every booking of the studio against places, ledger and events (sql/audit.sql)."""
    checked = Booking.objects.filter(organization_id=actor.organization_id).count()
    found = rows("SELECT rule, entity_id FROM audit_bookings()", [])
    return Audit(checked, tuple(Violation(**row) for row in found))
