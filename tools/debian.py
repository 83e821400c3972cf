"""Install Debian's packages where we may: as root, where apt-get is."""

import os
import shutil
import subprocess


def install(*packages: str, purpose: str) -> None:
    """Try to; whoever calls looks for the program afterwards and says what to do without it."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print(f"Installing Debian's {packages[0]} for {purpose}.", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", *command], env=environment, stdout=subprocess.DEVNULL, check=False)
