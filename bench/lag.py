"""Makes events one after another and waits for their delivery: run by bench.together in a process of its own."""

import json
import sys
import time

import django

django.setup()

from decimal import Decimal  # noqa: E402

from django.db import connection  # noqa: E402

from bench.studio import ident  # noqa: E402
from fitflow.billing.services import grant  # noqa: E402
from fitflow.core.clock import now  # noqa: E402
from fitflow.core.tenancy import tenant  # noqa: E402
from fitflow.organizations.queries.directory import system_actor  # noqa: E402

DONE = "SELECT clock_timestamp() FROM core_delivery WHERE id = %s AND state = 'done'"


def main(count: int, pause: float) -> None:
    lags = []
    with tenant(ident(1, 1)):
        actor = system_actor(ident(1, 1))
        for number in range(1, count + 1):
            grant(actor, client_id=ident(2, number), amount=Decimal(1), reason="lag", now=now())
            with connection.cursor() as cursor:
                cursor.execute("SELECT clock_timestamp(), max(id) FROM core_delivery")
                committed, newest = cursor.fetchone()
                done = None
                while done is None:
                    time.sleep(0.001)
                    cursor.execute(DONE, [newest])
                    row = cursor.fetchone()
                    done = row[0] if row else None
            lags.append((done - committed).total_seconds() * 1000)
            time.sleep(pause)
    json.dump(lags, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
