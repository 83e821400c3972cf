"""What `make check` runs after lint: quick tests of everything, and all but the browser's near what was changed.

    python -m tools.touched [REVISION]

Changed is what differs from where this branch left REVISION (by default main; on main itself its last commit), and
what is not committed yet. Tests near a file are those of its app, or of its folder under tests/.
"""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
#: A change of these has no tests beside it: what is checked about the whole house.
HOUSE = "tests/architecture"


def near(path: str) -> str:
    """The folder (or file) of tests that a change of this file may break first."""
    parts = path.split("/")
    if parts[-1].startswith("test_") and path.endswith(".py"):
        return path
    if parts[0] == "fitflow" and len(parts) > 2:
        return f"fitflow/{parts[1]}/tests"
    if parts[0] == "tests" and len(parts) > 2:
        return f"tests/{parts[1]}"
    return HOUSE


def changed(revision: str, root: Path = ROOT) -> list[str]:
    """Files that differ from where this branch left `revision`, the ones git does not know included."""

    def git(*words: str) -> list[str]:
        answer = subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True)
        return answer.stdout.splitlines()

    base = git("merge-base", "HEAD", revision)[0]
    if base == git("rev-parse", "HEAD")[0]:
        base = "HEAD~1"
    return [*git("diff", "--name-only", base), *git("ls-files", "--others", "--exclude-standard")]


def main() -> int:
    started = time.monotonic()
    folders = sorted({near(path) for path in changed(sys.argv[1] if len(sys.argv) > 1 else "main")})
    print("Quick tests, and those of", ", ".join(folders) or "nothing else", flush=True)
    words = ["pytest", "-q", "-n", "2", "-p", "tests.selection", f"--near={','.join(folders)}"]
    code = subprocess.run([sys.executable, "-m", *words], cwd=ROOT, check=False).returncode
    print(f"{time.monotonic() - started:.0f} s; `make test` runs everything.")
    return code


if __name__ == "__main__":
    sys.exit(main())
