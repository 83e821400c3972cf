"""How far a new studio has come: what its rows say, and what somebody ticked."""

from dataclasses import dataclass
from datetime import datetime

from fitflow.core.actor import Actor, Role
from fitflow.core.db import one_row
from fitflow.core.offers import offered
from fitflow.insights.models import Checklist
from fitflow.ui.hooks import ChecklistStep


@dataclass(frozen=True)
class Progress:
    """The steps from an empty studio to one that people use, and which are taken."""

    steps: tuple[tuple[ChecklistStep, bool], ...]
    is_shared: bool

    @property
    def done(self) -> int:
        return sum(is_done for _step, is_done in self.steps)

    def is_taken(self, key: str) -> bool:
        return any(is_done for step, is_done in self.steps if step.key == key)

    @property
    def is_done(self) -> bool:
        return self.done == len(self.steps)


def progress_of(actor: Actor, *, now: datetime) -> Progress | None:
    """For owners and admins, until everything is done or they do not want to see it: None from then on."""
    ticked = ticks_of(actor)
    if not actor.can(Role.ADMIN) or (ticked and ticked.dismissed_at):
        return None
    steps = [step for step in offered(ChecklistStep) if step.is_for(actor)]
    found = Progress(tuple((step, step.is_done(actor, now)) for step in steps), is_shared(actor))
    return None if found.is_done else found


def is_shared(actor: Actor) -> bool:
    """Whether the public page was shown to people: somebody said so, or somebody found it."""
    ticked = ticks_of(actor)
    return bool(ticked and ticked.shared_at) or has_members(actor)


def ticks_of(actor: Actor) -> Checklist | None:
    """What somebody of the studio ticked, if anybody did."""
    ticks: Checklist | None = Checklist.objects.visible_to(actor).first()
    return ticks


def has_members(actor: Actor) -> bool:
    """Whether somebody found the studio's page: a client has signed in."""
    sql = "SELECT EXISTS (SELECT FROM organizations_studiorole WHERE organization_id = %s AND role = 'client') AS found"
    row = one_row(sql, [actor.organization_id])
    return bool(row and row["found"])
