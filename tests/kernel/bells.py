"""A kind of timer and a consumer that exist during a test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction

from fitflow.core import events, timers
from fitflow.core.actor import Actor, Studio
from fitflow.core.events import consumes, record
from fitflow.core.models import Subscription
from fitflow.core.timers import MAX_ATTEMPTS, on_timer

KIND = "test.bell"
Rung = list[datetime]


@dataclass(frozen=True)
class BellRung:
    """An event of the tests."""

    type: ClassVar[str] = "test.rung"
    entity: ClassVar[str] = "bell_id"
    bell_id: UUID


@contextmanager
def ringing(
    ring: Callable[..., Any],
    *,
    name: str = KIND,
    group: str = "default",
    lease: timedelta | None = None,
    attempts: int = MAX_ATTEMPTS,
) -> Iterator[None]:
    on_timer(name, group=group, lease=lease, attempts=attempts)(ring)
    try:
        yield
    finally:
        del timers._kinds[name]


@contextmanager
def hearing(hear: Callable[..., Any], *, group: str = "default") -> Iterator[None]:
    def listener(actor: Actor, event: BellRung, now: datetime) -> None:
        hear(actor, event, now)

    consumes(BellRung, group=group)(listener)
    key = (BellRung.type, "tests.listener")
    Subscription.objects.get_or_create(type=key[0], consumer=key[1])
    try:
        yield
    finally:
        del events._subscribers[key]


def tell(studio: Studio, *, now: datetime) -> None:
    """The event, with a delivery for the consumer."""
    with transaction.atomic():
        record(Actor.system(studio), BellRung(studio.id), now=now)
