"""What already occupies a trainer: one query for a whole list of wanted times, then the rule decides for each."""

from bisect import bisect_left
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.core.ids import new_id
from fitflow.schedule.models import ResourceClaim
from fitflow.schedule.rules.claims import Claim, conflict_with

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Occupied:
    """What stands in the way."""

    session_id: UUID | None
    title: str
    starts_at: datetime
    ends_at: datetime


def claims_on(
    trainer_id: UUID, start: datetime, end: datetime, *, but_for: Collection[UUID] = ()
) -> list[ResourceClaim]:
    """The claims on a trainer in [start, end) that count, without those of some sessions."""
    rows = ResourceClaim.objects.filter(
        resource__trainer_id=trainer_id, starts_at__lt=end, ends_at__gt=start, override_reason=""
    )
    found = rows.select_related("session__class_type").order_by("starts_at", "pk")
    return [row for row in found if row.session_id is None or row.session_id not in but_for]


def conflicts_of(
    trainer_id: UUID, wanted: Sequence[tuple[K, datetime, datetime]], *, but_for: Collection[UUID] = ()
) -> dict[K, tuple[Occupied, ...]]:
    """For each wanted (key, start, end) that does not fit: what is in its way, earlier wanted ones included."""
    if not wanted:
        return {}
    start, end = min(row[1] for row in wanted), max(row[2] for row in wanted)
    named = {claim.pk: occupied(claim) for claim in claims_on(trainer_id, start, end, but_for=set(but_for))}
    taken = [Claim(key, one.starts_at, one.ends_at, exclusive=True) for key, one in named.items()]
    longest = max([row[2] - row[1] for row in wanted] + [one.ends_at - one.starts_at for one in taken])
    found: dict[K, tuple[Occupied, ...]] = {}
    for key, starts_at, ends_at in sorted(wanted, key=lambda row: row[1]):
        candidate = Claim(new_id(), starts_at, ends_at, exclusive=True)
        conflict = conflict_with(candidate, near(taken, candidate, longest))
        if conflict is not None:
            found[key] = tuple(named[claim.key] for claim in conflict.claims)
            continue
        named[candidate.key] = Occupied(None, _("another session of this list"), starts_at, ends_at)
        taken.insert(bisect_left(taken, starts_at, key=lambda claim: claim.starts_at), candidate)
    return found


def near(taken: list[Claim], candidate: Claim, longest: timedelta) -> Iterable[Claim]:
    """Those of the sorted claims that could reach the candidate."""
    first = bisect_left(taken, candidate.starts_at - longest, key=lambda claim: claim.starts_at)
    last = bisect_left(taken, candidate.ends_at, key=lambda claim: claim.starts_at)
    return taken[first:last]


def occupied(row: ResourceClaim) -> Occupied:
    title = row.session.title if row.session else _("blocked time")
    return Occupied(row.session_id, title, row.starts_at, row.ends_at)
