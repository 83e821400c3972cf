"""What the schedule does when it hears of something."""

from datetime import datetime

from fitflow.core.actor import Actor
from fitflow.core.events import consumes
from fitflow.organizations.events import OrganizationCreated
from fitflow.schedule.services.policies import ensure_policies


@consumes(OrganizationCreated, name="schedule.begin_with_policies")
def begin_with_policies(actor: Actor, _event: OrganizationCreated, now: datetime) -> None:
    ensure_policies(actor, now=now)
