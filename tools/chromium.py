"""Find Chromium for the browser tests; where we may, install Debian's package."""

import os
import shutil
import subprocess
import sys
from functools import cache

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


@cache
def path() -> str | None:
    """FITFLOW_CHROMIUM, else the first browser of the system."""
    return os.environ.get("FITFLOW_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def ensure() -> str | None:
    if path() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Debian's chromium for the browser tests.", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        packages = ["chromium", "fonts-liberation"]
        for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
            subprocess.run(["apt-get", *command], env=environment, stdout=subprocess.DEVNULL, check=False)
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
