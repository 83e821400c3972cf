"""What `make check` runs: quick tests of everything, and what stands near a change."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tools import touched

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize(
    ("path", "tests"),
    [
        ("fitflow/booking/services/holds.py", "fitflow/booking/tests"),
        ("fitflow/booking/templates/booking/board.html", "fitflow/booking/tests"),
        ("fitflow/booking/tests/browsing.py", "fitflow/booking/tests"),
        ("fitflow/booking/tests/test_engine.py", "fitflow/booking/tests/test_engine.py"),
        ("tests/races/test_places.py", "tests/races/test_places.py"),
        ("tests/security/acts.py", "tests/security"),
        ("tests/characters.py", "tests/architecture"),
        ("config/settings.py", "tests/architecture"),
        ("Makefile", "tests/architecture"),
    ],
)
def test_finds_the_tests_near_a_file(path: str, tests: str) -> None:
    assert touched.near(path) == tests


def test_leads_to_folders_that_are_there() -> None:
    folders = {touched.near(str(path.relative_to(ROOT))) for path in ROOT.glob("fitflow/*/*.py")}

    assert folders
    assert [folder for folder in folders if not (ROOT / folder).exists()] == []


@pytest.fixture
def branch(tmp_path: Path) -> Path:
    """A repository with main, and a branch of one commit that is checked out."""
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    for name, message in (("old.py", "One."), ("older.py", "Two.")):
        (tmp_path / name).touch()
        commit(tmp_path, message)
    git(tmp_path, "checkout", "--quiet", "-b", "branch")
    (tmp_path / "new.py").touch()
    commit(tmp_path, "Three.")
    return tmp_path


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "--all")
    git(folder, "-c", "user.name=Ana", "-c", "user.email=ana@example.test", "commit", "--quiet", "-m", message)


@pytest.mark.skipif(shutil.which("git") is None, reason="There is no git here.")
class TestChanged:
    def test_is_what_the_branch_changed(self, branch: Path) -> None:
        assert touched.changed("main", branch) == ["new.py"]

    def test_is_what_is_not_committed_yet_too(self, branch: Path) -> None:
        (branch / "old.py").write_text("changed = True")
        (branch / "unknown.py").touch()

        assert touched.changed("main", branch) == ["new.py", "old.py", "unknown.py"]

    def test_is_the_last_commit_on_main_itself(self, branch: Path) -> None:
        git(branch, "checkout", "--quiet", "main")

        assert touched.changed("main", branch) == ["older.py"]
