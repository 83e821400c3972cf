"""Make the virtual environment with nothing but Python, and put uv into it, which installs the rest."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - The reader may well have started it with an older one.
        sys.exit(f"FitFlow needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: make PYTHON=python3.12")
    if not PYTHON.exists() or not _has_pip():
        _make_environment()
    options = ["--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps"]
    locked = str(ROOT / "requirements-bootstrap.lock")
    subprocess.run([str(PYTHON), "-m", "pip", "install", *options, "-r", locked], check=True)


def _has_pip() -> bool:
    return subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


def _make_environment() -> None:
    if not _can_make_environments():
        _install_from_debian()
    venv.create(VENV, with_pip=True, clear=VENV.exists())


def _can_make_environments() -> bool:
    """Debian leaves ensurepip out of its python3 package."""
    return subprocess.run([sys.executable, "-c", "import ensurepip"], capture_output=True, check=False).returncode == 0


def _install_from_debian() -> None:
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.exit(f"This Python cannot make virtual environments. Install the package first: apt-get install {package}")
    print(f"Installing {package}, which this Python needs to make virtual environments.")
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], check=True)


if __name__ == "__main__":
    main()
