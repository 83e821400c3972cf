"""The proof an owner can look at: how many bookings were checked, and what was found wrong."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fitflow.booking.models import Booking
from fitflow.core.actor import Actor
from fitflow.core.db import rows

OVERBOOKED = {"session_not_overbooked", "spot_names_a_live_booking", "live_booking_has_its_spot"}
#: What is checked, as people say it, and the rules of sql/audit.sql behind it.
PROMISES: tuple[tuple[str | Promise, frozenset[str]], ...] = (
    (
        _("No session has more people than places."),
        frozenset({"session_has_its_spots", "session_not_overbooked"}),
    ),
    (
        _("Every booking has a place of its own."),
        frozenset({"live_booking_has_its_spot", "spot_names_a_live_booking"}),
    ),
    (
        _("Every held or offered place is kept for one person."),
        frozenset({"spot_and_hold_agree", "active_hold_has_its_spot", "offer_has_its_spot"}),
    ),
    (_("Nobody waits beside a free place."), frozenset({"nobody_waits_beside_a_free_spot"})),
    (
        _("Nobody is in two sessions at once."),
        frozenset({"booking_is_when_its_session_is", "bookings_of_a_client_do_not_overlap"}),
    ),
    (
        _("Every credit is accounted for, and every booking paid once."),
        frozenset({"lot_is_the_sum_of_its_entries", "booking_is_paid_once", "refund_is_as_told"}),
    ),
    (
        _("Every booking is in the history, and reached everybody it concerns."),
        frozenset({"booking_has_its_event", "event_reaches_its_consumers"}),
    ),
)


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

    @property
    def promises(self) -> list[tuple[str | Promise, bool]]:
        """Each promise, and whether it is kept."""
        broken = {violation.rule for violation in self.violations}
        return [(words, broken.isdisjoint(rules)) for words, rules in PROMISES]


def audit_of(actor: Actor) -> Audit:
    """Checks every booking of the studio against places, ledger and events (sql/audit.sql)."""
    checked = Booking.objects.filter(organization_id=actor.organization_id).count()
    found = rows("SELECT rule, entity_id FROM audit_bookings()", [])
    return Audit(checked, tuple(Violation(**row) for row in found))
