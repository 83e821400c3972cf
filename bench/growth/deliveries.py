"""How many deliveries a worker does in a second, in a big world.

Each is what a booking's confirmation makes: mails and notifications to client and trainer, written and composed, and
the reminders set. One program books and ends; then one worker of the product has only these to do.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import django
import psutil

COUNT = 900
#: Deliveries a second by one worker, whatever the world.
BAR = 150
CONSUMER = "booking.tell_booked"
#: A worker that takes longer than this for all of them is stopped.
PATIENCE = 120.0
NEWEST = "SELECT coalesce(max(id), 0) FROM core_delivery"
LEFT = "SELECT count(*) FROM core_delivery WHERE state = 'due' AND id > %s"
#: Each is dated when it is begun. The first tenth is left out: meanwhile a worker learns.
DONE = """SELECT count(*) - 1, extract(epoch FROM max(done_at) - min(done_at))
  FROM (SELECT done_at FROM core_delivery WHERE id > %(since)s AND consumer = %(consumer)s AND state = 'done'
    ORDER BY done_at OFFSET %(warm)s) AS d"""


@dataclass(frozen=True)
class Rate:
    """What one worker did: deliveries in a second, and its CPU for each (microseconds)."""

    world: str
    each_second: float
    cpu: float

    @property
    def verdict(self) -> str:
        return "ok" if self.each_second >= BAR else "MISSED"

    def words(self) -> str:
        rate = f"{self.each_second:.0f}/s by one worker, {self.cpu:.0f} us of its CPU each"
        return f"deliveries, {self.world:<4} {rate}   at least {BAR}/s: {self.verdict}"


def measured(world: Any, slug: str) -> Rate:
    """Books in a studio of the world, then lets a worker tell everybody."""
    with world.owner() as link:
        (since,) = link.execute(NEWEST).fetchone()
        subprocess.run([sys.executable, "-m", __name__, slug, str(COUNT)], env=world.env, check=True)
        with working(world.env) as worker:
            spent = wait(link, since, worker)
        count, seconds = link.execute(DONE, {"since": since, "consumer": CONSUMER, "warm": COUNT // 10}).fetchone()
    return Rate(world.name, count / float(seconds), spent / COUNT * 1e6)


@contextmanager
def working(env: dict[str, str]) -> Iterator[psutil.Process]:
    worker = subprocess.Popen([sys.executable, "-m", "fitflow.web", "worker"], env=env, start_new_session=True)
    try:
        yield psutil.Process(worker.pid)
    finally:
        worker.terminate()
        worker.wait(timeout=20)


def wait(link: Any, since: int, worker: psutil.Process) -> float:
    """Until nothing is left; the worker's CPU meanwhile, in seconds, without what it took to begin."""
    deadline = time.monotonic() + PATIENCE
    begun, everything = 0.0, link.execute(LEFT, [since]).fetchone()[0]
    while left := link.execute(LEFT, [since]).fetchone()[0]:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{left} deliveries are left after {PATIENCE:.0f} s")
        if left == everything:
            begun = sum(worker.cpu_times()[:2])
        time.sleep(0.02)
    return float(sum(worker.cpu_times()[:2]) - begun)


def book(slug: str, count: int) -> None:
    """So many bookings by as many clients, in classes to come that have spots."""
    from django.db import connections  # house: allow local-import — needs Django

    from fitflow.booking.services.holds import book_spot  # house: allow local-import — needs Django
    from fitflow.core.clock import now  # house: allow local-import — needs Django
    from fitflow.core.errors import Refused  # house: allow local-import — needs Django
    from fitflow.core.tenancy import tenant  # house: allow local-import — needs Django
    from fitflow.organizations.models import Organization  # house: allow local-import — needs Django
    from fitflow.organizations.queries.directory import system_actor  # house: allow local-import — needs Django

    organization = Organization.objects.using("owner").get(slug=slug)
    at = now()
    with connections["owner"].cursor() as cursor:
        cursor.execute(FREE, {"studio": organization.pk, "since": at + timedelta(days=2), "most": 3 * count})
        pairs = cursor.fetchall()
    booked = 0
    with tenant(organization.pk):
        actor = system_actor(organization.pk)
        for client_id, session_id in pairs:
            if booked == count:
                return
            try:
                book_spot(actor, session_id=session_id, client_id=client_id, now=now())
            except Refused:  # Booked at that hour already.
                continue
            booked += 1
    raise RuntimeError(f"{slug}: {booked} bookings of {count}")


#: Clients with credits, each with one class that has a spot.
FREE = """
WITH payers AS (
  SELECT client_id, row_number() OVER (ORDER BY random()) AS number FROM (
    SELECT DISTINCT a.client_id
    FROM billing_creditlot AS l JOIN billing_creditaccount AS a ON a.id = l.account_id
      JOIN organizations_client AS c ON c.id = a.client_id AND c.archived_at IS NULL
    WHERE l.organization_id = %(studio)s AND l.remaining >= 3 AND l.valid_until > %(since)s + interval '60 days') AS p
  ORDER BY number LIMIT %(most)s),
free AS (
  SELECT session_id, row_number() OVER (ORDER BY random()) AS number FROM (
    SELECT s.id AS session_id
    FROM schedule_session AS s JOIN booking_spot AS p ON p.session_id = s.id AND p.client_id IS NULL
    WHERE s.organization_id = %(studio)s AND s.status = 'published' AND s.starts_at > %(since)s
      AND s.starts_at < %(since)s + interval '14 days') AS f
  ORDER BY number LIMIT %(most)s)
SELECT client_id, session_id FROM payers JOIN free USING (number)"""


if __name__ == "__main__":
    django.setup()
    book(sys.argv[1], int(sys.argv[2]))
