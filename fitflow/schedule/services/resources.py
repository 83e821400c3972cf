"""What occupies a trainer. The resource's row is the lock; one rule decides; a trigger repeats it (P3)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.core.actor import Actor
from fitflow.core.errors import Refused
from fitflow.schedule.models import Resource, ResourceClaim, Session
from fitflow.schedule.queries.resources import Occupied, conflicts_of


class TrainerBusy(Refused):
    """The trainer has something else then. `conflicts` names it; staff may go on with a reason."""

    status, code = 409, "trainer_busy"


def lock_resources(actor: Actor, trainer_ids: Iterable[UUID]) -> dict[UUID, Resource]:
    """The resources of these trainers, locked in id order; made when missing."""
    wanted = set(trainer_ids)
    missing = wanted - set(Resource.objects.filter(trainer_id__in=wanted).values_list("trainer_id", flat=True))
    Resource.objects.bulk_create(
        [Resource(organization_id=actor.organization_id, trainer_id=trainer_id) for trainer_id in missing],
        ignore_conflicts=True,
    )
    rows = Resource.objects.filter(trainer_id__in=wanted).order_by("pk").select_for_update(no_key=True)
    return {resource.trainer_id: resource for resource in rows}


def occupy(resource: Resource, session: Session, *, override_reason: str = "") -> None:
    """Puts the session on the locked resource, or moves it there. Raises TrainerBusy before it writes."""
    if not override_reason:
        conflicts = what_overlaps(resource, starts_at=session.starts_at, ends_at=session.ends_at, but_for=session.pk)
        if conflicts:
            names = ", ".join(conflict.title for conflict in conflicts)
            raise TrainerBusy(
                _("The trainer is busy then: %(what)s.") % {"what": names}, conflicts=[named(one) for one in conflicts]
            )
    values = {
        "resource_id": resource.pk,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "override_reason": override_reason,
        "organization_id": session.organization_id,
    }
    ResourceClaim.objects.update_or_create(session_id=session.pk, defaults=values)


def what_overlaps(
    resource: Resource, *, starts_at: datetime, ends_at: datetime, but_for: UUID | None = None
) -> list[Occupied]:
    """What already occupies the resource in [starts_at, ends_at), without one session."""
    wanted = [("it", starts_at, ends_at)]
    return list(conflicts_of(resource.trainer_id, wanted, but_for=[but_for] if but_for else ()).get("it", ()))


def release_resource(session_id: UUID) -> None:
    """The session no longer occupies anybody."""
    ResourceClaim.objects.filter(session_id=session_id).delete()


def named(conflict: Occupied) -> dict[str, str | None]:
    """A conflict as the API tells it."""
    return {
        "session": str(conflict.session_id) if conflict.session_id else None,
        "title": conflict.title,
        "starts_at": conflict.starts_at.isoformat(),
        "ends_at": conflict.ends_at.isoformat(),
    }
