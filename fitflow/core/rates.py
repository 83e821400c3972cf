"""How many requests a program may send in a minute: counted for each login and each network, over all processes.

A process counts by itself and writes to the shared row only now and then, once for each twentieth part of the limit:
who asks seldom costs no statement at all, and a limit is exceeded by one part for each process at most.
"""

import hashlib
from collections.abc import Callable, Hashable
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import NamedTuple

from django.db import connection

from fitflow.core.models import RequestCount
from fitflow.core.plans import Kept

MINUTE = 60
PARTS = 20
#: Under this name a request carries what its answer says about the limit.
TOLD = "fitflow_rate"
COUNT = Kept(
    "INSERT INTO core_requestcount AS c (key, minute, count) VALUES (%s, %s, %s)"
    " ON CONFLICT (key, minute) DO UPDATE SET count = c.count + excluded.count RETURNING count"
)


class Rate(NamedTuple):
    """What is left of a limit in this minute."""

    limit: int
    left: int
    reset_after: int

    @property
    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(self.left, 0)),
            "RateLimit-Reset": str(self.reset_after),
        }


def seconds_left(moment: float) -> int:
    """Until the next minute begins."""
    return MINUTE - int(moment) % MINUTE


def add_to_row(key: Hashable, minute: int, count: int) -> int:
    """Adds what a process has counted, and gives what all have."""
    at = datetime.fromtimestamp(minute * MINUTE, UTC)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [hashlib.sha256(str(key).encode()).digest()[:16], at, count])
        return int(cursor.fetchone()[0])


class Counts:
    """What one process counted in this minute, by network (text) and login (its id). `share` adds to what all have."""

    def __init__(self, share: Callable[[Hashable, int, int], int] = add_to_row) -> None:
        self.share, self.lock, self.minute = share, Lock(), 0
        self.own, self.others = dict[Hashable, int](), dict[Hashable, int]()

    def count(self, key: Hashable, limit: int, moment: float) -> Rate:
        """Counts one request, and says what is left after it: below zero when it was one too many."""
        minute = int(moment) // MINUTE
        part = max(limit // PARTS, 1)
        with self.lock:
            if minute != self.minute:
                self.minute = minute
                self.own.clear()
                self.others.clear()
            own = self.own[key] = self.own.get(key, 0) + 1
        if own % part == 0:
            total = self.share(key, minute, part)
            with self.lock:
                self.others[key] = total - own
        return Rate(limit, limit - own - self.others.get(key, 0), seconds_left(moment))


counts = Counts()


def forget_counts(now: datetime, most: int) -> int:
    """Removes what was counted more than an hour ago."""
    old = RequestCount.objects.filter(minute__lt=now - timedelta(hours=1)).values_list("pk", flat=True)
    keys = list(old[:most])
    RequestCount.objects.filter(pk__in=keys).delete()
    return len(keys)
