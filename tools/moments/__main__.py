"""Run tests at an odd moment: `python -m tools.moments NAME [pytest's arguments]`.

    --list           the moments by name
    --all            all of them, one after the other; says in the end where tests failed
    --today          the one whose turn it is today
    NAME             one of the list, a date and time in London such as 2027-03-28T00:55, or `now`: the real time

Python, Node, PostgreSQL and Chromium are told the same offset from the real clock, so their clocks agree, run on, and
a process that starts later does not begin again. That is libfaketime's work, as the package `libfaketime` brings it.
The one of Debian and Ubuntu (0.9.10, `faketime`) also wraps the calls that wait, and breaks them: `time.sleep` fails
(its issue 426), and time limits of PostgreSQL (lock_timeout, deadlock_timeout) never end a wait, because a signal that
arrives during it reads the real clock.
"""

import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from fitflow.core import embedded
from tools.moments.calendar import MOMENTS, ZONE, named, of_the_day

ROOT = Path(__file__).parent.parent.parent
#: conftest.py keeps the server of such runs here.
DATA = ROOT / "var" / "moment-postgres"
LIBRARY = "vendor/libfaketime/src/libfaketime.so.1"
MISSING = (
    "NO LIBFAKETIME: the tests cannot run at odd moments here. Build it (wolfcw/libfaketime on GitHub) with"
    ' FAKETIME_COMPILE_CFLAGS="-UFAKE_STAT -UFAKE_UTIME -UFAKE_SLEEP", and name the file in FITFLOW_FAKETIME.'
)
REAL = "now"
WHOLE = ["pytest", "-n", "2", "--durations=15"]


def library() -> Path | None:
    """FITFLOW_FAKETIME, else the one of the package, which is made for the usual machine only."""
    if own := os.environ.get("FITFLOW_FAKETIME"):
        return Path(own)
    spec = find_spec("libfaketime")
    if spec is None or spec.origin is None or (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        return None
    return Path(spec.origin).parent / LIBRARY


def environment(start: datetime, faketime: Path) -> dict[str, str]:
    """What makes every process that inherits it live at this moment, also when our own clock is moved already."""
    real = time.time() - int(os.environ.get("FAKETIME", "0"))
    return {
        "LD_PRELOAD": os.pathsep.join([str(faketime), *filter(None, [os.environ.get("LD_PRELOAD")])]),
        "FAKETIME": f"{round(start.timestamp() - real):+d}",
        # Durations are measured as ever: waiting, time limits and animations do not change.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        # Otherwise Chromium's waits between its threads end at once, again and again, and it takes minutes to start.
        "FAKETIME_FORCE_MONOTONIC_FIX": "0",
        # The offset is read once in each process, not every ten seconds while threads ask for the time.
        "FAKETIME_CACHE_DURATION": str(10**9),
    }


def run(name: str, arguments: list[str]) -> bool:
    """Node's and Python's tests at this moment; with arguments, the tests that they choose."""
    if name == REAL:
        print("\n== The tests run at the real time.", flush=True)
        told = dict(os.environ)
    else:
        start = named(name, datetime.now(UTC))
        again = " ".join(["python -m tools.moments", f"{start:%Y-%m-%dT%H:%M}", *arguments])
        print(f"\n== {name}: it is {start:%A, %d %B %Y, %H:%M} in London. Again: {again}", flush=True)
        _remove_leftovers()
        told = {**os.environ, **environment(start, find()), "FITFLOW_MOMENT": f"{start:%Y-%m-%dT%H:%M}"}
    commands = [["pytest", *arguments]] if arguments else [["tools.node", "--test"], WHOLE]
    return all(
        subprocess.run([sys.executable, "-m", *words], env=told, cwd=ROOT, check=False).returncode == 0
        for words in commands
    )


def of_today() -> str:
    """Whose turn it is; the real time where the clocks cannot be moved. CI insists on a library that moves them."""
    if os.environ.get("FITFLOW_TEST_DATABASE_URL"):
        print("The database server is not ours, so its clock stays as it is.")
        return REAL
    if library() is None and not os.environ.get("CI"):
        print(MISSING)
        return REAL
    return of_the_day(datetime.now(ZONE).date()).name


def _remove_leftovers() -> None:
    """What a run that was killed left: its server, which lives at that run's moment, and shared memory.

    That has the numbers of the processes in its names; a new process of the same number could not make its own.
    """
    if embedded.is_running(DATA):
        with embedded.running(DATA):
            pass  # The last of its users stops it.
    for file in Path("/dev/shm").glob("*faketime_s[eh]m_*"):
        number = file.name.rpartition("_")[2]
        if number.isdecimal() and not Path("/proc", number).exists():
            file.unlink(missing_ok=True)


def find() -> Path:
    return library() or sys.exit(MISSING)


def main() -> None:
    match sys.argv[1:]:
        case ["--list"]:
            now = datetime.now(UTC)
            for moment in MOMENTS:
                print(f"{moment.name:20}{moment.after(now):%a %Y-%m-%d %H:%M}   {moment.why}")
        case ["--all", *arguments]:
            failed = [moment.name for moment in MOMENTS if not run(moment.name, arguments)]
            if failed:
                sys.exit(f"Tests failed at: {', '.join(failed)}.")
            print(f"\nTests passed at all {len(MOMENTS)} moments.")
        case ["--today", *arguments]:
            sys.exit(0 if run(of_today(), arguments) else 1)
        case [name, *arguments] if not name.startswith("-"):
            sys.exit(0 if run(name, arguments) else 1)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
