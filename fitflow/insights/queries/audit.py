"""The proof an owner can look at: how many bookings were checked, and what was found wrong."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise as Words

from fitflow.booking.queries.access import OVERBOOKED, booking_count, has_more_bookings_than
from fitflow.core.actor import Actor
from fitflow.core.promises import Violation, promises, violations
from fitflow.insights.models import Proof

#: A studio with more bookings is checked by the worker: a million of them take half a minute.
CHECKED_AT_ONCE = 5_000
#: How many of the rows that break a rule are kept and named; all are counted.
NAMED = 1_000


@dataclass(frozen=True)
class Audit:
    """What the audits of all apps found in a studio."""

    bookings_checked: int
    broken: Mapping[str, int]
    violations: tuple[Violation, ...]
    checked_at: datetime | None

    @property
    def overbookings(self) -> int:
        return sum(self.broken.get(rule, 0) for rule in OVERBOOKED)

    @property
    def is_clean(self) -> bool:
        return not self.broken

    @property
    def promises(self) -> list[tuple[str | Words, bool]]:
        """Each promise, and whether it is kept."""
        return [(promise.words, promise.rules.isdisjoint(self.broken)) for promise in promises()]


#: The worker has not come by yet.
NOT_YET = Audit(0, {}, (), None)


def audit_of(actor: Actor, *, now: datetime) -> Audit:
    """Checks the studio's rows against every promise of every app."""
    found = violations()
    broken = Counter(violation.rule for violation in found)
    return Audit(booking_count(actor), broken, found[:NAMED], now)


def is_checked_at_once(actor: Actor) -> bool:
    """Whether the studio is so small that a page can wait for its check."""
    return not has_more_bookings_than(actor, CHECKED_AT_ONCE)


def latest_audit(actor: Actor, *, now: datetime) -> Audit:
    """Of a small studio what is found now, of a big one what the worker found last."""
    return audit_of(actor, now=now) if is_checked_at_once(actor) else kept_audit(actor)


def kept_audit(actor: Actor) -> Audit:
    """What the worker found last."""
    kept = Proof.objects.filter(organization_id=actor.organization_id).first()
    if kept is None:
        return NOT_YET
    named = tuple(Violation(rule, UUID(entity_id)) for rule, entity_id in kept.violations)
    return Audit(kept.bookings, kept.broken, named, kept.checked_at)
