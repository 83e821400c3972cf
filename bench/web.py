"""The product over HTTP: the same server as `fitflow serve`, loaded by a process of its own."""

import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from bench.raw import Line, database_cpu
from bench.studio import CLIENTS, ident
from fitflow.web.management.commands.serve import web_command


def make_tokens(file: Path) -> None:
    """An access token for every client, as `POST auth/token` would give."""
    from fitflow.accounts.models import User  # house: allow local-import — needs Django
    from fitflow.accounts.services import access_token  # house: allow local-import — needs Django

    lines = (access_token(User(id=ident(5, number), key_version=1)) for number in range(1, CLIENTS + 1))
    file.write_text("\n".join(lines))


@dataclass(frozen=True)
class Server:
    """A running web server and its processes."""

    port: int
    process: "subprocess.Popen[bytes]"

    def cpu(self) -> float:
        master = psutil.Process(self.process.pid)
        return sum(sum(one.cpu_times()[:2]) for one in [master, *master.children(recursive=True)])


@contextmanager
def serving(env: dict[str, str]) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    unlimited = {"FITFLOW_API_PER_NETWORK": str(10**9)}  # All clients of the bench are in one network.
    process = subprocess.Popen(web_command("127.0.0.1", port, 2), env=env | unlimited, start_new_session=True)
    try:
        wait_for(port)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(port: int, seconds: float = 120) -> None:
    """Until somebody listens there; on a busy machine a server takes a while to begin."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def load(env: dict[str, str], plan: dict[str, Any]) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(plan, file)
        file.flush()
        command = [sys.executable, "-m", "bench.load", file.name]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-800:])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure(
    name: str, server: Server, env: dict[str, str], data: Path, plan: dict[str, Any], *, good: frozenset[int]
) -> Line:
    """Warms the server, then measures one plan."""
    plan = {"port": server.port, "connections": 16, "seconds": 5, **plan}
    load(env, {**plan, "seconds": 1.5, "first": CLIENTS - 4000} if not plan.get("get") else {**plan, "seconds": 1.5})
    app, database = server.cpu(), database_cpu(data)
    got = load(env, plan)
    app, database = server.cpu() - app, database_cpu(data) - database
    taken = sorted(got["latencies"])
    p50, p95, p99 = (taken[int(len(taken) * share)] for share in (0.5, 0.95, 0.99))
    answers = {int(status): count for status, count in got["answers"].items()}
    errors = sum(count for status, count in answers.items() if status not in good)
    note = "answers " + " ".join(f"{status}:{count}" for status, count in sorted(answers.items()))
    each = 1e6 / len(taken)
    note += f", load {got['cpu'] * each:.0f} us"
    return Line(name, len(taken) / got["seconds"], p50, p95, p99, errors, app * each, database * each, note)
