"""What a new owner ticks off."""

from datetime import datetime

from fitflow.core import events
from fitflow.core.actor import Actor, Role
from fitflow.core.db import in_transaction
from fitflow.core.errors import Forbidden
from fitflow.insights.events import ChecklistDismissed, StudioShared
from fitflow.insights.models import Checklist


@in_transaction
def note_shared(actor: Actor, *, now: datetime) -> None:
    """The public page was shown to people."""
    _require_admin(actor)
    _tick(actor, "shared_at", now)
    events.record(actor, StudioShared(actor.organization_id), now=now)


@in_transaction
def dismiss_checklist(actor: Actor, *, now: datetime) -> None:
    """Nobody of the studio sees the check-list any more."""
    _require_admin(actor)
    _tick(actor, "dismissed_at", now)
    events.record(actor, ChecklistDismissed(actor.organization_id), now=now)


def _tick(actor: Actor, name: str, now: datetime) -> None:
    """In the one row of the studio, also when two people tick at once."""
    ticked = Checklist(organization_id=actor.organization_id, **{name: now})
    Checklist.objects.bulk_create(
        [ticked], update_conflicts=True, unique_fields=["organization_id"], update_fields=[name]
    )


def _require_admin(actor: Actor) -> None:
    if not actor.can(Role.ADMIN):
        raise Forbidden
