"""`fitflow serve` as anybody would run it, on a database of the tests: hashed files, the policy, a worker beside it."""

import fcntl
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.databases import ROOT, CommittedDatabase

VAR = ROOT / "var" / "journeys"
START_SECONDS = 120


@contextmanager
def serving(database: CommittedDatabase) -> Iterator[str]:
    """The address of the product; in the end its log must know of no crash."""
    VAR.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    log = VAR / f"server-{port}.log"
    address = f"http://127.0.0.1:{port}"
    own = {"FITFLOW_TESTING": "0", "FITFLOW_DEMO": "1", "FITFLOW_URL": address, "FITFLOW_VAR": str(VAR)}
    command = [sys.executable, "-m", "fitflow.web", "serve", "--port", str(port), "--workers", "1"]
    with log.open("wb") as output, (VAR / "starting.lock").open("w") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)  # Static files are collected by one of us.
        server = subprocess.Popen(command, env={**database.env, **own}, cwd=ROOT, stdout=output, stderr=output)
        try:
            _wait_for(server, port, log)
            fcntl.flock(starting, fcntl.LOCK_UN)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=60)
    said = log.read_text()
    log.unlink()
    assert "Traceback" not in said, said


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 0.5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"The server did not start: {log.read_text()}")
