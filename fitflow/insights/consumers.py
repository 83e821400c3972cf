"""Event doors of insights: a new studio is checked every night."""

from datetime import datetime

from fitflow.core.actor import Actor
from fitflow.core.events import consumes
from fitflow.insights.services import start_checks
from fitflow.organizations.events import OrganizationCreated


@consumes(OrganizationCreated, name="insights.begin_checks")
def begin_checks(actor: Actor, event: OrganizationCreated, now: datetime) -> None:
    start_checks(actor, now=now)
