"""What already occupies a resource: one query for a whole list of wanted times, then the rule decides for each."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.schedule.models import LONGEST_CLAIM, Resource, ResourceClaim, Session
from fitflow.schedule.rules.claims import Claim, Occupancy

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Occupied:
    """What stands in the way, as people read it."""

    session_id: UUID | None
    title: str
    starts_at: datetime
    ends_at: datetime


def claims_on(resource_ids: Collection[UUID], start: datetime, end: datetime) -> list[ResourceClaim]:
    """The claims on some resources that are busy at some moment of [start, end)."""
    rows = ResourceClaim.objects.filter(
        resource_id__in=resource_ids, busy_from__lt=end, busy_from__gt=start - LONGEST_CLAIM, busy_until__gt=start
    )  # fmt: skip
    return list(rows.select_related("session__class_type").order_by("busy_from", "pk"))


def conflicts_of(
    trainer_id: UUID, wanted: Sequence[Claim[K]], *, but_for: Collection[UUID] = ()
) -> dict[K, tuple[Occupied, ...]]:
    """For each wanted claim that a trainer has no room for: what is in its way, earlier wanted ones included.

    `but_for`: sessions whose own claims do not count, because they move.
    """
    if not wanted:
        return {}
    trainer = Resource.objects.filter(trainer_id=trainer_id).first() or Resource(trainer_id=trainer_id)
    start, end = min(one.busy_from for one in wanted), max(one.busy_until for one in wanted)
    rows = [row for row in claims_on([trainer.pk], start, end) if row.session_id not in set(but_for)]
    named: dict[Hashable, Occupied] = {row.pk: occupied(row) for row in rows}
    taken = Occupancy(map(as_claim, rows), capacity=trainer.capacity)
    found: dict[K, tuple[Occupied, ...]] = {}
    for candidate in sorted(wanted, key=lambda one: one.busy_from):
        conflict = taken.conflict_with(candidate)
        if conflict is not None:
            found[candidate.key] = tuple(named[claim.key] for claim in conflict.claims)
            continue
        title = _("another session of this list")
        named[candidate.key] = Occupied(None, title, candidate.starts_at, candidate.ends_at)
        taken.add(candidate)
    return found


def as_claim(row: ResourceClaim) -> Claim[UUID]:
    """A row as the rule knows it."""
    return Claim(
        row.pk, row.starts_at, row.ends_at, row.weight, row.exclusive,
        before=row.starts_at - row.busy_from, after=row.busy_until - row.ends_at, over=frozenset(row.over),
    )  # fmt: skip


def occupied(row: ResourceClaim) -> Occupied:
    title = row.session.title if row.session else _("blocked time")
    return Occupied(row.session_id, title, row.starts_at, row.ends_at)


def stays_put(session: Session, trainer_id: UUID, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether trainer and time are those the session has: then there is nothing to decide about its claim."""
    return (session.trainer_id, session.starts_at, session.ends_at) == (trainer_id, starts_at, ends_at)
