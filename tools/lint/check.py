"""Run the rules over files and honour their allowances."""

import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

from tools.lint import names, rules, words
from tools.lint.source import ALLOWANCE, Breach, Source

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = ("config", "fitflow", "tests", "tools", "bench", "conftest.py")
#: What others wrote, and dumps: nobody edits them by hand.
FOREIGN = {"node_modules", "__pycache__", "vendor"}
DUMPS = ("tests/kernel/schemas/cde4a65.sql",)
#: What begins a comment.
MARKS = {"sql": "--", "html": "{#", "js": "//", "css": "/*", "txt": "{#"}
#: The rules of each kind of file. Lines of Python are ruff's.
RULES: dict[str, list[rules.Rule]] = {
    "py": [*rules.PYTHON, words.banned_word, words.heavy_file],
    "sql": [*rules.SQL, words.long_line],
    "html": [*rules.TEMPLATE, names.lost_name, words.long_line, words.heavy_file],
    "js": [words.long_line],
    "css": [words.long_line],
    "txt": [words.long_line],
}
NAMES = {rule.__name__.replace("_", "-") for kind in [*RULES.values(), rules.SCRIPT] for rule in kind}


def check_project() -> list[Breach]:
    return [breach for path in _files() for breach in check(str(path.relative_to(ROOT)), path.read_text())]


def check(path: str, text: str) -> list[Breach]:
    """Every breach of the rules in one file."""
    source = Source(path, text)
    allowed = dict(_allowances(source))
    used: set[tuple[int, str]] = set()
    breaches = []
    for rule in _rules_for(path):
        name = rule.__name__.replace("_", "-")
        for line, message in rule(source):
            allowance = next((key for key in ((line, name), (line - 1, name)) if key in allowed), None)
            if allowance:
                used.add(allowance)
            else:
                breaches.append(Breach(path, line, name, f"{message}; {rule.__doc__}"))
    return breaches + [
        _bad_allowance(path, key, allowed[key]) for key in allowed if key not in used or not allowed[key]
    ]


def _rules_for(path: str) -> list[rules.Rule]:
    kind = path.rsplit(".", 1)[-1]
    return RULES[kind] + (rules.SCRIPT if "/islands/" in path else [])


def _allowances(source: Source) -> Iterator[tuple[tuple[int, str], str]]:
    """Where a comment allows a rule to be broken, and why."""
    for number, comment in _comments(source):
        if found := ALLOWANCE.search(comment):
            yield (number, found["rule"]), found["reason"] or ""


def _comments(source: Source) -> Iterator[tuple[int, str]]:
    if source.is_python:
        tokens = tokenize.generate_tokens(io.StringIO(source.text).readline)
        yield from ((token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT)
        return
    mark = MARKS[source.path.rsplit(".", 1)[-1]]
    yield from ((number, line[line.index(mark) :]) for number, line in enumerate(source.lines, 1) if mark in line)


def _bad_allowance(path: str, key: tuple[int, str], reason: str) -> Breach:
    line, rule = key
    if rule not in NAMES:
        message = f"there is no rule {rule}"
    else:
        message = "nothing here needs it" if reason else "say why: # house: allow rule — reason"
    return Breach(path, line, "allowance", message)


def _files() -> list[Path]:
    found: list[Path] = []
    for folder in FOLDERS:
        path = ROOT / folder
        if path.is_file():
            found.append(path)
        found += [file for kind in RULES for file in path.rglob(f"*.{kind}")]
    dumps = {ROOT / name for name in DUMPS}
    return sorted(file for file in found if file not in dumps and not FOREIGN.intersection(file.parts))
