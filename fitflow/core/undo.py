"""Taken back within seconds, before anybody was told: what follows from an act waits in its deliveries.

The wait is a due time in the database, so a crash or a restart loses nothing and tells nobody too early. The button
of the page carries what was before, signed; what it may take back is decided here and by the app that did the act.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core import signing
from django.db import connection
from django.utils.translation import gettext as _

from fitflow.core.actor import Actor
from fitflow.core.errors import Refused
from fitflow.core.offers import Offer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TakeBack = Callable[[Actor, "Done", datetime], None]
#: What the page promises, and how long people are not told: an answer on its way at the end still comes in time.
SECONDS = 10
HELD_BACK = timedelta(seconds=SECONDS + 2)
TAKEN_BACK = "taken back by whoever did it"

HOLD_BACK = """UPDATE core_delivery SET due_at = %(until)s
WHERE organization_id = %(org)s AND state = 'due' AND event_id IN (
  SELECT e.id FROM core_event e
    WHERE e.organization_id = %(org)s AND e.actor_id = %(actor)s AND e.at = %(at)s
  UNION SELECT e.id FROM core_event e
    WHERE e.organization_id = %(org)s AND e.actor_id = %(actor)s AND e.entity_id = ANY(%(entities)s))
RETURNING event_id"""
WAITING = """SELECT id, state FROM core_delivery WHERE organization_id = %s AND event_id = ANY(%s)
ORDER BY id FOR NO KEY UPDATE"""
WITHDRAW = "UPDATE core_delivery SET state = 'done', done_at = %s, last_error = %s WHERE id = ANY(%s)"


class TooLate(Refused):
    """The seconds in which it could be taken back are over, or people have been told."""

    status, code = 409, "too_late"


class CannotUndo(Refused):
    """Something else has happened to it since."""

    status, code = 409, "changed_meanwhile"


@dataclass(frozen=True)
class Undoable(Offer):
    """A kind of act that can be taken back: `take_back` does it, or refuses with a sentence."""

    words: "StrOrPromise"
    take_back: TakeBack


@dataclass(frozen=True)
class Done:
    """An act that can be taken back: its kind, what it was about, how that was before, and when it was done."""

    kind: str
    entity_id: UUID
    told: dict[str, Any]
    at: datetime
    #: The events that wait (`hold_back`).
    events: tuple[UUID, ...]

    def token(self, actor: Actor) -> str:
        body = {"kind": self.kind, "id": str(self.entity_id), "told": self.told, "at": self.at.isoformat()}
        body["events"] = [str(event_id) for event_id in self.events]
        return signing.dumps(body, salt=_salt(actor), compress=True)


def read_token(actor: Actor, token: str) -> Done:
    """What a button carries. Refused when it is not of this person in this studio."""
    try:
        body = signing.loads(token, salt=_salt(actor))
    except signing.BadSignature as error:
        raise TooLate(_("This can no longer be undone.")) from error
    events = tuple(UUID(event_id) for event_id in body["events"])
    return Done(body["kind"], UUID(body["id"]), body["told"], datetime.fromisoformat(body["at"]), events)


def _salt(actor: Actor) -> str:
    return f"undo:{actor.organization_id}:{actor.user_id}"


def hold_back(actor: Actor, *, now: datetime, entities: Collection[UUID] = ()) -> tuple[UUID, ...]:
    """Lets what follows from this act wait: in its transaction, after its last event. The events that wait.

    `entities`: of events that the act led to and that another clock dates.
    """
    values = {"org": actor.organization_id, "actor": actor.user_id, "at": now, "entities": list(entities)}
    with connection.cursor() as cursor:
        cursor.execute(HOLD_BACK, {**values, "until": now + HELD_BACK})
        return tuple({event_id for (event_id,) in cursor.fetchall()})


def withdraw(actor: Actor, done: Done, *, now: datetime) -> None:
    """Nobody hears of the act any more. Refused when somebody has heard of it."""
    if not done.at <= now <= done.at + HELD_BACK:
        raise TooLate(_("The %(seconds)d seconds are over: this can no longer be undone.") % {"seconds": SECONDS})
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [actor.organization_id, list(done.events)])
        waiting = cursor.fetchall()
        if any(state != "due" for _id, state in waiting):
            raise TooLate(_("People have been told by now: this can no longer be undone."))
        cursor.execute(WITHDRAW, [now, TAKEN_BACK, [id_ for id_, _state in waiting]])


def tell_nobody(actor: Actor, *, now: datetime) -> None:
    """Of what this act did: it takes back another of which nobody heard."""
    events = hold_back(actor, now=now)
    withdraw(actor, Done("", actor.organization_id, {}, now, events), now=now)
