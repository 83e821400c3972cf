"""What stands between granian and Django: bodies are waited for outside, by many threads; a few do the work inside.

granian hands over a request when its headers are there, and a thread waits for the rest. With as many threads as do the
work, a handful of bodies that come a byte at a time would stop the site. So there are many more threads than lanes
inside: a request takes a lane, with its connections to the database, once all of it is here.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from queue import SimpleQueue
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import connections

from fitflow.accounts.rules import network_of
from fitflow.web.bodies import CUT, UNREAD, WAITED, length_of, most_bytes

#: Requests that are worked on at once by a process: four share a commit (measured).
LANES = 4
#: Threads of a process, most of them waiting.
THREADS = 128
#: Bodies that may be waited for at once: all together, and from one network.
MOST_WAITING, MOST_OF_ONE = 96, 24

Environ = dict[str, Any]
App = Callable[[Environ, Any], Any]


class Gate:
    """The application as the server calls it."""

    def __init__(self, app: App, lanes: int = LANES) -> None:
        self.app = app
        self.lanes: SimpleQueue[Lane] = SimpleQueue()
        for _number in range(lanes):
            self.lanes.put(Lane())
        self.waiting = Waiting()

    def __call__(self, environ: Environ, start_response: Any) -> list[bytes]:
        length = length_of(environ)
        if length and length <= most_bytes(environ.get("PATH_INFO", "")):
            self.take_body(environ, length)
        lane = self.lanes.get()
        try:
            with lane.taken():
                return whole(self.app(environ, start_response))
        finally:
            self.lanes.put(lane)

    def take_body(self, environ: Environ, length: int) -> None:
        """Waits until the body is here, unless too many wait already. What went wrong is answered inside."""
        network = network_of(address_of(environ))
        if not self.waiting.enter(network):
            environ[UNREAD] = WAITED
            return
        try:
            body = environ["wsgi.input"].read(length)
        finally:
            self.waiting.leave(network)
        if len(body) < length:
            environ[UNREAD] = CUT
        environ["wsgi.input"] = BytesIO(body)


class Lane:
    """A lane inside: one request at a time, and the connections that go with it from thread to thread."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    @contextmanager
    def taken(self) -> Iterator[None]:
        for alias, link in self.kept.items():
            connections[alias] = link
        try:
            yield
        finally:
            for link in connections.all(initialized_only=True):
                if link.alias not in self.kept:
                    link.inc_thread_sharing()
                    self.kept[link.alias] = link
                del connections[link.alias]


class Waiting:
    """How many bodies are waited for, by network."""

    def __init__(self) -> None:
        self.lock, self.total, self.of = Lock(), 0, Counter[str]()

    def enter(self, network: str) -> bool:
        with self.lock:
            if self.total >= MOST_WAITING or self.of[network] >= MOST_OF_ONE:
                return False
            self.total += 1
            self.of[network] += 1
            return True

    def leave(self, network: str) -> None:
        with self.lock:
            self.total -= 1
            self.of[network] -= 1
            if not self.of[network]:
                del self.of[network]


def whole(answer: Iterable[bytes]) -> list[bytes]:
    """All of an answer, made while the lane is ours."""
    try:
        return [b"".join(answer)]
    finally:
        close = getattr(answer, "close", None)
        if close is not None:
            close()


def address_of(environ: Environ) -> str:
    """Where a request comes from; behind a proxy, what the proxy says."""
    said: str = environ.get("HTTP_X_FORWARDED_FOR", "") if settings.ALLAUTH_TRUSTED_PROXY_COUNT else ""
    return said.rpartition(",")[2].strip() or environ.get("REMOTE_ADDR", "")
