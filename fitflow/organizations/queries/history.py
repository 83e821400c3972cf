"""The audit trail in plain words: one sentence for each type of event, with names in the place of ids.

Each app offers its sentences in its `history.py` (organizations/hooks.py). Types that nobody described are shown by
their type and ids.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from fitflow.core.actor import Actor
from fitflow.core.models import Event
from fitflow.core.offers import find_offer, offered
from fitflow.organizations.hooks import Namer, Sentence, Words
from fitflow.organizations.queries.names import login_names


@dataclass(frozen=True)
class Description:
    """What happened in words, and who did it."""

    who: str
    text: str
    is_known: bool


def described_types() -> list[str]:
    return sorted(sentence.key for sentence in offered(Sentence))


def describe_all(actor: Actor, events: Iterable[Event]) -> dict[UUID, Description]:
    """A sentence for each event; one query for each kind of name, whatever the number of events."""
    listed = list(events)
    known = _names_in(actor, listed)
    who = login_names(actor, {event.actor_id for event in listed if event.actor_id})
    return {event.pk: _describe(actor, event, _who(event, who), known) for event in listed}


def describe(actor: Actor, event: Event) -> Description:
    """A sentence for one event."""
    return describe_all(actor, [event])[event.pk]


def _describe(actor: Actor, event: Event, who: str, known: Mapping[str, Mapping[UUID, str]]) -> Description:
    fields = {"who": who} | {name: _word(name, value, known) for name, value in event.told.items()}
    words = Words(actor.formats, fields)
    sentence = find_offer(Sentence, event.type)
    if sentence is None:
        return Description(who, _unknown(event, who), is_known=False)
    told = sentence.text
    if callable(told) and not isinstance(told, Promise):
        return Description(who, told(words, event.told), is_known=True)
    return Description(who, str(told) % words, is_known=True)


def _unknown(event: Event, who: str) -> str:
    facts = ", ".join(f"{name} {value}" for name, value in event.told.items() if not isinstance(value, dict | list))
    return _("%(who)s: %(type)s (%(facts)s)") % {"who": who, "type": event.type, "facts": facts}


def _who(event: Event, names_of: Mapping[UUID, str]) -> str:
    """A person, or the product itself for what happened without anybody."""
    if event.actor_id is None:
        return str(settings.FITFLOW_BRAND)
    return names_of.get(event.actor_id, _("Somebody"))


def _names_in(actor: Actor, events: list[Event]) -> dict[str, Mapping[UUID, str]]:
    wanted: dict[str, set[UUID]] = {}
    for event in events:
        for name, value in event.told.items():
            if find_offer(Namer, name) and value:
                wanted.setdefault(name, set()).update(map(UUID, value if isinstance(value, list) else [value]))
    namers = {namer.key: namer.names for namer in offered(Namer)}
    return {name: namers[name](actor, ids) for name, ids in wanted.items()}


def _word(name: str, value: Any, known: Mapping[str, Mapping[UUID, str]]) -> str:
    if name in known and value:
        keys = map(UUID, value if isinstance(value, list) else [value])
        return ", ".join(known[name].get(key, _("somebody or something removed")) for key in keys)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
