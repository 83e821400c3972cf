"""Members at work over HTTP while something dies: every request is repeated under its key until it is answered."""

import http.client
import json
import random
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from tests.races.doors import http_call

PATIENCE = 60.0
LONGEST_PAUSE = 0.5


@dataclass(frozen=True)
class Answer:
    """What was asked under which key, and what was said in the end."""

    path: str
    key: str
    status: int
    body: str

    @property
    def id(self) -> str:
        return str(json.loads(self.body)["id"])


@dataclass
class Member:
    """Somebody who holds, confirms, cancels and waits, and remembers every answer."""

    name: str
    client_id: UUID
    token: str
    port: int
    slug: str
    sessions: Sequence[UUID]
    dice: random.Random
    answers: list[Answer] = field(default_factory=list)
    unanswered: int = 0
    bookings: dict[UUID, str] = field(default_factory=dict)

    def work(self, closing: threading.Event, thought: float) -> None:
        while not closing.is_set():
            session_id = self.dice.choice(self.sessions)
            if session_id in self.bookings:
                self.cancel(session_id)
            else:
                self.book(session_id)
            time.sleep(self.dice.uniform(0, thought))

    def book(self, session_id: UUID) -> None:
        held = self.ask(f"sessions/{session_id}/hold")
        if held.status == 409:
            self.ask(f"waitlist/{session_id}/join")
            return
        confirmed = self.ask(f"holds/{held.id}/confirm")
        if confirmed.status in (200, 201):
            self.bookings[session_id] = confirmed.id

    def cancel(self, session_id: UUID) -> None:
        if self.ask(f"bookings/{self.bookings[session_id]}/cancel").status == 200:
            del self.bookings[session_id]

    def ask(self, path: str) -> Answer:
        answer = self.ask_again(path, f"{self.name} {len(self.answers)}")
        self.answers.append(answer)
        return answer

    def ask_again(self, path: str, key: str) -> Answer:
        """Asks under this key until there is an answer: no broken line, no failure, nobody too busy."""
        deadline, pause = time.monotonic() + PATIENCE, 0.02
        while time.monotonic() < deadline:
            try:
                status, body, _is_replay = http_call(self.port, "POST", path, self.token, self.slug, key)
            except (OSError, http.client.HTTPException):
                status, body = 0, ""
            if 200 <= status < 500 and status != 429 and '"busy"' not in body:
                return Answer(path, key, status, body)
            self.unanswered += 1
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        raise AssertionError(f"{path} was never answered; the last was {status} {body}")


@contextmanager
def at_work(members: Sequence[Member], *, thought: float = 0.0) -> Iterator[None]:
    """Everybody works until the block ends, and then waits for the last answer.

    Before the next class each takes up to so many seconds of thought: for who asks whether the worker can follow.
    """
    closing = threading.Event()
    with ThreadPoolExecutor(len(members)) as pool:
        working = [pool.submit(member.work, closing, thought) for member in members]
        try:
            yield
        finally:
            closing.set()
        for one in working:
            one.result()
