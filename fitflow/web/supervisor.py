"""Keep a few programs running in one terminal: respawned when they die, ended together, none left behind."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

LOOK_SECONDS = 0.2
GUARD_SECONDS = 1.0
STOP_SECONDS = 15.0
LONGEST_PAUSE = 10.0
HEALTHY_SECONDS = 30.0
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux's prctl.


@dataclass
class Program:
    """A command that shall always run, and what is known about its present process."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    started_at: float = field(default=0.0, init=False)
    next_start: float = field(default=0.0, init=False)
    pause: float = field(default=0.0, init=False)


class Supervisor:
    """Runs programs until it is told to stop. `guard` is called each second, to look after what is no child."""

    def __init__(self, programs: list[Program], guard: Callable[[], None] | None = None) -> None:
        self.programs, self.guard = programs, guard
        self.guarded_at = 0.0
        self.stopping = threading.Event()

    def run(self) -> None:
        """Work until SIGINT or SIGTERM; then end every program. A second signal does not wait for them."""
        before = {number: signal.signal(number, self._on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            while not self.stopping.is_set():
                self._look_after_children()
                self._call_guard()
                self.stopping.wait(LOOK_SECONDS)
        finally:
            self._stop_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self.stopping.is_set():
            for program in self.programs:
                _end_group(program)
        self.stopping.set()

    def _call_guard(self) -> None:
        if self.guard and time.monotonic() - self.guarded_at >= GUARD_SECONDS:
            self.guard()
            self.guarded_at = time.monotonic()

    def _look_after_children(self) -> None:
        for program in self.programs:
            if program.process and program.process.poll() is not None:
                self._bury(program, program.process.returncode)
            if program.process is None and time.monotonic() >= program.next_start:
                _start(program)

    def _bury(self, program: Program, status: int) -> None:
        """Note a death, end what the dead left behind, and plan the next start: at once, later if it keeps dying."""
        lived = time.monotonic() - program.started_at
        program.pause = 0.0 if lived >= HEALTHY_SECONDS else min(max(2 * program.pause, 0.25), LONGEST_PAUSE)
        say(f"{program.name} ended with status {status} and is started again.")
        _end_group(program)
        program.process = None
        program.next_start = time.monotonic() + program.pause

    def _stop_all(self) -> None:
        running = [(program, program.process) for program in self.programs if program.process]
        for _, process in running:
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for program, process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                say(f"{program.name} did not stop in time and is ended.")
            _end_group(program)
            process.wait()


def say(text: str) -> None:
    sys.stderr.write(f"fitflow: {text}\n")
    sys.stderr.flush()


def _start(program: Program) -> None:
    """Each program leads a group of its own: Ctrl-C reaches us only, and its own children can be ended with it."""
    program.process = subprocess.Popen(  # noqa: S603
        program.command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - We have one thread.
    )
    program.started_at = time.monotonic()


def _end_with_parent() -> None:
    """Ask Linux to end this child when we are killed without a chance to do it ourselves."""
    ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _end_group(program: Program) -> None:
    """Kill whatever still lives in the program's group."""
    if program.process is None:
        return
    try:
        os.killpg(program.process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # Nobody was left.
