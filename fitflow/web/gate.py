"""What stands between granian and Django: bodies are waited for outside, by many threads; a few do the work inside.

granian hands over a request when its headers are there, and a thread waits for the rest. With as many threads as do the
work, a handful of bodies that come a byte at a time would stop the site. So there are many more threads than lanes
inside: a request takes a lane, with its connections to the database, once all of it is here.
"""

from collections.abc import Callable, Iterable
from io import BytesIO
from queue import SimpleQueue
from threading import Lock, local
from typing import Any

from django.db import connections

from fitflow.accounts.doors import address_of
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
        self.lanes, self.free = [Lane() for _number in range(lanes)], SimpleQueue[None]()
        for _lane in self.lanes:
            self.free.put(None)
        self.waiting = Waiting()

    def __call__(self, environ: Environ, start_response: Any) -> list[bytes]:
        length = length_of(environ)
        if length and length <= most_bytes(environ.get("PATH_INFO", "")):
            self.take_body(environ, length)
        self.free.get()
        lane = self.lanes.pop()  # The one that was left last.
        try:
            lane.enter()
            return whole(self.app(environ, start_response))
        finally:
            lane.leave()
            self.lanes.append(lane)
            self.free.put(None)

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
    """One request at a time, and the connections that go with it when another thread takes it."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def enter(self) -> None:
        """Most often the thread had this lane before, and its connections are there."""
        if getattr(here, "lane", None) is self:
            return
        for link in connections.all(initialized_only=True):
            del connections[link.alias]
        for alias, link in self.kept.items():
            connections[alias] = link
        here.lane = self

    def leave(self) -> None:
        if self.kept:
            return
        for link in connections.all(initialized_only=True):
            link.inc_thread_sharing()
            self.kept[link.alias] = link


here = local()


class Waiting:
    """How many bodies are waited for, by network."""

    def __init__(self) -> None:
        self.lock, self.total, self.of = Lock(), 0, dict[str, int]()

    def enter(self, network: str) -> bool:
        with self.lock:
            of_one = self.of.get(network, 0)
            if self.total >= MOST_WAITING or of_one >= MOST_OF_ONE:
                return False
            self.total += 1
            self.of[network] = of_one + 1
            return True

    def leave(self, network: str) -> None:
        with self.lock:
            self.total -= 1
            if self.of[network] == 1:
                del self.of[network]
            else:
                self.of[network] -= 1


def whole(answer: Iterable[bytes]) -> list[bytes]:
    """All of an answer, made while the lane is ours."""
    try:
        return [b"".join(answer)]
    finally:
        close = getattr(answer, "close", None)
        if close is not None:
            close()
