"""What people do in a race. Each act returns a short answer: a status and a code, or what the service said."""

import http.client
import json
import time
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from fitflow.booking.services import bookings, capacity, holds, locks, queue, sessions
from fitflow.booking.services.engine import hold_by_key
from fitflow.core import clock
from fitflow.core.errors import NotFound, Refused
from fitflow.organizations.doors import open_door
from fitflow.schedule.models import Session

Who = tuple[UUID, str]  # a login and a studio's slug


def now() -> datetime:
    return timezone.now()


def warm() -> None:
    """Connects and lets PostgreSQL plan the hot function: the first call of a connection hides every race."""
    nobody = UUID(int=1)
    try:
        hold_by_key(nobody, None, "nowhere", "warm", b"", nobody, None)
    except Refused:
        return


def hold(who: Who, session_id: UUID, key: str) -> tuple[int, str]:
    """The API's hot step, straight at the service: status and body."""
    user_id, slug = who
    for _round in range(2):
        try:
            answer = hold_by_key(user_id, None, slug, key, b"same", session_id, None)
        except Refused as refusal:
            return refusal.status, refusal.code
        if answer is not None:
            return answer.status, answer.body
        settled = hold_slow(who, session_id)
        if settled is not None:
            return settled
    return 0, "queue"


def hold_slow(who: Who, session_id: UUID) -> tuple[int, str] | None:
    with open_door(*who) as actor:
        held = holds.hold_spot(actor, session_id=session_id, now=now())
        return (held.refusal.status, held.refusal.code) if held.refusal else (201, str(held.hold_id))


def hold_in_open_transaction(who: Who, session_id: UUID, seconds: float) -> str:
    """Takes a place, keeps the transaction open, and rolls back."""
    with open_door(*who) as actor, transaction.atomic():
        held = holds.hold_spot(actor, session_id=session_id, now=now())
        time.sleep(seconds)
        transaction.set_rollback(True)
    return "held" if held.is_new else "refused"


def confirm(who: Who, hold_id: UUID) -> tuple[int, str]:
    with open_door(*who) as actor:
        try:
            confirmed = holds.confirm_hold(actor, hold_id=hold_id, now=now())
        except Refused as refusal:
            return refusal.status, refusal.code
        return (201 if confirmed.is_new else 200), str(confirmed.booking_id)


def confirm_at(who: Who, hold_id: UUID, seconds_after_deadline: float) -> tuple[int, str]:
    """Confirms just before or after the deadline, by the database's clock."""
    wait_for(hold_id, seconds_after_deadline)
    return confirm(who, hold_id)


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


def wait_for(hold_id: UUID, seconds_after_deadline: float) -> None:
    """Spins on the server's clock: a client's sleep is not precise enough."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DO $$ DECLARE v timestamptz; BEGIN PERFORM set_config('fitflow.organization',"
            " (SELECT value FROM race_note WHERE name = 'organization'), false);"
            f" SELECT expires_at + interval '{seconds_after_deadline} seconds' INTO v"
            f" FROM booking_spothold WHERE id = '{hold_id}';"
            " WHILE clock_timestamp() < v LOOP NULL; END LOOP; END $$"
        )


def cancel(who: Who, booking_id: UUID) -> tuple[int, str]:
    with open_door(*who) as actor:
        try:
            cancelled = bookings.cancel_booking(actor, booking_id=booking_id, now=now())
        except Refused as refusal:
            return refusal.status, refusal.code
        return 200, str(cancelled.decision.percent)


def move_booking(who: Who, booking_id: UUID, to_session_id: UUID) -> tuple[int, str]:
    with open_door(*who) as actor:
        try:
            moved = bookings.reschedule_booking(actor, booking_id=booking_id, to_session_id=to_session_id, now=now())
        except Refused as refusal:
            return refusal.status, refusal.code
        return 201, str(moved.booking_id)


def join(who: Who, session_id: UUID) -> tuple[int, str]:
    with open_door(*who) as actor:
        joined = queue.join_waitlist(actor, session_id=session_id, now=now())
        if isinstance(joined.refusal, Refused):
            return joined.refusal.status, joined.refusal.code
        return 201, str(joined.position)


def release(who: Who, hold_id: UUID) -> tuple[int, str]:
    with open_door(*who) as actor:
        holds.release_hold(actor, hold_id=hold_id, now=now())
        return 204, ""


def leave(who: Who, session_id: UUID) -> tuple[int, str]:
    """Leaves the line or declines the offer, whichever it is by now."""
    with open_door(*who) as actor:
        try:
            queue.leave_waitlist(actor, session_id=session_id, now=now())
        except NotFound:
            return 404, "not_found"
        return 204, ""


def at_moment(moment: datetime, act: str, arguments: tuple[Any, ...]) -> Any:
    """The act at a moment of the engine clock."""
    with clock.at(moment):
        return globals()[act](*arguments)


def set_capacity(who: Who, session_id: UUID, places: int) -> tuple[int, str]:
    with open_door(*who) as actor:
        try:
            session = capacity.set_capacity(actor, session_id=session_id, capacity=places, now=now())
        except Refused as refusal:
            return refusal.status, refusal.code
        return 200, str(session.capacity)


def cancel_session(who: Who, session_id: UUID) -> tuple[int, str]:
    with open_door(*who) as actor:
        session = sessions.cancel_session(actor, session_id=session_id, reason="Race.", now=now())
        return 200, session.status


def without_session_lock(act: str, arguments: tuple[Any, ...]) -> Any:
    """The act with one wall removed: nobody locks the session's row. Shows that the race is real."""
    unlocked = {
        "lock_session": lambda session_id: Session.objects.get(pk=session_id),
        "lock_sessions": lambda ids: [Session.objects.get(pk=session_id) for session_id in ids],
    }
    for module in (bookings, capacity, holds, queue, sessions, locks):
        for name, function in unlocked.items():
            if hasattr(module, name):
                setattr(module, name, function)
    return globals()[act](*arguments)


def without_order(act: str, arguments: tuple[Any, ...]) -> Any:
    """The act with sessions locked in the order asked instead of in id order."""

    def as_asked(ids: Any) -> list[Session]:
        found = []
        for session_id in ids:
            found.append(Session.objects.select_for_update(no_key=True).get(pk=session_id))
            time.sleep(0.05)
        return found

    vars(bookings)["lock_sessions"] = as_asked
    return globals()[act](*arguments)


def http_call(port: int, method: str, path: str, token: str, slug: str, key: str, body: Any = None) -> tuple[int, str]:
    """One request to a real server: status and body."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Authorization": f"Bearer {token}",
        "X-Organization": slug,
        "Idempotency-Key": key,
        "Content-Type": "application/json",
    }
    try:
        link.request(method, f"/api/v1/{path}", json.dumps(body or {}), headers)
        response = link.getresponse()
        return response.status, response.read().decode()
    finally:
        link.close()


def one_of(act: str, arguments: tuple[Any, ...]) -> Any:
    """Different people do different things at once."""
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
