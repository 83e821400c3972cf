"""Asks the worlds in turn, one request each, so that whatever else the machine does meets all of them alike."""

import http.client
import json
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from bench.growth.backends import Backends
from bench.growth.lines import BOOKING, Line
from bench.growth.studios import BIG, TWIN
from bench.growth.worlds import World
from bench.web import Server, serving

#: Each of eight connections of a server keeps plans of its own, and settles on one after the fifth time.
WARM, ASKED = 24, 40
#: A slow line is asked less often: about so long for each world. Nobody waits longer for one answer than `PATIENCE`.
SECONDS, PATIENCE = 3.0, 60.0
#: Where the studio that is visited lies, and its world.
Target = tuple[str, str]
TARGETS: dict[str, tuple[Target, ...]] = {
    "S": (("S", TWIN),),
    "M": (("M", BIG), ("M", TWIN)),
    "L": (("L", BIG), ("L", TWIN)),
}


#: Seconds for which a server surely keeps a connection that nobody uses.
KEPT_OPEN = 2.0


class TooSlow(Exception):
    """An answer did not come within anybody's patience."""


@dataclass
class Taken:
    """What one line took in one studio: milliseconds, and the database's CPU for each request."""

    times: list[float] = field(default_factory=list)
    database_ms: float = 0.0
    is_too_slow: bool = False

    @property
    def median(self) -> float:
        return statistics.median(self.times) if self.times else PATIENCE * 1000

    @property
    def p95(self) -> float:
        return sorted(self.times)[int(len(self.times) * 0.95)] if self.times else PATIENCE * 1000


@dataclass
class ServedStudio:
    """One studio in a world that is served."""

    world: World
    server: Server
    slug: str
    link: http.client.HTTPConnection
    backends: Backends
    used_at: float = 0.0

    @property
    def visitors(self) -> Any:
        return self.world.visitors[self.slug]

    def get(self, line: Line) -> float:
        return self.ask("GET", line.path_for(self.visitors["ids"]), headers_of(self.visitors, line.who, line.is_api))

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> float:
        return self.answer(method, path, headers, body)[0]

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> tuple[float, bytes]:
        """Milliseconds until the whole answer was there, and the answer."""
        if time.perf_counter() - self.used_at > KEPT_OPEN:
            self.link.close()  # While others were asked the server may have closed its end; asking opens a new one.
            self.link.connect()
        began = time.perf_counter()
        try:
            self.link.request(method, path, body, headers)
            got = self.link.getresponse()
            text = got.read()
        except TimeoutError as error:
            self.link.close()
            raise TooSlow(path) from error
        self.used_at = time.perf_counter()
        took = (self.used_at - began) * 1000
        if got.status not in (200, 201):
            raise RuntimeError(f"{method} {path} in {self.world.name}: {got.status} {text[:300]!r}")
        return took, text


def headers_of(visitors: Any, who: str, is_api: bool) -> dict[str, str]:
    if not who:
        return {}
    if is_api:
        return {"Authorization": f"Bearer {visitors['who'][who]['token']}", "X-Organization": visitors["ids"]["slug"]}
    return {"Cookie": visitors["who"][who]["cookie"]}


@contextmanager
def served(worlds: Sequence[World]) -> Iterator[dict[Target, ServedStudio]]:
    """Every world with a server of its own, as `fitflow serve` starts it, and a connection to each studio."""
    with ExitStack() as stack:
        studios = {}
        for world in worlds:
            server, backends = stack.enter_context(serving(world.env)), Backends(world)
            for target in TARGETS[world.name]:
                link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
                stack.callback(link.close)
                studios[target] = ServedStudio(world, server, target[1], link, backends)
        yield studios


def measure(line: Line, studios: dict[Target, ServedStudio]) -> dict[Target, Taken]:
    """The line in every studio, in turn."""
    before = Line("", line.after[0], line.after[1]) if line.after else line
    return in_turn(studios, warm=lambda studio: studio.get(before), ask=lambda studio: studio.get(line))


def in_turn(
    studios: dict[Target, ServedStudio], *, warm: Callable[[ServedStudio], float], ask: Callable[[ServedStudio], float]
) -> dict[Target, Taken]:
    found = {target: Taken() for target in studios}
    counts = {target: warmed(studio, warm, found[target]) for target, studio in studios.items()}
    for studio in studios.values():
        studio.backends.look_again()
    cpu = dict.fromkeys(studios, 0.0)
    for turn in range(max(counts.values())):
        for target, studio in studios.items():
            if turn >= counts[target] or found[target].is_too_slow:
                continue
            before = studio.backends.seconds()
            try:
                found[target].times.append(ask(studio))
            except TooSlow:
                found[target].is_too_slow = True
            cpu[target] += studio.backends.seconds() - before
    for target, taken in found.items():
        taken.database_ms = cpu[target] * 1000 / max(1, len(taken.times))
    return found


def warmed(studio: ServedStudio, warm: Callable[[ServedStudio], float], taken: Taken) -> int:
    """Lets every connection of the server see the statements; how often the line is asked then."""
    times: list[float] = []
    while len(times) < WARM and sum(times) < SECONDS * 1000:
        try:
            times.append(warm(studio))
        except TooSlow:
            taken.is_too_slow = True
            return 0
    return max(3, min(ASKED, int(SECONDS * 1000 / statistics.median(times))))


def measure_booking(studios: dict[Target, ServedStudio]) -> dict[str, dict[Target, Taken]]:
    """Holds, confirms and cancels: each client in turn takes a spot in one of the coming classes and gives it back."""
    found: dict[str, dict[Target, Taken]] = {name: {target: Taken() for target in studios} for name in BOOKING}
    run = time.time_ns()
    for turn in range(WARM + ASKED):
        for target, studio in studios.items():
            if turn == WARM:
                studio.backends.look_again()
            for name, (took, spent) in zip(BOOKING, book_and_cancel(studio, turn, run), strict=True):
                if turn >= WARM:
                    found[name][target].times.append(took)
                    found[name][target].database_ms += spent * 1000 / ASKED
    return found


def book_and_cancel(studio: ServedStudio, turn: int, run: int) -> list[tuple[float, float]]:
    visitors = studio.visitors
    bookers, sessions = visitors["bookers"], visitors["bookable"]
    token, session = bookers[turn % len(bookers)], sessions[(run + turn * 7) % len(sessions)]
    headers = {"Authorization": f"Bearer {token}", "X-Organization": studio.slug, "Content-Type": "application/json"}
    taken = []
    path = f"/api/v1/sessions/{session}/hold"
    for name, following in zip(BOOKING, ("holds/{}/confirm", "bookings/{}/cancel", ""), strict=True):
        before = studio.backends.seconds()
        took, text = studio.answer("POST", path, headers | {"Idempotency-Key": f"{run}-{turn}-{name}"}, b"{}")
        taken.append((took, studio.backends.seconds() - before))
        path = "/api/v1/" + following.format(id_in(text)) if following else ""
    return taken


def id_in(text: bytes) -> str:
    """The id of the hold, or of the booking."""
    found: str = json.loads(text)["id"]
    return found
