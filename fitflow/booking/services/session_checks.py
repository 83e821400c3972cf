"""What must hold of a session, whether it is made, moved or edited."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.core.actor import Actor
from fitflow.core.errors import Forbidden, Invalid, Unknown
from fitflow.schedule.models import Session
from fitflow.schedule.queries.policies import policies_for

LONGEST = timedelta(hours=24)


def check_policy(actor: Actor, policy_id: UUID | None, *, kept: UUID | None = None) -> None:
    """Refuses a policy that cannot be chosen; an archived one may be kept."""
    if policy_id is not None and not policies_for(actor, kept).filter(pk=policy_id).exists():
        raise Unknown.field("policy", _("Choose a cancellation policy of this studio."))


def check_times(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise Invalid.field("ends_at", _("It must end after it starts."))
    if ends_at - starts_at > LONGEST:
        raise Invalid.field("ends_at", _("A session lasts at most 24 hours."))


def check_window(session: Session) -> None:
    if session.closes_at < session.opens_at:
        raise Invalid.field("closes_at", _("Registration must close after it opens."))
    if session.late_cancel_at is not None and session.late_cancel_at > session.starts_at:
        raise Invalid.field("late_cancel_at", _("Choose a time before the start."))


def check_runs(actor: Actor, session: Session) -> None:
    """Refuses to put a session where it is not the actor's to run."""
    if not session.is_run_by(actor):
        raise Forbidden(_("You may put sessions on your own calendar only."))
