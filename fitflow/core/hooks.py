"""What the apps add to the product as a whole."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from fitflow.core.actor import Actor
from fitflow.core.offers import Offer

#: How many rows one act of tidying removes; while there are more, it goes on after the pause.
AT_ONCE = 1_000
SOON = timedelta(seconds=1)
#: How long a repeat under the same key gets the first answer.
KEEP_ANSWERS = timedelta(hours=24)


@dataclass(frozen=True)
class Chore(Offer):
    """What is over, of no studio or of all: `forget(now, most)` removes the oldest of it and says how many it were.

    The tenant is the house while it runs.
    """

    forget: Callable[[datetime, int], int]


def forgets(old: Callable[[datetime], QuerySet[Any]]) -> Callable[[datetime, int], int]:
    """What removes the first of the rows that are old at a moment, and nothing else."""

    def forget(now: datetime, most: int) -> int:
        rows = old(now)
        keys = list(rows.values_list("pk", flat=True)[:most])
        rows.model._default_manager.filter(pk__in=keys).delete()
        return len(keys)

    return forget


@dataclass(frozen=True)
class ApiSection(Offer):
    """A section of the API's description: what programs want first stands first. The key is the tag of operations."""


@dataclass
class DemoStudio:
    """A studio of the demo while it is filled: scenes read what those before them have left."""

    owner: Actor
    #: When it opened, and the moment at which somebody looks at it.
    started: datetime
    now: datetime
    #: Tells whoever waits how far the seeding is.
    say: Callable[[str], None]
    trainers: list[Actor] = field(default_factory=list)
    members: list[Actor] = field(default_factory=list)


@dataclass(frozen=True)
class DemoScene(Offer):
    """What an app lets happen in a studio of the demo. Scenes are played in order, with the engine clock at `started`.

    The demo is for everybody who tries the product out: what an app can do shall be seen there.
    """

    play: Callable[[DemoStudio], None]
    #: The studio it happens in: the full one, or the small one beside it that proves isolation.
    studio: str = field(default="demo", kw_only=True)
