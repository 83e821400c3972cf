"""What the apps above may say about credits: what they were paid for."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fitflow.core.actor import Actor
from fitflow.core.offers import Offer


@dataclass(frozen=True)
class Subject:
    """What was paid for, as people know it: "Vinyasa Flow", when it takes place, and its page for this actor."""

    title: str
    at: datetime | None = None
    url: str = ""
    #: What its end brought, and why so much: "Half back: cancelled 16 h before the start." Said beside the credits
    #: that came back, or beside those that were used where nothing did.
    outcome: str = ""
    has_returned: bool = True


@dataclass(frozen=True)
class Describer(Offer):
    """Who describes the references `<key>:<id>`: every id it knows with its subject, in one query."""

    #: The door decided what may be seen.
    describe: Callable[[Actor, Collection[UUID]], Mapping[UUID, Subject]]
