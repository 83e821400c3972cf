"""Timed doors of insights: every studio is checked at night."""

from datetime import datetime
from uuid import UUID

from fitflow.core.actor import Actor
from fitflow.core.timers import on_timer
from fitflow.insights.services import CHECK_LEASE, CHECK_TIMER, check_studio, next_check


@on_timer(CHECK_TIMER, lease=CHECK_LEASE)
def check(actor: Actor, organization_id: UUID, key: str, now: datetime) -> datetime:
    check_studio(actor, now=now)
    return next_check(actor, now)
