"""What a new owner ticks off; the nightly check of every studio."""

import logging
from datetime import datetime, time, timedelta

from fitflow.billing.services import sum_days
from fitflow.core import events
from fitflow.core.actor import Actor, Role
from fitflow.core.db import in_transaction
from fitflow.core.errors import Forbidden
from fitflow.core.timers import set_timer
from fitflow.core.zones import instant_of, local_date
from fitflow.insights.events import ChecklistDismissed, StudioShared
from fitflow.insights.models import Checklist, Proof
from fitflow.insights.queries.audit import audit_of, is_checked_at_once, kept_audit

logger = logging.getLogger(__name__)
CHECK_TIMER = "insights.check"
#: Longer than the check of the biggest studio takes; nobody else begins it meanwhile.
CHECK_LEASE = timedelta(minutes=15)
#: When studios are checked, by their own clock; each at a minute of its own within the three hours after it.
NIGHT, WITHIN = time(2), timedelta(hours=3)
#: Who asks again so soon gets the same answer.
ASKED_AGAIN = timedelta(minutes=1)


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


def start_checks(actor: Actor, *, now: datetime) -> None:
    """A new studio is checked every night."""
    set_timer(actor.organization_id, CHECK_TIMER, actor.organization_id, due_at=next_check(actor, now))


def check_soon(actor: Actor, *, now: datetime) -> None:
    """Lets the worker check a studio that is too big to be checked while somebody waits."""
    if not actor.can(Role.MANAGER):
        raise Forbidden
    last = kept_audit(actor).checked_at
    if not is_checked_at_once(actor) and (last is None or last < now - ASKED_AGAIN):
        set_timer(actor.organization_id, CHECK_TIMER, actor.organization_id, due_at=now)


def check_studio(actor: Actor, *, now: datetime) -> None:
    """Sums up what is finished, checks the studio's rows against every promise, and keeps what was found."""
    sum_days(actor, now=now)
    found = audit_of(actor, now=now)
    if not found.is_clean:
        logger.error("studio %s breaks promises: %s", actor.organization_id, dict(found.broken))
    kept = Proof(
        organization_id=actor.organization_id,
        checked_at=now,
        bookings=found.bookings_checked,
        broken=dict(found.broken),
        violations=[[violation.rule, str(violation.entity_id)] for violation in found.violations],
    )
    fields = ["checked_at", "bookings", "broken", "violations"]
    Proof.objects.bulk_create([kept], update_conflicts=True, unique_fields=["organization_id"], update_fields=fields)


def next_check(actor: Actor, now: datetime) -> datetime:
    """A minute of the coming night: not the same for all, lest one machine checks every studio at once."""
    minutes = actor.organization_id.int % (WITHIN // timedelta(minutes=1))
    begins = instant_of(local_date(now, actor.zone) + timedelta(days=1), NIGHT, actor.zone)
    return begins + timedelta(minutes=minutes)
