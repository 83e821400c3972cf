"""What a reference stands for. Billing knows nothing of what is paid with credits: the apps above describe it."""

from collections.abc import Collection
from uuid import UUID

from fitflow.billing.hooks import Describer, Subject
from fitflow.core.actor import Actor
from fitflow.core.offers import find_offer


def subjects_of(actor: Actor, references: Collection[str]) -> dict[str, Subject]:
    """The subject of every reference that somebody can describe."""
    wanted: dict[str, dict[UUID, str]] = {}
    for reference in references:
        kind, key = parts_of(reference)
        if key is not None:
            wanted.setdefault(kind, {})[key] = reference
    found: dict[str, Subject] = {}
    for kind, keys in wanted.items():
        describer = find_offer(Describer, kind)
        described = describer.describe(actor, keys) if describer else {}
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
