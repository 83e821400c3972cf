"""Find Chromium for the browser tests; where we may, install Debian's package."""

import os
import shutil
import sys
from functools import cache

from tools import debian

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


@cache
def path() -> str | None:
    """FITFLOW_CHROMIUM, else the first browser of the system."""
    return os.environ.get("FITFLOW_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def ensure() -> str | None:
    if path() is None:
        debian.install("chromium", "fonts-liberation", purpose="the browser tests")
        path.cache_clear()
    return path()


def main() -> None:
    found = ensure()
    if found:
        print(f"Browser tests use {found}.")
        return
    print(
        "NO CHROMIUM: all browser tests (marker `browser`: tests/journeys, page checks) will be skipped.\n"
        "Install it (Debian: apt-get install chromium), or name one in FITFLOW_CHROMIUM."
    )
    if os.environ.get("CI"):
        sys.exit("In CI that is a failure.")


if __name__ == "__main__":
    main()
