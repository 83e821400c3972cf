"""What a reference stands for. Billing knows nothing of what is paid with credits: the apps above describe it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fitflow.core.actor import Actor


@dataclass(frozen=True)
class Subject:
    """What was paid for, as people know it: "Vinyasa Flow", when it takes place, and its page for this actor."""

    title: str
    at: datetime | None = None
    url: str = ""


#: `function(actor, ids)`: every id it knows with its subject, in one query; the door decided what may be seen.
Describer = Callable[[Actor, Collection[UUID]], Mapping[UUID, Subject]]

_describers: dict[str, Describer] = {}


def register_describer(kind: str, describer: Describer) -> None:
    """Who describes the references `<kind>:<id>`."""
    _describers[kind] = describer


def subjects_of(actor: Actor, references: Collection[str]) -> dict[str, Subject]:
    """The subject of every reference that somebody can describe."""
    wanted: dict[str, dict[UUID, str]] = {}
    for reference in references:
        kind, key = parts_of(reference)
        if key is not None and kind in _describers:
            wanted.setdefault(kind, {})[key] = reference
    found: dict[str, Subject] = {}
    for kind, keys in wanted.items():
        described = _describers[kind](actor, keys)
        found |= {keys[key]: subject for key, subject in described.items() if key in keys}
    return found


def booking_id_of(reference: str) -> UUID | None:
    """The booking a movement is about, if it is about one."""
    kind, key = parts_of(reference)
    return key if kind == "booking" else None


def parts_of(reference: str) -> tuple[str, UUID | None]:
    """The kind of a reference and its id: `booking:019a…`."""
    kind, _colon, text = reference.partition(":")
    try:
        return kind, UUID(text)
    except ValueError:
        return kind, None
