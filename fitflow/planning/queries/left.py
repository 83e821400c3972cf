"""What somebody who no longer works here has left on the calendar."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.http import urlencode

from fitflow.core.actor import Actor
from fitflow.core.pages import page
from fitflow.organizations.queries.staff import gone_staff
from fitflow.schedule.models import Session
from fitflow.schedule.queries.sessions import OPEN, runnable

#: So many sessions are handed on at once; then the next ones stand there.
AT_ONCE = 50


@dataclass(frozen=True)
class LeftBehind:
    """The coming sessions of one trainer who left, the soonest first; at most `AT_ONCE`."""

    name: str
    sessions: tuple[UUID, ...]
    starts_at: datetime
    #: The page that hands them on to somebody else.
    url: str

    @property
    def count(self) -> int:
        return len(self.sessions)

    @property
    def has_more(self) -> bool:
        return self.count == AT_ONCE


def left_behind(actor: Actor, now: datetime) -> list[LeftBehind]:
    """Within reach of the actor, by trainer. Somebody who works here again has left nothing."""
    found = ((one.name, coming_of(actor, one.pk, now)) for one in gone_staff(actor))
    return [_left(actor, name, rows) for name, rows in found if rows]


def _left(actor: Actor, name: str, rows: list[Session]) -> LeftBehind:
    ids = tuple(one.pk for one in rows)
    named = urlencode([("session", str(one)) for one in ids])
    return LeftBehind(name, ids, rows[0].starts_at, f"{page(actor, 'planning:replace-trainer')}?{named}")


def coming_of(actor: Actor, staff_id: UUID, now: datetime) -> list[Session]:
    """The next sessions of one trainer, as many as are handed on at once."""
    rows = runnable(actor).filter(trainer_id=staff_id, status__in=OPEN, starts_at__gt=now)
    return list(rows.only("id", "starts_at").order_by("starts_at", "pk")[:AT_ONCE])
