"""Find Chromium for the browser tests; where we may, install Debian's package.

The headless shell is the same engine without the windows, menus and helpers of a browser: a page is opened with a
fifth of the CPU. A whole browser will do where there is no shell.
"""

import os
import shutil
import subprocess
import sys
from functools import cache

SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


@cache
def path() -> str | None:
    """FITFLOW_CHROMIUM, else the first browser of the system."""
    return os.environ.get("FITFLOW_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@cache
def whole() -> str | None:
    """A browser with all its parts: only that one keeps pages for going back."""
    return next(filter(None, map(shutil.which, NAMES[1:])), None)


def ensure() -> str | None:
    is_named = "FITFLOW_CHROMIUM" in os.environ
    if not is_named and shutil.which(SHELL) is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Debian's headless Chromium for the browser tests.", flush=True)
        _apt("update", "-qq")
        is_there = _apt("install", "-y", "-qq", "--no-install-recommends", SHELL, "fonts-liberation")
        if not is_there and path() is None:  # Older systems have the whole browser only.
            _apt("install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation")
        path.cache_clear()
    return path()


def _apt(*words: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", *words]
    return subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False).returncode == 0


def main() -> None:
    found = ensure()
    if found:
        print(f"Browser tests use {found}.")
        return
    print(
        "NO CHROMIUM: all browser tests (marker `browser`: tests/journeys, page checks) will be skipped.\n"
        "Install it (Debian: apt-get install chromium-headless-shell), or name one in FITFLOW_CHROMIUM."
    )
    if os.environ.get("CI"):
        sys.exit("In CI that is a failure.")


if __name__ == "__main__":
    main()
