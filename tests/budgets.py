"""Seconds per folder at the end of a run, against what each may take: so that it is seen where a suite grows slow."""

import hashlib
import json
import os
import time
from collections import Counter, defaultdict

import pytest

#: Seconds of all tests of a folder, set-up and teardown included, on two cores of the machine of the budgets. Two
#: processes share them, so the sum is twice the time of the run: `make test` is to end within twelve minutes there.
BUDGETS = {
    "fitflow/accounts": 50,  # Each page of signing in for a known and an unknown address, and with and without a proof.
    "fitflow/billing": 25,
    "fitflow/booking": 75,
    "fitflow/core": 25,
    "fitflow/organizations": 45,
    "fitflow/planning": 100,
    "fitflow/ui": 30,
    "fitflow/web": 75,
    "tests/journeys": 335,
    "tests/kernel": 65,
    "tests/races": 215,
    "tests/security": 310,
}
#: What any other folder may take.
USUAL = 20
#: CPU seconds of `_work` on the machine of the budgets. It is worked out: that machine confirmed a booking in 1.9 ms
#: (docs/guide/performance.md), another needed 4.1 ms for the same version, and 0.051 s for this.
REFERENCE = 0.0237
#: Machines differ: elsewhere a run that was slow is told and passes, unless this variable is 1.
STRICT = "FITFLOW_BUDGETS"
UNBOUND = os.environ.get("FITFLOW_LONG") == "1"

#: How many times as long this machine takes for the same, at least once; measured when the tests begin.
slowness = 1.0

_tests: Counter[str] = Counter()
_seconds: defaultdict[str, float] = defaultdict(float)


def folder_of(nodeid: str) -> str:
    return "/".join(nodeid.split("/")[:2]) if nodeid.count("/") > 1 else nodeid.partition("::")[0]


def budget_of(folder: str) -> float:
    """On this machine."""
    return BUDGETS.get(folder, USUAL) * slowness


@pytest.hookimpl(tryfirst=True)  # Before other processes begin.
def pytest_sessionstart(session: pytest.Session) -> None:
    global slowness  # noqa: PLW0603 - one machine
    if not hasattr(session.config, "workerinput"):
        slowness = max(1.0, min(_work() for _ in range(8)) / REFERENCE)


def _work() -> float:
    """CPU seconds of something that takes the same on every machine but for its speed."""
    began = time.process_time()
    for _round in range(400):
        text = json.dumps({str(number): [number, str(number) * 3] for number in range(60)}, sort_keys=True)
        sorted(json.loads(text).items(), key=lambda pair: pair[0][::-1])
        hashlib.sha256(text.encode()).hexdigest()
    return time.process_time() - began


def over() -> list[str]:
    """The folders that took too long. Long runs have more rounds, and no budget."""
    return [] if UNBOUND else [folder for folder in sorted(_seconds) if _seconds[folder] > budget_of(folder)]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Reports of all processes come together in the first one."""
    folder = folder_of(report.nodeid)
    _seconds[folder] += report.duration
    _tests[folder] += report.when == "call"


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if over() and os.environ.get(STRICT) == "1" and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if len(_seconds) < 2:
        return
    write = terminalreporter.write_line
    terminalreporter.section("seconds per folder")
    write(f"{'folder':24}{'tests':>7}{'seconds':>9}{'budget':>8}")
    for folder, seconds in sorted(_seconds.items()):
        budget = "" if UNBOUND else f"{budget_of(folder):.0f}"
        mark = "  OVER BUDGET" if folder in over() else ""
        write(f"{folder:24}{_tests[folder]:7}{seconds:9.1f}{budget:>8}{mark}", red=bool(mark))
    write(f"{'together':24}{_tests.total():7}{sum(_seconds.values()):9.1f}")
    write(f"This machine takes {slowness:.1f} times as long as the one of the budgets.")
    if over():
        write(f"OVER BUDGET: {', '.join(over())}. Find what waits (--durations=20), or say in tests/budgets.py why.")
