"""A small load generator: a few keep-alive connections, each sending its next request when its answer is there.

One process, one thread, no client library: about 60 us of CPU for each request, counted apart from the application's.
"""

import json
import random
import resource
import select
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

WARM_SECONDS = 1.0


@dataclass
class Plan:
    """What is asked: holds (and confirms) by clients in turn, or one GET again and again, by those in turn, too.

    Without tokens a stranger asks.
    """

    port: int
    seconds: float
    connections: int
    tokens: list[str]
    sessions: tuple[int, int] = (2, 501)
    confirm: bool = False
    get: str = ""
    rate: float = 0.0
    first: int = 0
    run: str = field(default_factory=lambda: str(time.time_ns()))


class Link:
    """One connection and the request it waits for."""

    def __init__(self, plan: Plan, clients: Iterator[int]) -> None:
        self.plan, self.clients = plan, clients
        self.socket = socket.create_connection(("127.0.0.1", plan.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.client = 0
        self.hold = ""
        self.sent_at = 0.0

    def ask(self) -> None:
        """Sends the next request of this connection."""
        self.sent_at = time.perf_counter()
        self.socket.sendall(self.next_request())

    def next_request(self) -> bytes:
        if self.plan.get:
            return f"GET {self.plan.get} HTTP/1.1\r\nHost: localhost\r\n{self.who_reads()}\r\n".encode()
        if self.hold:
            path, key = f"/api/v1/holds/{self.hold}/confirm", f"{self.plan.run}-c-{self.client}"
            self.hold = ""
        else:
            self.client = next(self.clients)
            number = random.randint(*self.plan.sessions)
            path = f"/api/v1/sessions/00000003-0000-7000-8000-{number:012x}/hold"
            key = f"{self.plan.run}-{self.client}"
        token = self.plan.tokens[self.client]
        return (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nX-Organization: bench\r\n"
            f"Idempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{{}}"
        ).encode()

    def who_reads(self) -> str:
        """One client after another: each has a limit of its own."""
        if not self.plan.tokens:
            return ""
        self.client = next(self.clients)
        return f"Authorization: Bearer {self.plan.tokens[self.client]}\r\nX-Organization: bench\r\n"

    def read(self) -> tuple[int, bytes] | None:
        """The answer, once it is complete."""
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("the server closed the connection")
        self.buffer += data
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = self.buffer[:end].lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(self.buffer) < end + 4 + length:
            return None
        body, self.buffer = self.buffer[end + 4 : end + 4 + length], self.buffer[end + 4 + length :]
        return int(head[9:12]), body

    def took_hold(self, body: bytes) -> None:
        """Remembers the hold that the next request of this connection confirms."""
        if self.plan.confirm and b'"active"' in body:
            self.hold = json.loads(body)["id"]


def run(plan: Plan) -> dict[str, Any]:
    """Loads for the time of the plan; latencies in ms, answers by status."""
    numbers = range(plan.first, len(plan.tokens))
    clients = cycle(numbers) if plan.get else iter(numbers)
    poller = select.epoll()
    links = {}
    for _number in range(plan.connections):
        link = Link(plan, clients)
        links[link.socket.fileno()] = link
        poller.register(link.socket, select.EPOLLIN)
    latencies: list[float] = []
    answers: Counter[int] = Counter()
    start = time.perf_counter()
    pace = Pace(plan, start)
    idle = [link for link in links.values() if not pace.send(link)]
    while time.perf_counter() - start < plan.seconds:
        for number, _event in poller.poll(0.005 if plan.rate else 1):
            link = links[number]
            answer = link.read()
            if answer is None:
                continue
            latencies.append((time.perf_counter() - link.sent_at) * 1000)
            answers[answer[0]] += 1
            link.took_hold(answer[1])
            if not pace.send(link):
                idle.append(link)
        idle = [link for link in idle if not pace.send(link)]
    elapsed = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"latencies": latencies, "answers": dict(answers), "seconds": elapsed, "cpu": used.ru_utime + used.ru_stime}


class Pace:
    """As fast as answers come, or a fixed number of requests a second."""

    def __init__(self, plan: Plan, start: float) -> None:
        self.rate, self.start, self.sent = plan.rate, start, 0

    def send(self, link: Link) -> bool:
        if self.rate and self.sent >= (time.perf_counter() - self.start) * self.rate:
            return False
        self.sent += 1
        link.ask()
        return True


def main() -> None:
    asked = json.loads(Path(sys.argv[1]).read_text())
    tokens = Path(asked.pop("tokens_file")).read_text().split()
    asked["sessions"] = tuple(asked.get("sessions", (2, 501)))
    json.dump(run(Plan(tokens=tokens, **asked)), sys.stdout)


if __name__ == "__main__":
    main()
