"""The night sums up finished days of the ledger, and finds sums that are wrong."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from fitflow.billing.factories import make_credits
from fitflow.billing.models import LedgerDay
from fitflow.core.actor import Actor, Studio
from fitflow.insights.queries.audit import audit_of
from fitflow.insights.services import check_studio

DAY = timedelta(days=1)


@pytest.fixture
def summed(studio: Studio, maya: Actor, system: Actor, now: datetime) -> datetime:
    """Credits on three days, and the night after them."""
    for days in range(3):
        make_credits(studio, client_id=maya.client_id, now=now + days * DAY)
    check_studio(system, now=now + 3 * DAY)
    return now + 3 * DAY


def test_every_finished_day_has_its_sum(manager: Actor, summed: datetime) -> None:
    assert [day.balance for day in LedgerDay.objects.order_by("starts_at")] == [10, 20, 30]
    assert audit_of(manager, now=summed).is_clean


@pytest.mark.parametrize("wrong", ["balance = balance + 1", """totals = '{"grant": "1.00"}'"""])
def test_sums_that_are_wrong_are_found(manager: Actor, summed: datetime, now: datetime, wrong: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE billing_ledgerday SET {wrong} WHERE starts_at < %s", [now])

    assert audit_of(manager, now=summed).broken.keys() == {"day_is_the_sum_of_its_entries"}


def test_a_day_whose_sum_is_missing_is_found(manager: Actor, summed: datetime, now: datetime) -> None:
    LedgerDay.objects.filter(starts_at__lt=now).delete()

    assert audit_of(manager, now=summed).broken["day_is_the_sum_of_its_entries"] == 2
