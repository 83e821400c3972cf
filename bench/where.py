"""Where the application's CPU of a hold and of a confirm goes: one process, no server, the whole stack of the product.

A profiler makes small functions look larger than they are, so shares are printed beside a time measured without it.
"""

import cProfile
import os
import pstats
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import orjson

from bench import studio

COUNT, WARM = 400, 50
#: The first that is found in a file's path names the part.
PARTS = {
    "fitflow/": "fitflow",
    "psycopg": "psycopg",
    "django/db": "django database layer",
    "django/urls": "django addresses",
    "rest_framework": "rest_framework",
    "jwt": "tokens",
    "csp/": "content security policy",
    "allauth": "allauth",
    "django/": "django, the rest",
}


@dataclass(frozen=True)
class Spent:
    """One act: microseconds of CPU for each, statements sent, and the parts' shares of the profile."""

    act: str
    each: float
    statements: float
    shares: tuple[tuple[str, float], ...]

    def words(self) -> str:
        parts = ", ".join(f"{name} {share:.0%}" for name, share in self.shares)
        return f"{self.act:<8} {self.each:5.0f} us, {self.statements:.1f} statements: {parts}"


def main() -> None:
    """A hold, then its confirmation, for a few hundred clients of the clone that the environment names."""
    tokens = Path(sys.argv[1]).read_text().split()
    holds: dict[int, str] = {}

    def hold(number: int) -> None:
        session = studio.ident(3, 2 + number % studio.SESSIONS)
        holds[number] = ask(f"/api/v1/sessions/{session}/hold", tokens[number], f"h{number}")["id"]

    def confirm(number: int) -> None:
        ask(f"/api/v1/holds/{holds[number]}/confirm", tokens[number], f"c{number}")

    for act, once in (("hold", hold), ("confirm", confirm)):
        print(measured(act, once).words(), flush=True)


def measured(act: str, once: Callable[[int], None]) -> Spent:
    from django.db import connection  # house: allow local-import — needs Django

    sent = Counter[str]()

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        sent[act] += 1
        return execute(sql, *rest)

    for number in range(WARM):
        once(number)
    start = time.process_time()
    for number in range(WARM, WARM + COUNT):
        once(number)
    each = (time.process_time() - start) / COUNT * 1e6
    profile = cProfile.Profile(time.process_time)
    with connection.execute_wrapper(count), profile:
        for number in range(WARM + COUNT, WARM + 2 * COUNT):
            once(number)
    return Spent(act, each, sent[act] / COUNT, shares_of(pstats.Stats(profile)))


def shares_of(stats: pstats.Stats) -> tuple[tuple[str, float], ...]:
    """The own time of each function, added up by the part of the program its file belongs to."""
    own = Counter[str]()
    for (file, _line, _name), row in stats.stats.items():  # type: ignore[attr-defined]
        own[part_of(file)] += row[2]
    total = sum(own.values())
    return tuple((name, value / total) for name, value in own.most_common())


def part_of(file: str) -> str:
    path = file.replace(str(Path(studio.ROOT).parent), "").replace(os.sep, "/")
    return next((part for mark, part in PARTS.items() if mark in path), "Python itself")


def ask(path: str, token: str, key: str) -> Any:
    """A POST through the whole stack, as the server would hand it over."""
    from config.wsgi import application  # house: allow local-import — needs Django

    said: list[str] = []
    environment = {
        "REQUEST_METHOD": "POST", "PATH_INFO": path, "SCRIPT_NAME": "", "QUERY_STRING": "", "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http", "wsgi.input": BytesIO(b"{}"),
        "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": "2", "HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1",
        "HTTP_AUTHORIZATION": f"Bearer {token}", "HTTP_X_ORGANIZATION": studio.SLUG, "HTTP_IDEMPOTENCY_KEY": key,
    }  # fmt: skip

    def start(status: str, _headers: Any, _problem: Any = None, /) -> Any:
        said.append(status)

    body = b"".join(application(environment, start))
    if not said[0].startswith("201"):
        raise RuntimeError(f"{said[0]}: {body.decode()}")
    return orjson.loads(body)


if __name__ == "__main__":
    main()
