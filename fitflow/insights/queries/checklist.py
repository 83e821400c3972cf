"""How far a new studio has come: what its rows say, and what somebody ticked."""

from dataclasses import dataclass
from datetime import datetime

from fitflow.core.actor import Actor, Role
from fitflow.core.db import one_row
from fitflow.insights.models import Checklist
from fitflow.organizations.queries.clients import clients_of
from fitflow.organizations.queries.staff import trainers_of
from fitflow.schedule.queries.class_types import class_types_of
from fitflow.schedule.queries.series import live_series
from fitflow.schedule.queries.sessions import runnable


@dataclass(frozen=True)
class Progress:
    """The steps from an empty studio to one that people book."""

    has_trainer: bool
    has_class_type: bool
    has_sessions: bool
    has_clients: bool
    is_shared: bool

    @property
    def is_done(self) -> bool:
        return self.has_trainer and self.has_class_type and self.has_sessions and self.has_clients and self.is_shared


def progress_of(actor: Actor, *, now: datetime) -> Progress | None:
    """For owners and admins, until everything is done or they do not want to see it: None from then on."""
    if not actor.can(Role.ADMIN):
        return None
    ticked = Checklist.objects.visible_to(actor).first()
    if ticked and ticked.dismissed_at:
        return None
    found = Progress(
        has_trainer=trainers_of(actor).exists(),
        has_class_type=class_types_of(actor).exists(),
        has_sessions=live_series(actor, now).exists() or runnable(actor).exists(),
        has_clients=clients_of(actor).exists(),
        is_shared=bool(ticked and ticked.shared_at) or has_members(actor),
    )
    return None if found.is_done else found


def has_members(actor: Actor) -> bool:
    """Whether somebody found the studio's page: a client has signed in."""
    sql = "SELECT EXISTS (SELECT FROM organizations_studiorole WHERE organization_id = %s AND role = 'client') AS found"
    row = one_row(sql, [actor.organization_id])
    return bool(row and row["found"])
