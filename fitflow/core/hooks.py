"""What the apps add to the product as a whole."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from fitflow.core.actor import Actor
from fitflow.core.offers import Offer


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
