"""One file to be checked, and the words rules use to ask about it."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import NamedTuple

ALLOWANCE = re.compile(r"house: allow (?P<rule>[a-z-]+)(?: — (?P<reason>\S.*?))?\s*(?:#\}|$)")
DOORS = {"views", "api", "consumers", "tasks", "management", "middleware", "doors"}


class Finding(NamedTuple):
    line: int
    message: str


@dataclass(frozen=True)
class Breach:
    path: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


@dataclass(frozen=True)
class Source:
    """A file of the project; `path` is relative to its root."""

    path: str
    text: str
    allowed: dict[tuple[int, str], str] = field(default_factory=dict)

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def _parts(self) -> tuple[str, ...]:
        return PurePosixPath(self.path).parts

    @property
    def app(self) -> str:
        """The app the file belongs to, empty outside fitflow."""
        return self._parts[1] if self._parts[0] == "fitflow" and len(self._parts) > 2 else ""

    @property
    def room(self) -> str:
        """The room inside the app: `services` for services.py and for everything in services/."""
        return self._parts[2].removesuffix(".py") if self.app else ""

    @property
    def names(self) -> set[str]:
        """What its folders inside the app and the file itself are called, without endings."""
        return {PurePosixPath(part).stem for part in self._parts[2:]} if self.app else set()

    @property
    def is_test(self) -> bool:
        return "tests" in self._parts[:-1] or self._parts[-1] in {"conftest.py", "factories.py"}

    @property
    def is_product(self) -> bool:
        return bool(self.app) and not self.is_test and self.room != "migrations"

    @property
    def is_door(self) -> bool:
        return self.room in DOORS

    @property
    def is_python(self) -> bool:
        return self.path.endswith(".py")

    @cached_property
    def imports(self) -> dict[str, str]:
        """Local name -> full dotted name of everything imported anywhere in the file."""
        names: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                names.update(
                    {a.asname or a.name.split(".")[0]: a.asname and a.name or a.name.split(".")[0] for a in node.names}
                )
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.update({a.asname or a.name: f"{node.module}.{a.name}" for a in node.names})
        return names

    def dotted(self, node: ast.expr) -> str:
        """The full dotted name an expression stands for: `timezone.now` -> `django.utils.timezone.now`."""
        if isinstance(node, ast.Name):
            return self.imports.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            return f"{self.dotted(node.value)}.{node.attr}"
        return ""

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def classes(self) -> Iterator[ast.ClassDef]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef))

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
