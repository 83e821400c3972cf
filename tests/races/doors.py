"""The two doors of a race: the same act straight at the service, or over HTTP at a real server."""

import http.client
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.utils import OperationalError
from psycopg.errors import LockNotAvailable

from tests.races import actions
from tests.races.actions import Who

#: Where each act is asked for, and how its value is named there.
ADDRESSES: dict[str, tuple[str, str, Callable[[Any], Any]]] = {
    "hold": ("POST", "sessions/{}/hold", lambda _: {}),
    "confirm": ("POST", "holds/{}/confirm", lambda _: {}),
    "release": ("DELETE", "holds/{}", lambda _: {}),
    "cancel": ("POST", "bookings/{}/cancel", lambda _: {}),
    "move_booking": ("POST", "bookings/{}/reschedule", lambda to: {"session": str(to)}),
    "join": ("POST", "waitlist/{}/join", lambda _: {}),
    "set_capacity": ("PATCH", "admin/sessions/{}", lambda capacity: {"capacity": capacity}),
    "cancel_session": ("PATCH", "admin/sessions/{}", lambda _: {"status": "cancelled", "reason": "Race."}),
    "publish": ("PATCH", "admin/sessions/{}", lambda _: {"status": "published"}),
    "move_session": ("PATCH", "admin/sessions/{}", lambda at: {"starts_at": at.isoformat()}),
}


class Reply(NamedTuple):
    """What a server sent."""

    status: int
    body: str
    is_replay: bool


class Answer(NamedTuple):
    """What came of an act: a status, and in one word why not (or, at the service, the id of what was made)."""

    status: int
    word: str
    body: str = ""
    is_replay: bool = False


@dataclass(frozen=True)
class Act:
    """What somebody does to something: over HTTP where there is a port, else straight at the service."""

    name: str
    who: Who
    about: UUID
    value: Any = None
    key: str = ""
    port: int = 0
    token: str = ""
    #: Not before this moment of the database's clock; or so many seconds after everybody else.
    begins_at: datetime | None = None
    delay: float = 0.0
    #: How often to ask before "somebody else is changing this" is taken for an answer.
    patience: int = 5


def do(act: Act) -> Answer:
    time.sleep(act.delay)
    if act.begins_at is not None:
        actions.wait_until(act.begins_at)
    if act.name == "accept":
        act = replace(act, name="confirm", about=actions.offered_hold(act.who, act.about))
    for _attempt in range(act.patience):
        answer = over_http(act) if act.port else at_service(act)
        if answer.word != "busy":
            break
    return answer


def at_service(act: Act) -> Answer:
    """Who waited too long for a lock is told as a door would tell it; a deadlock stays the error that it is."""
    value = act.key if act.name == "hold" else act.value
    try:
        status, said = getattr(actions, act.name)(act.who, act.about, *([] if value is None else [value]))
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            return Answer(409, "busy")
        raise
    return Answer(status, word_of(said), said)


def over_http(act: Act) -> Answer:
    method, path, body = ADDRESSES[act.name]
    reply = http_call(act.port, method, path.format(act.about), act.token, act.who[1], act.key, body(act.value))
    return Answer(reply.status, word_of(reply.body) if reply.status < 500 else reply.body, *reply[1:])


def word_of(said: str) -> str:
    """The code of a refusal, the id of what was made, or what was said if it is one word."""
    if not said.startswith("{"):
        return said
    found = json.loads(said)
    return str(found.get("code") or found.get("id", ""))


def http_call(port: int, method: str, path: str, token: str, slug: str, key: str, body: Any = None) -> Reply:
    """One request to a real server."""
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
        return Reply(response.status, response.read().decode(), response.getheader("Idempotent-Replayed") == "true")
    finally:
        link.close()
