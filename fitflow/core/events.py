"""Events and who listens. `record` writes the event and its deliveries in the transaction that made it true (P6)."""

import json
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Annotated, Any, ClassVar, Protocol, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from fitflow.core.actor import Actor
from fitflow.core.db import NoTransaction, after_commit
from fitflow.core.names import WrittenNames
from fitflow.core.plans import Kept
from fitflow.core.wake import wake_dispatchers


class Facts:
    """What a field may leave in the trail: of changes {field: [old, new]}, those of these fields."""

    def __init__(self, *names: str) -> None:
        self.names = frozenset(names)


#: A word of the product or a key, never of a person: no spaces, no address. The trail refuses anything else.
Code = Annotated[str, "code"]
#: What somebody wrote. It is kept beside the trail, where it can be erased, and is "" afterwards.
FreeText = Annotated[str, Facts()]
#: Changes of which all are facts, and changes of which none is.
FactChanges = Annotated[dict[str, Any], "facts"]
FreeChanges = Annotated[dict[str, Any], Facts()]


class DomainEvent(Protocol):
    """A frozen dataclass of ids and values. `entity` names the field that holds the id of what it is about.

    Text is declared as `Code` or `FreeText`, changes as `FactChanges`, `FreeChanges` or with the `Facts` among them.
    """

    type: ClassVar[str]
    entity: ClassVar[str]


#: `function(actor, event, now)`; or `function(actor, events, now)` where it takes several of a studio at once.
ConsumerFunction = Callable[[Actor, Any, datetime], None]
C = TypeVar("C", bound=ConsumerFunction)


class UnownedName(ImproperlyConfigured):
    """A consumer's name does not begin with an app of ours, so nobody could tell from a row where to look for it."""


@dataclass(frozen=True)
class Consumer:
    """A function that takes some types of events, the name its deliveries carry, and the queue group it runs in.

    `at_once`: how many events of a studio it takes in one call; with 1 it is called with the event itself.
    """

    name: str
    run: ConsumerFunction
    group: str
    events: Mapping[str, type[DomainEvent]]
    at_once: int = 1

    def take(self, actor: Actor, events: "Sequence[DomainEvent]", now: datetime) -> None:
        """Runs the function for one event, or for as many as it takes at once."""
        self.run(actor, events[0] if self.at_once == 1 else events, now)


_consumers: WrittenNames[Consumer] = WrittenNames()


def consumes(
    *event_classes: type[Any], name: str, group: str = "default", at_once: int = 1, formerly: Sequence[str] = ()
) -> Callable[[C], C]:
    """Subscribes `function(actor, event, now)`. Delivered at least once; run and tick-off are one transaction.

    Deliveries carry the name: it stays when the function moves. Who renames it writes the old name into `formerly`.
    With `at_once` it is `function(actor, events, now)` and gets up to so many events of a studio that wait together.
    That is for what only tells people: one transaction for many holds locks on nothing that others write.
    """
    if not _begins_with_an_app(name):
        raise UnownedName(f"{name} does not begin with an app of ours and a dot")

    def subscribe(function: C) -> C:
        taken = {event_class.type: event_class for event_class in event_classes}
        _consumers.add(name, Consumer(name, function, group, taken, at_once), formerly=formerly)
        return function

    return subscribe


def _begins_with_an_app(name: str) -> bool:
    label, _dot, rest = name.partition(".")
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("fitflow.")}
    return label in ours and rest != ""


def subscriptions() -> dict[tuple[str, str], str]:
    """The queue group of every (event type, consumer name) the code knows."""
    return {(type_, one.name): one.group for one in _consumers.known.values() for type_ in one.events}


def consumer_of(name: str, event_types: Collection[str]) -> Consumer | None:
    """Who takes deliveries with this name on them, or None when the code no longer has it."""
    found = _consumers.get(name)
    return found if found and found.events.keys() >= set(event_types) else None


def at_once(name: str) -> int:
    """How many deliveries with this name on them are taken in one call."""
    found = _consumers.get(name)
    return found.at_once if found else 1


def names_on_deliveries() -> list[tuple[str, str, str]]:
    """Each name a delivery may carry, its consumer's name of today, and the queue group of that."""
    return [(was, today, consumer.group) for was, today, consumer in _consumers.on_rows()]


HOLES = "%s, %s, %s, %s, %s, %s::jsonb"


def record(actor: Actor, event: DomainEvent, *, now: datetime) -> None:
    """Writes the event, and one delivery for each consumer, in the open transaction."""
    if not connection.in_atomic_block:
        raise NoTransaction(f"{event.type} must be recorded in the transaction that makes it true")
    values, words = _values(actor, event, now=now), words_of(event)
    with connection.cursor() as cursor:
        if words:
            cursor.execute(f"SELECT record_event({HOLES}, %s::jsonb)", [*values, json.dumps(words)])
        else:
            cursor.execute(Kept(f"SELECT record_event({HOLES})"), values)
        deliveries: int = cursor.fetchone()[0]
    if deliveries:
        after_commit(wake_dispatchers)


def record_values(actor: Actor, event: DomainEvent, *, now: datetime) -> list[Any]:
    """What `record_event` takes, for a statement that writes and records in one trip what has no free text."""
    if _free(type(event)):
        raise TypeError(f"{event.type} has text that somebody writes: record it by itself")
    return _values(actor, event, now=now)


def _values(actor: Actor, event: DomainEvent, *, now: datetime) -> list[Any]:
    values = payload_of(event)
    return [actor.organization_id, event.type, values[event.entity], actor.user_id, now, json.dumps(values)]


def record_all(actor: Actor, events: Sequence[DomainEvent], *, now: datetime) -> None:
    """The same for many events, in their order, in one trip."""
    if not connection.in_atomic_block:
        raise NoTransaction(f"{len(events)} events must be recorded in the transaction that makes them true")
    payloads = [payload_of(event) for event in events]
    told = [
        {"type": event.type, "entity": values[event.entity], "payload": values, "words": words_of(event) or None}
        for event, values in zip(events, payloads, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(record_event(%s, told.type, told.entity, %s, %s, told.payload, told.words)), 0)"
            " FROM jsonb_to_recordset(%s::jsonb) AS told (type text, entity uuid, payload jsonb, words jsonb)",
            [actor.organization_id, actor.user_id, now, json.dumps(told)],
        )
        deliveries: int = cursor.fetchone()[0]
    if deliveries:
        after_commit(wake_dispatchers)


def payload_of(event: Any) -> dict[str, Any]:
    """What the trail keeps of an event, as JSON can carry it: ids, times and decimals become text. Of changes in
    what somebody wrote it keeps that there was one.
    """
    kept: dict[str, Any] = {}
    for name, value, facts in _parts(event):
        if facts is None:
            kept[name] = _to_json(value)
        elif isinstance(value, dict):
            kept[name] = {key: _to_json(pair) if key in facts.names else None for key, pair in value.items()}
    return kept


def words_of(event: Any) -> dict[str, Any]:
    """What people wrote, which is kept beside the trail: nothing for most events."""
    words: dict[str, Any] = {}
    for name, value, facts in _parts(event):
        if facts is not None and isinstance(value, dict):
            words[name] = {key: _to_json(pair) for key, pair in value.items() if key not in facts.names}
        elif facts is not None:
            words[name] = value
    return {name: value for name, value in words.items() if value}


def _parts(event: Any) -> list[tuple[str, Any, Facts | None]]:
    """Each field, its value, and what of it is a fact where not all is."""
    if not is_dataclass(event):
        raise TypeError(f"{type(event).__name__} must be a dataclass")
    free = _free(type(event))
    return [(item.name, getattr(event, item.name), free.get(item.name)) for item in fields(event)]


def _free(event_class: Any) -> dict[str, Facts]:
    """Which fields hold what somebody wrote, and what of each is a fact."""
    return _free_fields(event_class)


@cache
def _free_fields(event_class: Hashable) -> dict[str, Facts]:
    hints = get_type_hints(event_class, include_extras=True)
    found = {name: facts_in(hint) for name, hint in hints.items()}
    return {name: facts for name, facts in found.items() if facts is not None}


def facts_in(hint: Any) -> Facts | None:
    """What a field of this type leaves in the trail; None where that is all of it."""
    return next((part for part in getattr(hint, "__metadata__", ()) if isinstance(part, Facts)), None)


def event_from(event_class: type[Any], told: dict[str, Any]) -> Any:
    """The event again, from what is kept of it. Fields the code no longer has are ignored; what was erased is empty."""
    hints, free = get_type_hints(event_class), _free(event_class)
    erased = {name: hints[name]() if hints[name] is str else {} for name in free if name not in told}
    return event_class(
        **erased,
        **{
            item.name: _from_json(told[item.name], hints[item.name])
            for item in fields(event_class)
            if item.name in told
        },
    )


def _to_json(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, tuple | list):
        return [_to_json(item) for item in value]
    return value


def _from_json(value: Any, hint: Any) -> Any:
    if value is None:
        return None
    if get_origin(hint) in (Union, UnionType):
        return _from_json(value, next(part for part in get_args(hint) if part is not type(None)))
    if get_origin(hint) is tuple:
        return tuple(_from_json(item, get_args(hint)[0]) for item in value)
    if hint is datetime:
        return datetime.fromisoformat(value)
    if hint is date:
        return date.fromisoformat(value)
    return hint(value) if hint in (UUID, Decimal) else value
