"""Timed doors of planning: series go on, sessions are cancelled in the background."""

from datetime import datetime
from uuid import UUID

from fitflow.core.actor import Actor
from fitflow.core.timers import on_timer
from fitflow.planning.services.bulk import RUN_LEASE, RUN_TIMER, continue_run
from fitflow.planning.services.series import EXTEND_TIMER, extend_series, next_extension


@on_timer(EXTEND_TIMER)
def extend(actor: Actor, series_id: UUID, key: str, now: datetime) -> datetime | None:
    made = extend_series(actor, series_id=series_id, now=now)
    return next_extension(actor, made.series, now)


@on_timer(RUN_TIMER, lease=RUN_LEASE)
def cancel_on(actor: Actor, run_id: UUID, key: str, now: datetime) -> None:
    continue_run(actor, run_id=run_id, now=now)
