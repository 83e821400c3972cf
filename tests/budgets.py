"""Seconds per folder at the end of a run, against what each may take: so that it is seen where a suite grows slow."""

import os
from collections import Counter, defaultdict

import pytest

#: Seconds of all tests of a folder, set-up and teardown included, on two cores that nobody else uses. Two processes
#: share them, so the sum of this table is twice the time of the run: `make test` is to end within twelve minutes.
BUDGETS = {
    "fitflow/accounts": 40,
    "fitflow/booking": 120,
    "fitflow/core": 60,
    "fitflow/organizations": 120,
    "fitflow/planning": 120,
    "fitflow/ui": 40,
    "fitflow/web": 120,
    "tests/journeys": 260,
    "tests/kernel": 80,
    "tests/races": 120,
    "tests/security": 160,
}
#: What any other folder may take.
USUAL = 30
#: Machines differ: elsewhere a run that was slow is told and passes, unless this variable is 1.
STRICT = "FITFLOW_BUDGETS"
UNBOUND = os.environ.get("FITFLOW_LONG") == "1"

_tests: Counter[str] = Counter()
_seconds: defaultdict[str, float] = defaultdict(float)


def folder_of(nodeid: str) -> str:
    return "/".join(nodeid.split("/")[:2]) if nodeid.count("/") > 1 else nodeid.partition("::")[0]


def budget_of(folder: str) -> int:
    return BUDGETS.get(folder, USUAL)


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
        budget = "" if UNBOUND else f"{budget_of(folder)}"
        mark = "  OVER BUDGET" if folder in over() else ""
        write(f"{folder:24}{_tests[folder]:7}{seconds:9.1f}{budget:>8}{mark}", red=bool(mark))
    write(f"{'together':24}{_tests.total():7}{sum(_seconds.values()):9.1f}")
    if over():
        write(f"OVER BUDGET: {', '.join(over())}. Find what waits (--durations=20), or say in tests/budgets.py why.")
