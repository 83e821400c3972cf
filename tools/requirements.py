"""Reads docs/requirements.md: what is asked for, how far it is, and which tests prove it.

python -m tools.requirements            counts the states of each area
python -m tools.requirements --write    and renews the table of counts; names of tests follow a test that was moved
"""

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "requirements.md"
STATES = ("done", "part", "not yet")
TIERS = ("core", "later", "optional", "–")
ID = re.compile(r"[A-Z]+-\d\d")
CELLS = 5
COUNTS = re.compile(r"(?<=<!-- counts -->\n).*?(?=<!-- end of counts -->)", re.DOTALL)


class BadRow(ValueError):
    """A row of a table that cannot be read."""


@dataclass(frozen=True)
class Requirement:
    """One row: `tests` are places such as `path`, `path::Class` or `path::Class::test_name`."""

    id: str
    tier: str
    state: str
    text: str
    tests: tuple[str, ...]

    @property
    def area(self) -> str:
        return self.id.partition("-")[0]

    @property
    def number(self) -> int:
        return int(self.id.partition("-")[2])


def read_page(text: str) -> list[Requirement]:
    """Every row that begins with an id, in the order of the page."""
    return [_read_row(line) for line in text.splitlines() if re.match(rf"\| *{ID.pattern}\b", line)]


def _read_row(line: str) -> Requirement:
    cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
    if len(cells) != CELLS or not ID.fullmatch(cells[0]):
        raise BadRow(f"not | id | tier | state | text | tests |: {line}")
    tests = tuple(re.findall(r"`([^`]+)`", cells[4]))
    return Requirement(cells[0], cells[1], cells[2], cells[3], tests)


def counts(requirements: Iterable[Requirement]) -> str:
    """A table with the number of rows by area and state, and of all."""
    found = Counter((one.area, one.state) for one in requirements)
    areas = dict.fromkeys(one.area for one in requirements)
    rows = {area: [found[area, state] for state in STATES] for area in areas}
    rows["All"] = [sum(found[area, state] for area in areas) for state in STATES]
    lines = [f"| {name} | {sum(by_state)} | {' | '.join(map(str, by_state))} |" for name, by_state in rows.items()]
    return "\n".join(["| Area | Rows | Done | Part | Not yet |", "|---|---|---|---|---|", *lines]) + "\n"


def written_counts(text: str) -> str:
    """The table of counts as the page has it."""
    found = COUNTS.search(text)
    return found.group() if found else ""


def what_is_wrong(requirements: Iterable[Requirement]) -> Iterator[str]:
    """A sentence for each fault: of ids, states, tiers, and of tests that are missing or do not exist."""
    last: dict[str, int] = {}
    for one in requirements:
        expected = last.get(one.area, 0) + 1
        if one.number != expected:
            yield f"{one.id} stands where {one.area}-{expected:02} should"
        last[one.area] = one.number
        if one.state not in STATES:
            yield f"{one.id}: the state is one of {', '.join(STATES)}, not {one.state!r}"
        if one.tier not in TIERS:
            yield f"{one.id}: the tier is one of {', '.join(TIERS)}, not {one.tier!r}"
        if one.state in ("done", "part") and not one.tests:
            yield f"{one.id}: {one.state}, but no test is named"
        yield from (f"{one.id}: {test} does not exist{_hint(test)}" for test in one.tests if not exists(test))


def exists(path: str) -> bool:
    """Whether the file, and the class or function in it, is there."""
    path, *names = path.split("::")
    file = ROOT / path
    if not names:
        return file.exists()
    return file.is_file() and "::".join(names) in tests_in(file)


@cache
def tests_in(file: Path) -> frozenset[str]:
    """Names of a module's classes, of its functions, and of its classes' functions as `Class::function`."""
    names = set()
    for node in ast.parse(file.read_text()).body:
        if isinstance(node, ast.ClassDef):
            names |= {node.name} | {f"{node.name}::{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
        elif isinstance(node, ast.FunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):  # A state machine: `TestBooking = Machine.TestCase`.
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return frozenset(names)


def _hint(path: str) -> str:
    found = moved_to(path)
    return f"; it may be {' or '.join(found)}" if found else ""


def moved_to(path: str) -> list[str]:
    """Where a test of this name is now: tests move with what they test. In a file of the same name, if there is one."""
    path, *names = path.split("::")
    wanted = "::".join(names)
    files = sorted(file for folder in ("fitflow", "tests") for file in (ROOT / folder).rglob("test_*.py"))
    alike = [file for file in files if file.name == Path(path).name and (not names or wanted in tests_in(file))]
    found = alike or [file for file in files if names and wanted in tests_in(file)]
    return ["::".join([str(file.relative_to(ROOT)), *names]) for file in found]


def follow_moves(text: str) -> str:
    """The page with every test that is not where it was, and can be in one place only, named there."""
    for path in sorted({test for one in read_page(text) for test in one.tests if not exists(test)}):
        if len(found := moved_to(path)) == 1:
            text = text.replace(f"`{path}`", f"`{found[0]}`")
    return text


def main() -> None:
    text = PAGE.read_text()
    table = counts(read_page(text))
    if sys.argv[1:] == ["--write"]:
        PAGE.write_text(COUNTS.sub(lambda _: table, follow_moves(text)))
    print(table, end="")


if __name__ == "__main__":
    main()
