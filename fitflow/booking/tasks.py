"""Timed doors of booking: sessions start and end, offers and holds run out, queues close, reminders go out."""

from datetime import datetime
from uuid import UUID

from fitflow.booking.services import notices
from fitflow.booking.services.attendance import ABSENT_TIMER, mark_absentees
from fitflow.booking.services.notices import REMINDER_TIMER
from fitflow.booking.services.sessions import END_TIMER, START_TIMER, advance_session
from fitflow.booking.services.upkeep import (
    FORGET_EVERY,
    FORGET_TIMER,
    SWEEP_EVERY,
    SWEEP_TIMER,
    forget_old,
    sweep_holds,
)
from fitflow.booking.services.waitlist import CLOSE_TIMER, SETTLE_TIMER, close_waitlist_in_time, settle_session
from fitflow.core.actor import Actor
from fitflow.core.hooks import SOON
from fitflow.core.timers import on_timer


@on_timer(START_TIMER)
def start(actor: Actor, session_id: UUID, key: str, now: datetime) -> None:
    advance_session(actor, session_id=session_id, now=now)


@on_timer(END_TIMER)
def end(actor: Actor, session_id: UUID, key: str, now: datetime) -> None:
    advance_session(actor, session_id=session_id, now=now)


@on_timer(ABSENT_TIMER)
def absent(actor: Actor, session_id: UUID, key: str, now: datetime) -> None:
    mark_absentees(actor, session_id=session_id, now=now)


@on_timer(SETTLE_TIMER)
def settle(actor: Actor, session_id: UUID, key: str, now: datetime) -> None:
    settle_session(actor, session_id=session_id, now=now)


@on_timer(CLOSE_TIMER, formerly=["booking.close_queue"])
def close(actor: Actor, session_id: UUID, key: str, now: datetime) -> datetime | None:
    return close_waitlist_in_time(actor, session_id=session_id, now=now)


@on_timer(SWEEP_TIMER)
def sweep(actor: Actor, organization_id: UUID, key: str, now: datetime) -> datetime:
    sweep_holds(actor, now=now)
    return now + SWEEP_EVERY


@on_timer(FORGET_TIMER)
def forget(actor: Actor, organization_id: UUID, key: str, now: datetime) -> datetime:
    return now + (SOON if forget_old(actor, now=now) else FORGET_EVERY)


@on_timer(REMINDER_TIMER, group="mail")
def remind(actor: Actor, booking_id: UUID, key: str, now: datetime) -> None:
    notices.remind(actor, booking_id=booking_id, seconds=int(key), now=now)
