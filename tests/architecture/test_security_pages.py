"""The pages about security name tests: each of them exists, and each row says what its state is."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = ("docs/security.md", "docs/threats.md", "docs/asvs.md")
NAMED = re.compile(r"`((?:fitflow|tests)/[\w/]+(?:\.py)?)((?:::\w+)*)`")
STATES = {"met", "part", "not", "n.a."}
CONTINUED = re.compile(r"`((?:fitflow|tests)/[\w/]+\.py)[^`]*`, `(::\w+)`")


def named_tests() -> list[tuple[str, str]]:
    """(path, ::Class::test) of every test that a page names; what a page writes as `::Class` is of the file before."""
    found = set()
    for page in PAGES:
        text = (ROOT / page).read_text()
        found |= set(NAMED.findall(text)) | set(CONTINUED.findall(text))
    return sorted(one for one in found if "/test" in one[0] or one[0].startswith("tests/"))


def names_in(path: Path) -> set[str]:
    """Every class and function of a module, as pytest calls it."""
    found = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found.add(f"::{node.name}")
        if isinstance(node, ast.ClassDef):
            found |= {f"::{node.name}::{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
    return found


@pytest.mark.parametrize(("path", "name"), named_tests())
def test_a_named_test_exists(path: str, name: str) -> None:
    assert (ROOT / path).exists()
    assert not name or name in names_in(ROOT / path)


def test_many_tests_are_named() -> None:
    assert len(named_tests()) > 60


def test_each_row_of_asvs_has_a_state_and_what_is_not_whole_says_what_is_missing() -> None:
    rows = [line.split(" | ") for line in (ROOT / "docs/asvs.md").read_text().splitlines() if line.startswith("| V")]

    assert len(rows) > 50
    assert {row[1] for row in rows} <= STATES
    assert [row[0] for row in rows if (row[1] in {"part", "not"}) is not ("Missing: " in row[2])] == []
