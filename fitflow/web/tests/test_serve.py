"""`fitflow serve` for real: two programs in one terminal that come back when killed and leave nobody behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil
import pytest

from fitflow.organizations.factories import make_studio
from fitflow.organizations.models import Organization
from tests.databases import CommittedDatabase

pytestmark = pytest.mark.programs
PATIENCE = 30.0


def wait_for(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/static/ui/favicon-of-nobody", timeout=5)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children(process: psutil.Process, word: str) -> list[psutil.Process]:
    return [child for child in process.children() if word in child.cmdline()]


def gone(processes: list[psutil.Process]) -> bool:
    return not psutil.wait_procs(processes, timeout=PATIENCE)[1]


@contextmanager
def served(database: CommittedDatabase, port: int) -> Iterator[psutil.Process]:
    command = [sys.executable, "-m", "fitflow.web", "serve", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(command, env=database.env) as process:
        try:
            wait_for(lambda: answers(port) or process.poll() is not None)
            yield psutil.Process(process.pid)
        finally:
            process.terminate()


class TestServe:
    @pytest.fixture
    def port(self) -> int:
        return free_port()

    @pytest.fixture
    def serve(self, committed_db: CommittedDatabase, port: int) -> Iterator[psutil.Process]:
        with served(committed_db, port) as process:
            yield process

    def test_comes_back_after_kills_and_ends_without_orphans(self, serve: psutil.Process, port: int) -> None:
        (web,), (worker,) = children(serve, "granian"), children(serve, "worker")
        (web_process,) = web.children()

        for victim in (web_process, web, worker):
            os.kill(victim.pid, signal.SIGKILL)
            assert gone([victim])
        wait_for(lambda: children(serve, "granian") and children(serve, "worker") and answers(port))
        family = serve.children(recursive=True)
        serve.terminate()

        assert gone([serve, *family])
        assert not answers(port)

    def test_refuses_a_port_in_use(self, serve: psutil.Process, port: int, committed_db: CommittedDatabase) -> None:
        command = [sys.executable, "-m", "fitflow.web", "serve", "--port", str(port)]
        second = subprocess.run(command, env=committed_db.env, capture_output=True, text=True, check=False)

        assert second.returncode == 1
        assert f"Cannot listen on 127.0.0.1:{port}" in second.stderr


class TestTheCommand:
    MIGRATE = (sys.executable, "-m", "fitflow.web", "migrate", "--verbosity", "0")

    def test_migrates_an_up_to_date_database_again_without_harm(self, committed_db: CommittedDatabase) -> None:
        assert subprocess.run(self.MIGRATE, env=committed_db.env, check=False).returncode == 0

    def test_brings_the_settings_of_every_studio_up_to_date(self, committed_db: CommittedDatabase) -> None:
        studios = [make_studio(slug=slug) for slug in ("northside", "southside")]
        Organization.objects.update(settings={"hold.duration": 60})

        subprocess.run(self.MIGRATE, env=committed_db.env, check=True)

        assert [one.settings for one in Organization.objects.all()] == [dict(studio.settings) for studio in studios]

    def test_names_its_subcommands(self) -> None:
        shown = subprocess.run([sys.executable, "-m", "fitflow.web"], capture_output=True, text=True, check=False)

        assert shown.returncode == 2
        assert "usage: fitflow <command>" in shown.stderr


class TestWhatServeRefuses:
    SERVE = (sys.executable, "-m", "fitflow.web", "serve")

    def refused(self, env: dict[str, str], *arguments: str) -> str:
        command = [*self.SERVE, "--port", str(free_port()), *arguments]
        tried = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=PATIENCE)
        assert tried.returncode == 1
        return tried.stderr

    def test_is_a_role_that_ignores_row_level_security(self, committed_db: CommittedDatabase) -> None:
        said = self.refused(committed_db.env | {"DATABASE_URL": committed_db.url_owner})

        assert "fitflow_owner ignores row-level security" in said

    @pytest.mark.parametrize("switch", ["FITFLOW_DEMO", "FITFLOW_DEBUG"])
    def test_is_a_demo_or_debugging_for_other_machines(self, committed_db: CommittedDatabase, switch: str) -> None:
        said = self.refused(committed_db.env | {switch: "1"}, "--host", "0.0.0.0")

        assert "for this machine alone" in said


class TestSlowBodies:
    def test_stop_neither_pages_nor_programs(self, committed_db: CommittedDatabase) -> None:
        head = b"POST /api/v1/auth/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n{"
        port = free_port()
        with served(committed_db, port):
            held = [socket.create_connection(("127.0.0.1", port)) for _number in range(100)]
            try:
                for link in held:
                    link.sendall(head)
                page = urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=PATIENCE)
                wait_for(lambda: refused(port) == 503)  # Of this network, which has enough on their way.
            finally:
                for link in held:
                    link.close()
            wait_for(lambda: refused(port) == 400)

        assert page.status == 200


def refused(port: int) -> int:
    """How a program's body, which is here at once, is refused."""
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/auth/token", b"{}", {"Content-Type": "application/json"}
    )
    try:
        status: int = urllib.request.urlopen(asked, timeout=PATIENCE).status
    except urllib.error.HTTPError as error:
        return error.code
    return status
