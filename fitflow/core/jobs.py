"""Runs what is due: deliveries of events, and timers.

Any number may run; a late run catches up, a doubled run does nothing twice. A job's row is locked with SKIP LOCKED
while its work is done in the same transaction, so work and tick-off are one. A timer kind with a lease works outside
the transaction instead: its row is put off by the lease first, so that a crash repeats it.
"""

import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils.module_loading import import_string

from fitflow.core.actor import Actor
from fitflow.core.events import at_once, consumer_of, event_from
from fitflow.core.logs import without_values
from fitflow.core.models import Delivery, Event, JobState, Timer
from fitflow.core.tenancy import tenant
from fitflow.core.timers import MAX_ATTEMPTS, TimerKind, timer_kind

logger = logging.getLogger(__name__)
FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(hours=1)
NO_LEASE = timedelta()
KEEP_DONE = timedelta(days=7)
#: How far ahead a consumer that takes several looks for more of its own: so many of the next deliveries.
NEXT = 100
JOBS: dict[str, type[Any]] = {"delivery": Delivery, "timer": Timer}


class UnknownJob(RuntimeError):
    """The code no longer knows this consumer or timer kind. It stays in the list until somebody decides."""


@dataclass(frozen=True)
class DueJob:
    """A job that an executor elsewhere shall run: which table, which row, for which queue."""

    table: str
    id: int
    group: str


def run_one(now: datetime) -> bool:
    """Runs the delivery or timer that has been due longest. False when nothing is due."""
    return run_delivery(now) or run_timer(now)


def drain(now: datetime, limit: int = 100_000) -> int:
    """Runs everything that is due at `now`, also what that makes due. The number of jobs run."""
    for count in range(limit):
        if not run_one(now):
            return count
    return limit


def run_delivery(now: datetime, delivery_id: int | None = None, *, lease: timedelta = NO_LEASE) -> bool:
    """Takes one due delivery - or this one, which is leased to us - and hands its event to its consumer, once.

    A consumer that takes several at once gets those of the same studio that are due as well. Where they fail together
    each is tried by itself, so that one bad event keeps nobody else's back.
    """
    with transaction.atomic():
        due = Delivery.objects.filter(state=JobState.DUE, due_at__lte=now + lease)
        due = due.filter(pk=delivery_id) if delivery_id else due.order_by("due_at")
        delivery = due.select_for_update(skip_locked=True, no_key=True).first()
        if delivery is None:
            return False
        together = [delivery] if delivery_id else [delivery, *taken_along(delivery, now)]
        error = attempt(lambda: deliver(together, now))
        if error is None:
            tick_off_all(together, now)
        elif len(together) == 1:
            settle(delivery, error, now)
        else:
            for one in together:
                settle(one, attempt(partial(deliver, [one], now)), now)
    return True


def taken_along(first: Delivery, now: datetime) -> list[Delivery]:
    """Which others its consumer takes in the same call: of those that are next, the same studio's, locked like it."""
    most = at_once(first.consumer) - 1
    if not most:
        return []
    due = Delivery.objects.filter(state=JobState.DUE, due_at__lte=now)
    following = due.order_by("due_at").values("pk")[:NEXT]
    same = due.filter(pk__in=following, organization_id=first.organization_id, consumer=first.consumer)
    rows = same.exclude(pk=first.pk).order_by("due_at")
    return list(rows.select_for_update(skip_locked=True, no_key=True)[:most])


def deliver(deliveries: Sequence[Delivery], now: datetime) -> None:
    """Hands the events of a studio's deliveries to the consumer that all of them name."""
    organization_id, name = deliveries[0].organization_id, deliveries[0].consumer
    with tenant(organization_id):
        stored = Event.objects.with_words().in_bulk([one.event_id for one in deliveries])
        events = [stored[one.event_id] for one in deliveries]
        found = consumer_of(name, {event.type for event in events})
        if found is None:
            raise UnknownJob(f"{name} does not take {', '.join(sorted({event.type for event in events}))}")
        told = [event_from(found.events[event.type], event.told) for event in events]
        found.take(system_actor(organization_id), told, now)
        check_deferred()


def tick_off_all(deliveries: Sequence[Delivery], now: datetime) -> None:
    """They are done: one statement for all of them."""
    rows = Delivery.objects.filter(pk__in=[one.pk for one in deliveries])
    rows.update(state=JobState.DONE, done_at=now, last_error="", attempts=F("attempts") + 1)


def run_timer(now: datetime, timer_id: int | None = None, *, lease: timedelta = NO_LEASE) -> bool:
    """Takes one due timer - or this one, which is leased to us - and runs it, once."""
    leased: tuple[Timer, TimerKind] | None = None
    with transaction.atomic():
        due = Timer.objects.filter(state=JobState.DUE, due_at__lte=now + lease)
        due = due.filter(pk=timer_id) if timer_id else due.order_by("due_at")
        timer = due.select_for_update(skip_locked=True, no_key=True).first()
        if timer is None:
            return False
        kind = timer_kind(timer.kind)
        if kind is not None and kind.lease is not None:
            timer.due_at = now + kind.lease
            timer.save(update_fields=["due_at"])
            leased = (timer, kind)
        else:
            again: list[datetime | None] = []
            error = attempt(lambda: again.append(ring(timer, kind, now)))
            tick_off(timer, error, now, again=again[0] if again else None)
    if leased is not None:
        run_leased(*leased, now)
    return True


def run_leased(timer: Timer, kind: TimerKind, now: datetime) -> None:
    """The work waits on somebody outside: no lock is held meanwhile; the lease keeps others away."""
    again: list[datetime | None] = []
    error = attempt(lambda: again.append(ring(timer, kind, now)), savepoint=False)
    with transaction.atomic():
        tick_off(timer, error, now, again=again[0] if again else None)


def tick_off(timer: Timer, error: str | None, now: datetime, *, again: datetime | None) -> None:
    """Settles the timer, unless it was set anew or cleared while it rang: then that stands."""
    current = Timer.objects.select_for_update(no_key=True).filter(pk=timer.pk, due_at=timer.due_at).first()
    if current is not None:
        settle(current, error, now, again=again)


def ring(timer: Timer, kind: TimerKind | None, now: datetime) -> datetime | None:
    if kind is None:
        raise UnknownJob(f"nothing runs timers of kind {timer.kind}")
    with tenant(timer.organization_id):
        again = kind.run(system_actor(timer.organization_id), timer.entity_id, timer.key, now)
        check_deferred()
        return again


def check_deferred() -> None:
    """Checks now what waits for the end of the transaction: what a job breaks is its failure, and is undone alone."""
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def attempt(work: Callable[[], Any], *, savepoint: bool = True) -> str | None:
    """Runs the work; what it wrote before failing is undone. The traceback, or None when it went well."""
    try:
        if savepoint:
            with transaction.atomic():
                work()
        else:
            work()
    except Exception:  # The job's failure is a row with its traceback, a retry, and at last a dead letter staff see.
        logger.exception("a job failed")
        return without_values(traceback.format_exc(limit=-8))
    return None


def settle(job: Delivery | Timer, error: str | None, now: datetime, *, again: datetime | None = None) -> None:
    """Ticks the job off, puts it off, or lays it with the dead letters."""
    job.attempts += 1
    if error is None:
        job.state, job.done_at, job.last_error = JobState.DONE, now, ""
        if again is not None:
            job.state, job.due_at, job.attempts = JobState.DUE, again, 0
    elif job.attempts >= attempts_of(job):
        job.state, job.last_error = JobState.DEAD, error
    else:
        job.due_at, job.last_error = now + min(FIRST_RETRY * 2 ** (job.attempts - 1), LONGEST_RETRY), error
    job.save(update_fields=["state", "done_at", "due_at", "attempts", "last_error"])


def attempts_of(job: Delivery | Timer) -> int:
    """How often this job is tried; a kind of timer may ask for more (a mail server that is away for hours)."""
    kind = timer_kind(job.kind) if isinstance(job, Timer) else None
    return kind.attempts if kind else MAX_ATTEMPTS


def lease_due(now: datetime, *, lease: timedelta, limit: int = 100) -> list[DueJob]:
    """For an executor elsewhere: what is due, put off by the lease so that it is handed out once, and again if lost."""
    jobs: list[DueJob] = []
    with transaction.atomic():
        for table, model in JOBS.items():
            due = model.objects.filter(state=JobState.DUE, due_at__lte=now).order_by("due_at")
            found = list(due.select_for_update(skip_locked=True, no_key=True)[:limit])
            model.objects.filter(pk__in=[job.pk for job in found]).update(due_at=now + lease)
            jobs += [DueJob(table, job.pk, job.group) for job in found]
    return jobs


def run_job(table: str, job_id: int, now: datetime, *, lease: timedelta) -> bool:
    """Runs a job that `lease_due` handed out; harmless when somebody else already did."""
    run = run_delivery if table == "delivery" else run_timer
    return run(now, job_id, lease=lease)


def replay(job: Delivery | Timer, now: datetime) -> None:
    """Gives a dead letter another life."""
    job.state, job.due_at, job.attempts = JobState.DUE, now, 0
    job.save(update_fields=["state", "due_at", "attempts"])


def consider_done(*, group: str, before: datetime) -> int:
    """Ticks off a group's deliveries before a moment without doing them: an import or a demo told people then."""
    due = Delivery.objects.filter(state=JobState.DUE, due_at__lt=before, group=group)
    return due.update(state=JobState.DONE, done_at=before)


def forget_done(now: datetime, most: int) -> int:
    """Removes the jobs of all studios that were done a week ago, so many of each kind; events stay for good.

    Says how many of the kind that had most.
    """
    old = {"state": JobState.DONE, "done_at__lt": now - KEEP_DONE}
    return max(forget_oldest(model.objects.filter(**old), most) for model in JOBS.values())


def forget_oldest(rows: Any, most: int) -> int:
    """A bounded delete: who has a million rows does not hold them all in one transaction."""
    oldest = rows.order_by("done_at").values_list("pk", flat=True)[:most]
    forgotten: int = rows.model.objects.filter(pk__in=list(oldest)).delete()[0]
    return forgotten


def dead_jobs() -> int:
    """How many jobs gave up, in every studio."""
    return sum(model.objects.filter(state=JobState.DEAD).count() for model in JOBS.values())


def oldest_due(now: datetime) -> timedelta:
    """How late the longest-waiting job is; zero when nothing is due. What `doctor` shows as the worker's lag."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT least((SELECT min(due_at) FROM core_delivery WHERE state = 'due'),"
            " (SELECT min(due_at) FROM core_timer WHERE state = 'due'))"
        )
        due: datetime | None = cursor.fetchone()[0]
    return max(now - due, timedelta()) if due else timedelta()


@cache
def _actor_builder() -> Callable[[UUID], Actor]:
    builder: Callable[[UUID], Actor] = import_string(settings.FITFLOW_SYSTEM_ACTOR)
    return builder


def system_actor(organization_id: UUID) -> Actor:
    """The system acting in a studio; who builds it is named by a setting, since the kernel knows no studios."""
    return _actor_builder()(organization_id)
