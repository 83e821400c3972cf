"""How fast an event is taken by the worker, and a crowd of 500 before 20 places."""

import json
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

import psycopg

from bench import studio
from bench.web import Server

PEOPLE, SPOTS = 500, 20


@dataclass(frozen=True)
class Crowd:
    """What became of 500 people who wanted one of 20 places at once. `sold`: places with somebody in them, by the rows.

    `answers` by status; whoever got none, for whatever reason, stands under 0.
    """

    seconds: float
    slowest: float
    answers: dict[int, int]
    sold: int


def crowd(server: Server, env: dict[str, str], tokens: list[str]) -> Crowd:
    """500 connections at once; everybody waits for an answer."""
    with psycopg.connect(env["DATABASE_OWNER_URL"], autocommit=True) as link:
        session = studio.ident(3, 2)
        link.execute("DELETE FROM booking_spot WHERE session_id = %s AND number > %s", [session, SPOTS])
        link.execute("UPDATE schedule_session SET capacity = %s WHERE id = %s", [SPOTS, session])
    results: list[tuple[int, float]] = []
    gate = threading.Barrier(PEOPLE + 1)

    def ask(number: int) -> None:
        gate.wait()
        began = time.perf_counter()
        link = HTTPConnection("127.0.0.1", server.port, timeout=30)
        headers = {
            "Authorization": f"Bearer {tokens[number]}",
            "X-Organization": studio.SLUG,
            "Idempotency-Key": f"crowd-{number}",
            "Content-Type": "application/json",
        }
        try:
            link.request("POST", f"/api/v1/sessions/{session}/hold", "{}", headers)
            status = link.getresponse().status
        except OSError:
            status = 0
        results.append((status, time.perf_counter() - began))
        link.close()

    people = [threading.Thread(target=ask, args=(number,)) for number in range(PEOPLE)]
    for person in people:
        person.start()
    gate.wait()
    began = time.perf_counter()
    for person in people:
        person.join()
    elapsed = time.perf_counter() - began
    answers = Counter(status for status, _seconds in results)
    with psycopg.connect(env["DATABASE_OWNER_URL"]) as link:
        taken = "SELECT count(*) FROM booking_spot WHERE session_id = %s AND client_id IS NOT NULL"
        sold: int = link.execute(taken, [session]).fetchone()[0]  # type: ignore[index]
    return Crowd(elapsed, max(seconds for _status, seconds in results), dict(answers), sold)


def event_lag(env: dict[str, str], count: int = 100, pause: float = 0.05) -> list[float]:
    """Milliseconds from a commit that made an event to the end of its consumer, with a worker of its own."""
    worker = subprocess.Popen([sys.executable, "-m", "fitflow.web", "worker"], env=env, start_new_session=True)
    try:
        time.sleep(6)  # The worker is up and has nothing left to do.
        command = [sys.executable, "-m", "bench.lag", str(count), str(pause)]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-800:])
        found: list[float] = json.loads(done.stdout)
        return found
    finally:
        worker.terminate()
        worker.wait(timeout=20)


def summary(values: list[float]) -> dict[str, Any]:
    ordered = sorted(values)
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    return {name: ordered[min(len(ordered) - 1, int(len(ordered) * share))] for name, share in shares.items()}
