"""Dead letters: work that failed until nobody tried again, given another life by somebody who looked."""

from datetime import datetime

from django.utils.translation import gettext as _

from fitflow.core import events
from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction
from fitflow.core.errors import NotFound
from fitflow.core.jobs import replay
from fitflow.core.models import Delivery, JobState, Timer
from fitflow.organizations.events import JobReplayed


@in_transaction
def replay_job(actor: Actor, *, table: str, job_id: int, now: datetime) -> None:
    """Puts a dead delivery or timer of this studio back in line."""
    dead = {"organization_id": actor.organization_id, "state": JobState.DEAD, "pk": job_id}
    job: Delivery | Timer | None = None
    if table == "delivery":
        job = Delivery.objects.select_for_update(no_key=True).filter(**dead).first()
    elif table == "timer":
        job = Timer.objects.select_for_update(no_key=True).filter(**dead).first()
    if job is None:
        raise NotFound(_("It is not in the list any more."))
    replay(job, now)
    events.record(actor, JobReplayed(actor.organization_id, f"{table}-{job_id}"), now=now)
