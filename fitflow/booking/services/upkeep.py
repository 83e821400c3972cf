"""What runs by itself for every studio: dead holds are tidied and told, what is old is forgotten."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from fitflow.booking.models import Booking, SpotHold, WaitlistEntry
from fitflow.booking.queries.access import session_of
from fitflow.booking.rules.eligibility import Reason
from fitflow.booking.services.waitlist import (
    close_waitlist,
    sessions_kept_for,
    sessions_waited_for,
    settle_session,
    watch_closing,
)
from fitflow.booking.settings import WAITLIST_ON
from fitflow.core import clock
from fitflow.core.actor import Actor
from fitflow.core.hooks import AT_ONCE, KEEP_ANSWERS
from fitflow.core.idempotency import forget_answers
from fitflow.core.timers import set_timer
from fitflow.schedule.settings import CLASSES_ON

SWEEP_TIMER, FORGET_TIMER = "booking.sweep", "core.forget"
SWEEP_EVERY, FORGET_EVERY = timedelta(minutes=1), timedelta(hours=6)


def start_upkeep(actor: Actor, *, now: datetime) -> None:
    """Sets the recurring timers of a new studio."""
    set_timer(actor.organization_id, SWEEP_TIMER, actor.organization_id, due_at=now + SWEEP_EVERY)
    set_timer(actor.organization_id, FORGET_TIMER, actor.organization_id, due_at=now + FORGET_EVERY)


def sweep_holds(actor: Actor, *, now: datetime) -> int:
    """Writes the end of every hold that ran out unseen, to tell and count it. Correctness does not need it."""
    dead = SpotHold.objects.filter(
        organization_id=actor.organization_id, status=SpotHold.Status.ACTIVE, expires_at__lte=clock.engine_now()
    )
    sessions = sorted(set(dead.values_list("session_id", flat=True)))
    for session_id in sessions:
        settle_session(actor, session_id=session_id, now=now)
    return len(sessions)


def settle_for_client(actor: Actor, *, client_id: UUID, now: datetime) -> None:
    """Something about a client changed: a spot may be theirs now, or one that is kept for them theirs no longer."""
    settle_all(actor, sessions_waited_for(client_id=client_id) | sessions_kept_for(client_id=client_id), now=now)


def settle_after_move(actor: Actor, *, session_id: UUID, now: datetime) -> None:
    """A session is elsewhere in time: its line ends then, and it may be in nobody's way any more, or nothing in its."""
    people = Booking.objects.filter(session_id=session_id, status=Booking.Status.CONFIRMED).values("client_id")
    own = sessions_waited_for(session_id=session_id)
    theirs = sessions_waited_for(client_id__in=people) | sessions_kept_for(client_id__in=people)
    settle_all(actor, own | sessions_kept_for(session_id=session_id) | theirs, now=now)
    if own:
        watch_closing(actor, session_of(actor, session_id))


def settle_after_price(actor: Actor, *, now: datetime, **which: UUID) -> None:
    """Something costs less, or more: whoever could not pay is asked again, and whoever has an offer may not be able to.

    `which` sessions; none named = all.
    """
    mine = {"organization_id": actor.organization_id, **which}
    found = sessions_waited_for(skip_reason=Reason.NO_ENTITLEMENT.value, **mine)
    found |= sessions_kept_for(kind=SpotHold.Kind.PRIORITY, **mine)
    settle_all(actor, found, now=now)


def settle_all(actor: Actor, session_ids: Iterable[UUID], *, now: datetime) -> None:
    for session_id in sorted(session_ids):
        settle_session(actor, session_id=session_id, now=now)


def close_every_waitlist(actor: Actor, *, now: datetime) -> int:
    """The studio has no waiting lists any more: everybody in one is told, instead of waiting where no page leads."""
    if actor.setting(WAITLIST_ON) and actor.setting(CLASSES_ON):
        return 0
    waiting = WaitlistEntry.objects.filter(
        organization_id=actor.organization_id, status=WaitlistEntry.Status.WAITING
    ).values_list("session_id", flat=True)
    return sum(close_waitlist(actor, session_id=session_id, now=now) for session_id in sorted(set(waiting)))


def forget_old(actor: Actor, *, now: datetime) -> bool:
    """Answers under idempotency keys are kept for 24 hours. Whether more are left."""
    return forget_answers(actor.organization_id, before=now - KEEP_ANSWERS, most=AT_ONCE) == AT_ONCE
