"""Tidying for the house: what belongs to no studio is forgotten by a timer of its own."""

from datetime import datetime, timedelta
from uuid import UUID

from fitflow.core.actor import Actor
from fitflow.core.hooks import AT_ONCE, KEEP_ANSWERS, SOON, Chore
from fitflow.core.idempotency import forget_answers
from fitflow.core.jobs import forget_done
from fitflow.core.offers import offer, offered
from fitflow.core.rates import forget_counts
from fitflow.core.tenancy import HOUSE
from fitflow.core.timers import on_timer

TIDY_TIMER = "core.tidy_house"
TIDY_EVERY = timedelta(hours=1)


@on_timer(TIDY_TIMER)
def tidy(actor: Actor, entity_id: UUID, key: str, now: datetime) -> datetime:
    """Every chore once; again in a moment while one of them has more to do."""
    counts = [chore.forget(now, AT_ONCE) for chore in offered(Chore)]
    return now + (SOON if max(counts) >= AT_ONCE else TIDY_EVERY)


def forget_house_answers(now: datetime, most: int) -> int:
    return forget_answers(HOUSE, before=now - KEEP_ANSWERS, most=most)


offer(
    Chore("core.answers", forget_house_answers),
    Chore("core.jobs", forget_done),
    Chore("core.rates", forget_counts),
)
