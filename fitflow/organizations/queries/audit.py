"""The audit trail of a studio - the events themselves - and the work that failed for good."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fitflow.core.actor import Actor
from fitflow.core.db import values_in_use
from fitflow.core.models import Delivery, Event, EventQuerySet, JobState, Timer
from fitflow.core.paging import Part, part_of
from fitflow.organizations.queries.history import Description, describe_all


@dataclass(frozen=True)
class AuditFilter:
    """Which events: of a type (or a family: "booking"), of a person, about something, of [since, before)."""

    type: str = ""
    person_id: UUID | None = None
    by_system: bool = False
    entity_id: UUID | None = None
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True)
class AuditRow:
    """An event in words."""

    event: Event
    said: Description

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What was recorded, as pairs; changes one by one as old → new."""
        pairs = []
        for name, value in self.event.told.items():
            if isinstance(value, dict):
                pairs += [(key, _fact(change, between=" → ")) for key, change in value.items()]
            else:
                pairs.append((name, _fact(value)))
        return pairs


def _fact(value: object, *, between: str = ", ") -> str:
    if isinstance(value, list):
        return between.join(_fact(part) for part in value)
    return "–" if value in (None, "") else str(value)


def audit_trail(actor: Actor, wanted: AuditFilter, *, cursor: str = "", limit: int = 50) -> Part[AuditRow]:
    """What happened, the newest first."""
    part = part_of(_events(actor, wanted), "-at", "-id", cursor=cursor, limit=limit)
    said = describe_all(actor, part.rows)
    return Part([AuditRow(event, said[event.pk]) for event in part.rows], part.next)


def _events(actor: Actor, wanted: AuditFilter) -> EventQuerySet:
    found: EventQuerySet = Event.objects.with_words().visible_to(actor)
    if wanted.type:
        found = found.filter(type__in=_types_of(actor, wanted.type))
    if wanted.person_id:
        found = found.filter(actor_id=wanted.person_id)
    if wanted.by_system:
        found = found.filter(actor_id=None)
    if wanted.entity_id:
        found = found.filter(entity_id=wanted.entity_id)
    if wanted.since:
        found = found.filter(at__gte=wanted.since)
    if wanted.before:
        found = found.filter(at__lt=wanted.before)
    return found


def _types_of(actor: Actor, family: str) -> list[str]:
    """The types that belong to a family, by their names: what begins alike, no index behind the policies can find."""
    types = values_in_use(Event, "type", actor.organization_id)
    return [type_ for type_ in types if type_ == family or type_.startswith(f"{family}.")]


# Dead letters


@dataclass(frozen=True)
class DeadLetter:
    """A job that failed as often as it may: which, for what, since when, and the last words of its error."""

    table: str
    id: int
    what: str
    about: str
    due_at: datetime
    attempts: int
    error: str

    @property
    def key(self) -> str:
        """Its id beside jobs of the other table."""
        return f"{self.table}-{self.id}"

    @property
    def last_words(self) -> str:
        lines = [line for line in self.error.strip().splitlines() if line.strip()]
        return lines[-1].strip() if lines else ""


def dead_letters(actor: Actor, *, limit: int = 200) -> list[DeadLetter]:
    """Both tables carry ids only and have no policy of their own: the studio is asked for by hand."""
    dead = {"organization_id": actor.organization_id, "state": JobState.DEAD}
    deliveries = list(Delivery.objects.filter(**dead).order_by("-due_at")[:limit])
    timers = list(Timer.objects.filter(**dead).order_by("-due_at")[:limit])
    about = _sentences_of(actor, {delivery.event_id for delivery in deliveries})
    letters = [
        DeadLetter(
            "delivery", row.pk, row.consumer, about.get(row.event_id, ""), row.due_at, row.attempts, row.last_error
        )
        for row in deliveries
    ]
    letters += [DeadLetter("timer", row.pk, row.kind, "", row.due_at, row.attempts, row.last_error) for row in timers]
    return sorted(letters, key=lambda letter: letter.due_at, reverse=True)[:limit]


def dead_letter_count(actor: Actor) -> int:
    """For the badge in the navigation."""
    dead = {"organization_id": actor.organization_id, "state": JobState.DEAD}
    return Delivery.objects.filter(**dead).count() + Timer.objects.filter(**dead).count()


def _sentences_of(actor: Actor, event_ids: Iterable[UUID]) -> dict[UUID, str]:
    events = Event.objects.with_words().visible_to(actor).filter(pk__in=event_ids)
    return {key: said.text for key, said in describe_all(actor, events).items()}
