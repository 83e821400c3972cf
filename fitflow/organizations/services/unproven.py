"""Logins that were begun and never proved keep an address from whoever reads it: they end after a day."""

from datetime import datetime, timedelta

from fitflow.core.db import one_row

PROVED_WITHIN = timedelta(days=1)


def forget_unproven(now: datetime, most: int) -> int:
    """Removes so many at most, the oldest first. Whoever belongs to a studio stays. Says how many."""
    row = one_row("SELECT forget_unproven(%s, %s) AS count", [now - PROVED_WITHIN, most])
    return int(row["count"]) if row else 0
