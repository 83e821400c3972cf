"""Finished days of the ledger are summed up once, at night, so that no page adds up years."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Sum

from fitflow.billing.models import LedgerDay, Posting
from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction, lock_advisory
from fitflow.core.zones import day_bounds, local_date

#: A day is finished for good so long after its end: what is posted is dated when its work began. The trigger on
#: postings (sql/sums.sql) says the same.
LATEST_POSTING = timedelta(hours=1)


@in_transaction
def sum_days(actor: Actor, *, now: datetime) -> int:
    """Sums up every finished day that has postings and is not summed yet. Says how many."""
    lock_advisory("billing.sum_days", actor.organization_id)
    last = LedgerDay.objects.visible_to(actor).order_by("-ends_at").first()
    days = list(_days_after(actor, last, now))
    LedgerDay.objects.bulk_create(days)
    return len(days)


def _days_after(actor: Actor, last: LedgerDay | None, now: datetime) -> Iterator[LedgerDay]:
    """Day by day: from the first posting behind the last summed one, to the midnight after it in the studio's zone."""
    since, balance = (last.ends_at, last.balance) if last else (None, Decimal(0))
    while True:
        waiting = Posting.objects.filter(organization_id=actor.organization_id)
        first = (waiting.filter(at__gte=since) if since else waiting).order_by("at").values_list("at", flat=True)[:1]
        if not first:
            return
        day = day_bounds(local_date(first[0], actor.zone), actor.zone)
        if day.end + LATEST_POSTING > now:
            return
        starts_at = max(day.start, since) if since else day.start  # A zone that was changed cuts a day.
        moved = waiting.filter(at__gte=starts_at, at__lt=day.end)
        totals = {kind: total for kind, total in moved.values_list("kind").annotate(total=Sum("entries__amount"))}
        balance += sum(totals.values(), Decimal(0))
        yield LedgerDay(
            organization_id=actor.organization_id, starts_at=starts_at, ends_at=day.end, balance=balance,
            totals={kind: str(total) for kind, total in totals.items()},
        )  # fmt: skip
        since = day.end
