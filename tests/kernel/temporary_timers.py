"""A kind of timer and a consumer that exist during a test."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction

from fitflow.core import events, timers
from fitflow.core.actor import Actor, Studio
from fitflow.core.events import consumes, record
from fitflow.core.models import EventSubscription
from fitflow.core.names import WrittenNames
from fitflow.core.timers import MAX_ATTEMPTS, on_timer

KIND = "test.bell"
#: A name begins with an app of the product, also in a test.
LISTENER = "core.listener"
Rung = list[datetime]


@dataclass(frozen=True)
class BellRung:
    """An event of the tests."""

    type: ClassVar[str] = "test.rung"
    entity: ClassVar[str] = "bell_id"
    bell_id: UUID


def forget(names: WrittenNames[Any], name: str) -> None:
    del names.known[name]
    for was in [was for was, today in names.former.items() if today == name]:
        del names.former[was]


@contextmanager
def ringing(
    ring: Callable[..., Any],
    *,
    name: str = KIND,
    group: str = "default",
    lease: timedelta | None = None,
    attempts: int = MAX_ATTEMPTS,
    formerly: Sequence[str] = (),
) -> Iterator[None]:
    on_timer(name, group=group, lease=lease, attempts=attempts, formerly=formerly)(ring)
    try:
        yield
    finally:
        forget(timers._kinds, name)


@contextmanager
def hearing(
    hear: Callable[..., Any],
    *,
    name: str = LISTENER,
    group: str = "default",
    at_once: int = 1,
    formerly: Sequence[str] = (),
) -> Iterator[None]:
    consumes(BellRung, name=name, group=group, at_once=at_once, formerly=formerly)(hear)
    EventSubscription.objects.update_or_create(type=BellRung.type, consumer=name, defaults={"group": group})
    try:
        yield
    finally:
        forget(events._consumers, name)


def tell(studio: Studio, *, about: UUID | None = None, now: datetime) -> None:
    """The event, with a delivery for the consumer."""
    with transaction.atomic():
        record(Actor.system(studio), BellRung(about or studio.id), now=now)
