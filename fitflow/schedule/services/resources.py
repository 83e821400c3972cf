"""What occupies trainers, rooms and equipment. Its row is the lock, one rule decides, a trigger repeats it (P3).

Sessions occupy from publishing until they are cancelled: `occupy` puts them there, `move_claims` follows their moves,
`release_resources` ends it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fitflow.core.actor import Actor
from fitflow.core.errors import Busy
from fitflow.core.ids import new_id
from fitflow.schedule.models import Resource, ResourceClaim, Session
from fitflow.schedule.queries.resources import Occupied, as_claim, claims_on, occupied
from fitflow.schedule.refusals import EquipmentBusy, ResourceBusy, ResourceRetired, RoomBusy, TrainerBusy
from fitflow.schedule.rules.claims import Occupancy, session_claim

TRAINER = Resource.Kind.TRAINER


BUSY: Mapping[Resource.Kind, tuple[type[ResourceBusy], str]] = {
    Resource.Kind.TRAINER: (TrainerBusy, gettext_noop("The trainer is busy then: %(what)s.")),
    Resource.Kind.ROOM: (RoomBusy, gettext_noop("%(name)s is taken then: %(what)s.")),
    Resource.Kind.EQUIPMENT: (EquipmentBusy, gettext_noop("%(name)s is in use then: %(what)s.")),
}


def lock_resources(
    actor: Actor, trainer_ids: Iterable[UUID], *, of_sessions: Collection[UUID] = (), others: Collection[UUID] = ()
) -> dict[UUID, Resource]:
    """Resources, locked in id order: by trainer; rooms and equipment, of some sessions or `others`, by their own id.

    Those of trainers are made when missing.
    """
    wanted = set(trainer_ids)
    missing = wanted - set(Resource.objects.filter(trainer_id__in=wanted).values_list("trainer_id", flat=True))
    Resource.objects.bulk_create(
        [Resource(organization_id=actor.organization_id, trainer_id=trainer_id) for trainer_id in missing],
        ignore_conflicts=True,
    )
    meant = Q(trainer_id__in=wanted) | Q(pk__in=others)
    if of_sessions:
        claims = ResourceClaim.objects.filter(session_id__in=of_sessions)
        meant |= Q(trainer=None, pk__in=claims.values("resource_id"))
    rows = Resource.objects.visible_to(actor).filter(meant).order_by("pk").select_for_update(no_key=True)
    return {resource.trainer_id or resource.pk: resource for resource in rows}


def occupy(resources: Mapping[UUID, Resource], sessions: Collection[Session], *, override_reason: str = "") -> None:
    """Puts sessions that occupied nobody so far on their trainers' locked resources.

    Raises ResourceBusy before it writes.
    """
    rows = [claim_row(locked_one(resources, session.trainer_id), session) for session in sessions]
    write_claims(rows, resources.values(), override_reason=override_reason)


def move_claims(
    resources: Mapping[UUID, Resource], sessions: Collection[Session], *, override_reason: str = ""
) -> None:
    """Puts moved sessions on the locked resources of whoever is their trainer now; their rooms move along.

    A room elsewhere is let go. What stays as it is is not judged again. Raises ResourceBusy before it writes.
    """
    standing: dict[UUID | None, list[ResourceClaim]] = {session.pk: [] for session in sessions}
    for row in ResourceClaim.objects.filter(session_id__in=list(standing)).select_related("resource"):
        standing[row.session_id].append(row)
    wanted: list[ResourceClaim] = []
    replaced: list[UUID] = []
    for session in sessions:
        before = {row.resource_id: row for row in standing[session.pk]}
        kept = [locked_one(resources, session.trainer_id), *rooms_of(session, standing[session.pk], resources)]
        rows = [claim_row(resource, session, before.get(resource.pk)) for resource in kept]
        staying = {row.pk for row in rows if stays(row, before.get(row.resource_id))}
        wanted += [row for row in rows if row.pk not in staying]
        replaced += [row.pk for row in before.values() if row.pk not in staying]
    write_claims(wanted, resources.values(), replaced=replaced, override_reason=override_reason)


def occupy_another(resource: Resource, session: Session, *, weight: int = 1, override_reason: str = "") -> None:
    """Gives a session a locked room or equipment beside its trainer. Raises ResourceBusy before it writes."""
    if not resource.is_active:
        raise ResourceRetired(_("%(name)s is no longer used.") % {"name": resource.name})
    row = claim_row(resource, session)
    row.weight = weight
    write_claims([row], [resource], override_reason=override_reason)


def rooms_of(session: Session, rows: Iterable[ResourceClaim], resources: Mapping[UUID, Resource]) -> Iterable[Resource]:
    """The rooms and equipment that a session has and keeps: where it takes place, or carried along."""
    for row in rows:
        if row.resource.kind != TRAINER and row.resource.location_id in (None, session.location_id):
            yield locked_one(resources, row.resource_id)


def locked_one(resources: Mapping[UUID, Resource], key: UUID) -> Resource:
    """One of the locked resources. What a session has got since they were locked is not among them: Busy."""
    if key not in resources:
        raise Busy(_("Somebody else is changing this session. Try again."), retry_after=1)
    return resources[key]


def claim_row(resource: Resource, session: Session, before: ResourceClaim | None = None) -> ResourceClaim:
    """What a session asks of a resource; where it had a claim, that one at the time of the session."""
    asked = session_claim(new_id(), session.kind, session.starts_at, session.ends_at)
    if before is not None:
        asked = replace(as_claim(before), starts_at=session.starts_at, ends_at=session.ends_at)
    elif resource.kind != TRAINER:
        asked = replace(asked, exclusive=False)  # A room is shared as far as its capacity goes.
    return ResourceClaim(
        pk=asked.key, organization_id=session.organization_id, resource=resource, session=session,
        starts_at=asked.starts_at, ends_at=asked.ends_at, busy_from=asked.busy_from, busy_until=asked.busy_until,
        weight=asked.weight, exclusive=asked.exclusive, over=list(asked.over),
    )  # fmt: skip


def stays(row: ResourceClaim, before: ResourceClaim | None) -> bool:
    """Whether a claim is what it was."""
    return before is not None and as_claim(row) == as_claim(before)


def write_claims(
    rows: list[ResourceClaim],
    resources: Iterable[Resource],
    *,
    replaced: Collection[UUID] = (),
    override_reason: str = "",
) -> None:
    """Judges claims in order of time, then writes them in that order in one statement, in the place of `replaced`.

    With a reason, a claim that does not fit is put over what is in its way, and over nothing else.
    """
    rows.sort(key=lambda row: row.busy_from)
    there = [row for row in claims_during(rows) if row.pk not in set(replaced)]
    rows_by_key = {row.pk: row for row in (*there, *rows)}
    locked = {resource.pk: resource for resource in resources}
    taken = {key: Occupancy((), capacity=resource.capacity) for key, resource in locked.items()}
    for row in there:
        taken[row.resource_id].add(as_claim(row))
    reason = override_reason.strip()
    for row in rows:
        row.over, row.override_reason = [], ""
        conflict = taken[row.resource_id].conflict_with(as_claim(row))
        if conflict is not None and reason:
            row.over, row.override_reason = [claim.key for claim in conflict.claims], reason
            conflict = taken[row.resource_id].conflict_with(as_claim(row))  # It may be too heavy by itself.
        if conflict is not None:
            raise busy(locked[row.resource_id], [occupied(rows_by_key[claim.key]) for claim in conflict.claims])
        taken[row.resource_id].add(as_claim(row))
    if replaced:
        ResourceClaim.objects.filter(pk__in=replaced).delete()
    ResourceClaim.objects.bulk_create(rows)


def claims_during(rows: Collection[ResourceClaim]) -> list[ResourceClaim]:
    """What there is on the same resources while some claims are busy."""
    if not rows:
        return []
    start, end = min(row.busy_from for row in rows), max(row.busy_until for row in rows)
    return claims_on({row.resource_id for row in rows}, start, end)


def release_resources(session_ids: Collection[UUID]) -> None:
    """These sessions occupy nobody and nothing any more."""
    ResourceClaim.objects.filter(session_id__in=session_ids).delete()


def busy(resource: Resource, conflicts: Sequence[Occupied]) -> ResourceBusy:
    """The refusal that names what is in the way."""
    refusal, text = BUSY[Resource.Kind(resource.kind)]
    if not conflicts:
        text = gettext_noop("%(name)s is not enough: its capacity is %(capacity)d.")
    what = ", ".join(one.title for one in conflicts)
    message = _(text) % {"name": resource.name, "what": what, "capacity": resource.capacity}
    return refusal(message, conflicts=[named(one) for one in conflicts])


def named(conflict: Occupied) -> dict[str, str | None]:
    """A conflict as the API tells it."""
    return {
        "session": str(conflict.session_id) if conflict.session_id else None,
        "title": conflict.title,
        "starts_at": conflict.starts_at.isoformat(),
        "ends_at": conflict.ends_at.isoformat(),
    }
