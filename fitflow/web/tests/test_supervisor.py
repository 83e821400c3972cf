"""Real processes: what is killed comes back, what is stopped leaves nobody behind."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.programs
PATIENCE = 15.0

# A program with a child of its own, like a web server with its workers. It writes both process ids into a file.
PROGRAM = textwrap.dedent("""
    import os, signal, subprocess, sys, time
    signal.signal(signal.SIGTERM, lambda *_: (child.terminate(), child.wait(), sys.exit(0)))
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    with open(sys.argv[1] + ".draft", "w") as file:
        file.write(f"{os.getpid()} {child.pid}")
    os.rename(sys.argv[1] + ".draft", sys.argv[1])
    time.sleep(600)
""")
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
)
SUPERVISE = textwrap.dedent("""
    import sys
    from fitflow.web import supervisor
    supervisor.STOP_SECONDS = 1.0
    programs = [supervisor.Program("one", [sys.executable, "-c", sys.argv[1], sys.argv[2]])]
    supervisor.Supervisor(programs).run()
    print("clean", flush=True)
""")


def wait_for(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


class TestSupervisor:
    @pytest.fixture
    def note(self, tmp_path: Path) -> Path:
        return tmp_path / "pids"

    @pytest.fixture
    def supervisor(self, note: Path) -> Iterator[subprocess.Popen[str]]:
        process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISE, PROGRAM, str(note)], stdout=subprocess.PIPE, text=True
        )
        with process:
            yield process
            process.kill()

    @pytest.fixture
    def pids(self, supervisor: subprocess.Popen[str], note: Path) -> list[int]:
        wait_for(note.exists)
        return [int(word) for word in note.read_text().split()]

    def test_starts_a_killed_program_again_and_ends_what_it_left_behind(self, note: Path, pids: list[int]) -> None:
        note.unlink()
        os.kill(pids[0], signal.SIGKILL)

        wait_for(note.exists)
        assert not set(pids) & {int(word) for word in note.read_text().split()}
        assert [is_alive(pid) for pid in pids] == [False, False]

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_ends_cleanly_and_leaves_no_orphan(
        self, supervisor: subprocess.Popen[str], pids: list[int], number: signal.Signals
    ) -> None:
        supervisor.send_signal(number)

        assert supervisor.communicate(timeout=PATIENCE)[0] == "clean\n"
        assert [is_alive(pid) for pid in pids] == [False, False]

    @pytest.mark.skipif(sys.platform != "linux", reason="Only Linux tells children that their parent was killed.")
    def test_leaves_no_orphan_even_when_it_is_killed_itself(
        self, supervisor: subprocess.Popen[str], pids: list[int]
    ) -> None:
        supervisor.kill()

        wait_for(lambda: not any(map(is_alive, pids)))

    def test_ends_a_program_that_does_not_listen(self, note: Path) -> None:
        command = [sys.executable, "-c", SUPERVISE, STUBBORN, str(note)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as supervisor:
            assert supervisor.stdout
            assert supervisor.stdout.readline() == "up\n"
            children = psutil.Process(supervisor.pid).children(recursive=True)
            supervisor.terminate()

            assert supervisor.stdout.readline() == "clean\n"
            assert not any(is_alive(child.pid) for child in children)
