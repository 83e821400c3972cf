"""What people do in a race, straight at the services: each gives a status and, in one word, the id or why not."""

import time
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from fitflow.booking.models import WaitlistEntry
from fitflow.booking.services import bookings, capacity, holds, sessions, waitlist
from fitflow.booking.services.engine import hold_by_key
from fitflow.booking.services.moving import SessionMove
from fitflow.core import clock
from fitflow.core.actor import Actor
from fitflow.core.errors import Denial
from fitflow.organizations.doors import open_door

Who = tuple[UUID, str]  # a login and a studio's slug
Said = tuple[int, str]
PATIENCE = 20.0


def now() -> datetime:
    return timezone.now()


def through_the_door(service: Callable[..., Said]) -> Callable[..., Said]:
    """Lets somebody in to act; a refusal is an answer."""

    @wraps(service)
    def act(who: Who, *arguments: Any) -> Said:
        with open_door(*who) as actor:
            try:
                return service(actor, *arguments)
            except Denial as refusal:
                return refusal.status, refusal.code

    return act


def warm() -> None:
    """Connects and lets PostgreSQL plan the hot function: the first call of a connection hides every race."""
    nobody = UUID(int=1)
    try:
        hold_by_key(nobody, None, "nowhere", "warm", b"", nobody, None, None)
    except Denial:
        return


def hold(who: Who, session_id: UUID, key: str) -> Said:
    """The API's hot step, straight at the service: status and body."""
    user_id, slug = who
    for _round in range(2):
        try:
            answer = hold_by_key(user_id, None, slug, key, b"same", session_id, None, None)
        except Denial as refusal:
            return refusal.status, refusal.code
        if answer is not None:
            return answer.status, answer.body
        settled = hold_slow(who, session_id)
        if settled is not None:
            return settled
    return 0, "queue"


@through_the_door
def hold_slow(actor: Actor, session_id: UUID) -> Said:
    held = holds.hold_spot(actor, session_id=session_id, now=now())
    return (held.refusal.status, held.refusal.code) if held.refusal else (201, str(held.hold_id))


def hold_in_open_transaction(who: Who, session_id: UUID, seconds: float) -> str:
    """Takes a place, keeps the transaction open, and rolls back."""
    with open_door(*who) as actor, transaction.atomic():
        held = holds.hold_spot(actor, session_id=session_id, now=now())
        time.sleep(seconds)
        transaction.set_rollback(True)
    return "held" if held.is_new else "refused"


@through_the_door
def confirm(actor: Actor, hold_id: UUID) -> Said:
    confirmed = holds.confirm_hold(actor, hold_id=hold_id, now=now())
    return (201 if confirmed.is_new else 200), str(confirmed.booking_id)


def hold_at(who: Who, session_id: UUID, key: str, hold_id: UUID, seconds: float) -> tuple[int, float, float]:
    """Holds around another hold's deadline: the status, and when the call began and ended, in seconds from it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status, extract(epoch FROM began)::float, extract(epoch FROM ended)::float"
            " FROM race_hold_at(%s, %s, %s, %s, %s, %s * interval '1 second')",
            [who[0], who[1], session_id, key, hold_id, seconds],
        )
        status, began, ended = cursor.fetchone()
    return status, began, ended


def wait_until(moment: datetime) -> None:
    """By the clock of the database, which decides about deadlines."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(extract(epoch FROM greatest(%s - clock_timestamp(), interval '0')))", [moment])


def offered_hold(who: Who, session_id: UUID) -> UUID:
    """Waits for somebody's turn in the line of a session: the hold that they are offered."""
    deadline = time.monotonic() + PATIENCE
    with open_door(*who) as actor:
        own = WaitlistEntry.objects.visible_to(actor).filter(session_id=session_id, status="offered")
        while time.monotonic() < deadline:
            offer = own.first()
            if offer is not None and offer.hold_id is not None:
                return UUID(str(offer.hold_id))
            time.sleep(0.1)
    raise RuntimeError("no place was offered")


@through_the_door
def cancel(actor: Actor, booking_id: UUID) -> Said:
    cancelled = bookings.cancel_booking(actor, booking_id=booking_id, now=now())
    return 200, str(cancelled.decision.percent)


@through_the_door
def move_booking(actor: Actor, booking_id: UUID, to_session_id: UUID) -> Said:
    moved = bookings.reschedule_booking(actor, booking_id=booking_id, to_session_id=to_session_id, now=now())
    return 201, str(moved.booking_id)


@through_the_door
def join(actor: Actor, session_id: UUID) -> Said:
    joined = waitlist.join_waitlist(actor, session_id=session_id, now=now())
    if joined.refusal is not None:
        return joined.refusal.status, joined.refusal.code
    return 201, str(joined.position)


@through_the_door
def release(actor: Actor, hold_id: UUID) -> Said:
    holds.release_hold(actor, hold_id=hold_id, now=now())
    return 204, ""


@through_the_door
def leave(actor: Actor, session_id: UUID) -> Said:
    """Leaves the line or declines the offer, whichever it is by now."""
    waitlist.leave_waitlist(actor, session_id=session_id, now=now())
    return 204, ""


@through_the_door
def set_capacity(actor: Actor, session_id: UUID, spots: int) -> Said:
    session = capacity.set_capacity(actor, session_id=session_id, capacity=spots, now=now())
    return 200, str(session.capacity)


@through_the_door
def cancel_session(actor: Actor, session_id: UUID) -> Said:
    session = sessions.cancel_session(actor, session_id=session_id, reason="Race.", now=now())
    return 200, session.status


@through_the_door
def publish(actor: Actor, session_id: UUID) -> Said:
    session = sessions.publish_session(actor, session_id=session_id, now=now())
    return 200, session.status


@through_the_door
def move_session(actor: Actor, session_id: UUID, starts_at: datetime) -> Said:
    session = sessions.move_session(actor, SessionMove(starts_at), session_id=session_id, now=now())
    return 200, session.status


def at_moment(moment: datetime, act: str, arguments: tuple[Any, ...]) -> Any:
    """The act at a moment of the engine clock."""
    with clock.at(moment):
        return globals()[act](*arguments)


def late_hold(act: str, arguments: tuple[Any, ...]) -> Any:
    """One takes the last place and rolls back after a while; the other asks as soon as the place is locked."""
    if act == "rollback":
        return hold_in_open_transaction(*arguments)
    who, session_id, key = arguments
    with open_door(*who), connection.cursor() as cursor:
        is_locked = False
        while not is_locked:  # A new row names nobody in xmax. To look with a lock would stand in the first one's way.
            cursor.execute("SELECT xmax::text <> '0' FROM booking_spot WHERE session_id = %s", [session_id])
            is_locked = cursor.fetchone()[0]
    return hold(who, session_id, key)
