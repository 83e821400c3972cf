"""Tells dispatchers that work is due. After the commit, coalesced, and never inside a hot transaction.

A NOTIFY inside the transaction makes commits queue behind one lock (measured: a quarter of the throughput). So a thread
of its own sends at most one every 10 ms for the whole process. A lost wake-up costs a second: dispatchers sweep, too.
"""

import logging
import threading
from typing import Any

import psycopg
from django.db import connection

CHANNEL = "fitflow_due"
PAUSE_SECONDS = 0.01
logger = logging.getLogger(__name__)


class Waker(threading.Thread):
    """Sends the NOTIFY for a whole process, on a connection of its own."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(name="fitflow-wake", daemon=True)
        self.params = params
        self.due = threading.Event()

    def connect(self) -> psycopg.Connection[Any]:
        """A wake-up need not survive a crash, so its commit waits for no disk."""
        link = psycopg.connect(**self.params, autocommit=True)
        link.execute("SET synchronous_commit TO off")
        return link

    def run(self) -> None:
        link: psycopg.Connection[Any] | None = None
        while True:
            self.due.wait()
            self.due.clear()
            try:
                link = link or self.connect()
                link.execute(f"NOTIFY {CHANNEL}")  # A constant: NOTIFY takes no parameters.
            except psycopg.Error as error:
                logger.warning("dispatchers were not woken: %s", error)
                link = None
            threading.Event().wait(PAUSE_SECONDS)


_lock = threading.Lock()
_wakers: dict[str, Waker] = {}


def wake_dispatchers() -> None:
    """Wakes every dispatcher soon. Costs the caller nothing but setting a flag."""
    settings = connection.settings_dict
    target = f"{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"
    waker = _wakers.get(target)
    if waker is None or not waker.is_alive():
        with _lock:
            waker = _wakers.get(target)
            if waker is None or not waker.is_alive():
                waker = _wakers[target] = Waker(link_parameters())
                waker.start()
    waker.due.set()


def link_parameters() -> dict[str, Any]:
    """How to reach the database of Django's default connection from a connection of one's own."""
    settings = connection.settings_dict
    params = {
        "dbname": settings["NAME"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
        "host": settings["HOST"],
        "port": settings["PORT"],
    }
    return {name: value for name, value in params.items() if value}
