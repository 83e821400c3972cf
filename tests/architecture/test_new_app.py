"""A new app touches few files outside of itself, and what is forgotten there is named.

`lockers/` is an app like any other: a table, pages, an endpoint, settings, a message, a tab of a client, a tile of the
first page, entries of the navigation. It is put into a copy of the house; then somebody looks around there.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.outside_files import ADDRESSES, LAYERS, NO_ROOMS, SETTINGS, apps_in, forgotten
from tests.databases import CommittedDatabase

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
#: All that is written outside of the app: (file, before this line, this one). There may be four such files.
OUTSIDE = (
    (SETTINGS, '    "fitflow.schedule",', '    "fitflow.lockers",'),
    (LAYERS, '    "fitflow.schedule",', '    "fitflow.lockers",'),
    (LAYERS, '    "billing | (payments) | schedule | (training)",', None),
    (ADDRESSES, "from fitflow.notify import urls as notify", "from fitflow.lockers import urls as lockers"),
    (ADDRESSES, "    *notify.api,", "    *lockers.api,"),
    (
        ADDRESSES,
        '    path(STUDIO, include((notify.pages, "notify"))),',
        '    path(STUDIO, include((lockers.pages, "lockers"))),',
    ),
)
FLOOR = '    "billing | lockers | (payments) | schedule | (training)",'


def copy_of_the_house(into: Path) -> Path:
    """The house without its tests, and the app in it."""
    left_out = shutil.ignore_patterns("tests", "__pycache__")
    shutil.copytree(ROOT / "fitflow", into / "fitflow", ignore=left_out)
    shutil.copytree(ROOT / "config", into / "config", ignore=left_out)
    shutil.copy(ROOT / LAYERS, into / LAYERS)
    shutil.copytree(HERE / "lockers", into / "fitflow" / "lockers", ignore=left_out)
    return into


def connect(root: Path, *, without: str = "") -> None:
    """Writes what the app needs outside of itself, but for one of the lines."""
    for name, before, line in OUTSIDE:
        written = line or FLOOR
        if written == without:
            continue
        file = root / name
        text = file.read_text()
        assert text.count(f"{before}\n") == 1, f"{name} has no such line: {before}"
        file.write_text(text.replace(before, FLOOR if line is None else f"{line}\n{before}"))


def run(root: Path, *words: str, env: Mapping[str, str]) -> str:
    """A command there."""
    done = subprocess.run(
        [sys.executable, *words], cwd=root, env=env, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, f"{' '.join(words)}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture
def house(tmp_path: Path) -> Path:
    return copy_of_the_house(tmp_path)


@pytest.fixture
def env(committed_db: CommittedDatabase, house: Path) -> dict[str, str]:
    return committed_db.env | {"PYTHONPATH": str(house), "FITFLOW_VAR": str(house / "var")}


def test_nothing_is_forgotten_in_the_house() -> None:
    assert forgotten(ROOT) == []
    assert set(NO_ROOMS) < set(apps_in(ROOT))


def test_a_new_app_touches_at_most_four_files_outside_itself() -> None:
    assert len({name for name, _before, _line in OUTSIDE}) <= 4


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ('    "fitflow.lockers",', ["INSTALLED_APPS has no fitflow.lockers", "fitflow.lockers is no container"]),
        (FLOOR, ["lockers stands on no floor"]),
        ("    *lockers.api,", ["fitflow/web/urls.py: lockers.api is not served"]),
        (
            '    path(STUDIO, include((lockers.pages, "lockers"))),',
            ["fitflow/web/urls.py: lockers.pages is not served"],
        ),
    ],
)
def test_what_is_forgotten_is_named(house: Path, line: str, missing: list[str]) -> None:
    connect(house, without=line)

    found = forgotten(house)

    assert len(found) == len(missing)
    assert all(part in what for part, what in zip(missing, found, strict=True))


def test_the_layers_hold_with_the_app_in_them_and_notice_a_module_without_a_room(
    house: Path, env: dict[str, str]
) -> None:
    connect(house)
    command = [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports_command as c; c()"]
    kept = subprocess.run(command, cwd=house, env=env, capture_output=True, text=True, timeout=300, check=False)
    (house / "fitflow/lockers/sayings.py").write_text('"""In no room."""\n')
    broken = subprocess.run(command, cwd=house, env=env, capture_output=True, text=True, timeout=300, check=False)

    assert kept.returncode == 0, kept.stdout
    assert broken.returncode == 1
    assert "fitflow.lockers.sayings" in broken.stdout


def test_everything_of_it_is_shown_and_served(house: Path, env: dict[str, str]) -> None:
    connect(house)
    assert forgotten(house) == []

    run(house, "-m", "fitflow.web", "migrate", env=env)
    changes = run(house, "-m", "django", "makemigrations", "--check", "--dry-run", env=env)
    told: dict[str, Any] = json.loads(run(house, str(HERE / "story.py"), env=env))

    assert "No changes detected" in changes
    assert told["given"] == 1
    assert told["messages"] == ["Locker 7 is yours"]
    assert told["api"][0] == 200
    assert [one["number"] for one in told["api"][1]["results"]] == [7]
    pages = {name: text for name, (status, text) in told["pages"].items() if status == 200}
    assert sorted(pages) == sorted(told["pages"])
    for name, words in SHOWN.items():
        assert all(word in pages[name] for word in words), (name, words)


#: What stands on which page because the app is there.
SHOWN = {
    "home": ("Free lockers", "Give out a locker", 'desk/lockers/"'),
    "all": ("Locker 7: Maya Lind", 'aria-current="page"'),
    "record": ("Lockers</a>",),
    "tab": ("Has locker 7.",),
    "mine": ("Your locker is number 7.", "My locker"),
    "settings": ("Lockers in the studio",),
    "audit": ("gave Maya Lind locker 7.",),
    "preferences": ("A locker is yours",),
    "docs": ("Every locker that is given, by number.",),
}
