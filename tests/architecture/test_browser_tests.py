"""Browser tests are never left out silently."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.programs
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def environment() -> dict[str, str]:
    """A machine without Chromium."""
    kept = {name: value for name, value in os.environ.items() if name not in {"CI", "FITFLOW_CHROMIUM"}}
    return {**kept, "PATH": str(Path(sys.executable).parent)}


@pytest.fixture
def a_browser_test() -> str:
    return f"{Path(__file__).relative_to(ROOT)}::test_of_a_page"


@pytest.mark.browser
def test_of_a_page() -> None:
    """The specimen the tests below run: it needs nothing but passes only where Chromium is."""


def run(test: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", test]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_without_chromium_they_are_skipped_with_the_reason(a_browser_test: str, environment: dict[str, str]) -> None:
    done = run(a_browser_test, environment)

    assert done.returncode == 0
    assert "There is no Chromium: run `python -m tools.chromium`" in done.stdout


def test_without_chromium_ci_fails(a_browser_test: str, environment: dict[str, str]) -> None:
    done = run(a_browser_test, {**environment, "CI": "true"})

    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "There is no Chromium" in done.stderr
