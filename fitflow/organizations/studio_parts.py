"""What the apps above know about a studio as a whole. This app knows none of them; each brings a `studio_parts.py`.

Such a module calls `count_planned(…)`; it is imported once every app is loaded.
"""

from collections.abc import Callable
from datetime import datetime

from fitflow.core.actor import Actor

Count = Callable[[Actor, datetime], int]
_counts: dict[str, Count] = {}


def count_planned(key: str, count: Count) -> None:
    """Adds how many things are planned at a moment that a new time zone would show at another clock time."""
    _counts[key] = count


def planned(actor: Actor, now: datetime) -> int:
    """Everything that is planned at a moment to come."""
    return sum(count(actor, now) for count in _counts.values())
