"""What the apps offer each other: entries of the navigation, tabs, cards, kinds of message, sentences of the history.

An app that wants to be added to defines a kind: a frozen dataclass derived from `Offer`, in its `hooks.py`. The apps
above offer things of that kind in a side room, which is loaded once every app is there (core/discovery.py):

    offer(MessageKind("booking.confirmed", _("A place is booked"), Audience.CLIENT))

Whoever shows them asks `offered(MessageKind)`: nobody below knows who offered what.
"""

from dataclasses import dataclass, field
from typing import Any, TypeVar

from fitflow.core.names import NameTaken


@dataclass(frozen=True)
class Offer:
    """One thing that an app offers. No two things of a kind have the same key."""

    key: str
    #: Where it stands among the others of its kind; those of the same order stand as they were offered.
    order: int = field(default=100, kw_only=True)


T = TypeVar("T", bound=Offer)
#: The things of each kind, by key.
_offers: dict[type[Offer], dict[str, Any]] = {}


def offer(*things: Offer) -> None:
    """Makes things known to whoever shows things of their kind. A key that is taken already does not start."""
    for thing in things:
        known = _offers.setdefault(type(thing), {})
        if thing.key in known:
            raise NameTaken(f"there is a {type(thing).__name__} {thing.key} already: give this one another key")
        known[thing.key] = thing


def offered(kind: type[T]) -> list[T]:
    """Everything of this kind, in order."""
    return sorted(_offers.get(kind, {}).values(), key=lambda thing: thing.order)


def find_offer(kind: type[T], key: str) -> T | None:
    """The thing of this kind with this key, or None."""
    found: T | None = _offers.get(kind, {}).get(key)
    return found
