"""What the product sends to people, read from the sources: every call that hands a template to `notify.services.send`,
and every `Notice`.

A function that hands its own argument on as the template speaks for its callers, so they are read as well.
"""

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from fitflow.notify.services import Notice, send

ROOT = Path(__file__).resolve().parent.parent.parent
#: Files below `fitflow/` that no running studio uses.
ASIDE = {"tests", "migrations", "factories.py", "demo.py", "__main__.py"}


@dataclass(frozen=True)
class Sent:
    """A template that is sent, and the kind of message that it is sent as."""

    template: str
    kind: str


@dataclass(frozen=True)
class Body:
    """A function of the product: its source, and the names that its module knows."""

    source: ast.FunctionDef
    names: Mapping[str, Any]

    @property
    def function(self) -> Any:
        return self.names.get(self.source.name)

    @property
    def parameters(self) -> set[str]:
        return {one.arg for one in (*self.source.args.args, *self.source.args.kwonlyargs)}

    def calls(self) -> Iterator[ast.Call]:
        return (one for one in ast.walk(self.source) if isinstance(one, ast.Call))

    def meant(self, name: ast.expr) -> Any:
        """What is called: a function of this module, or one of a module that it names."""
        if isinstance(name, ast.Attribute):
            return getattr(self.meant(name.value), name.attr, None)
        return self.names.get(name.id) if isinstance(name, ast.Name) else None

    def texts(self, value: ast.expr | None) -> set[str]:
        """The texts that an argument may be: each branch of a choice, everything that a name is given."""
        if value is None:
            return set()
        given = [value, *self._given(value.id)] if isinstance(value, ast.Name) else [value]
        inner = [piece for one in given for piece in ast.walk(one)]
        return {one.value for one in inner if isinstance(one, ast.Constant) and isinstance(one.value, str)}

    def _given(self, name: str) -> Iterator[ast.expr]:
        for one in ast.walk(self.source):
            if isinstance(one, ast.For) and isinstance(one.target, ast.Name) and one.target.id == name:
                yield one.iter
            elif isinstance(one, ast.Assign) and any(isinstance(to, ast.Name) and to.id == name for to in one.targets):
                yield one.value


@dataclass(frozen=True)
class Module:
    """A module of the product. It is imported and parsed once somebody asks for its functions."""

    text: str
    load: Callable[[], Mapping[str, Any]]

    @cached_property
    def bodies(self) -> list[Body]:
        """Every function that stands by itself."""
        names = self.load()
        return [Body(one, names) for one in ast.parse(self.text).body if isinstance(one, ast.FunctionDef)]


def modules(root: Path) -> list[Module]:
    paths = [file.relative_to(root) for file in sorted((root / "fitflow").rglob("*.py"))]
    return [
        Module((root / path).read_text(), partial(_names_in, path)) for path in paths if not ASIDE & set(path.parts)
    ]


def _names_in(path: Path) -> Mapping[str, Any]:
    return vars(importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__")))


def sent_by(known: list[Module]) -> set[Sent]:
    """What these modules send, by themselves or through each other."""
    found: set[Sent] = set()
    waiting: list[Any] = [send, Notice]
    speakers = set(waiting)
    while waiting:
        speaker = waiting.pop()
        naming = [module for module in known if f"{speaker.__name__}(" in module.text]
        for body in (body for module in naming for body in module.bodies):
            for call in body.calls():
                if body.meant(call.func) is not speaker:
                    continue
                template = _argument(call, speaker, "template")
                if isinstance(template, ast.Name) and template.id in body.parameters:
                    if body.function not in speakers:
                        speakers.add(body.function)
                        waiting.append(body.function)
                    continue
                kinds = body.texts(_argument(call, speaker, "kind"))
                for name in body.texts(template):
                    found |= {Sent(name, kind) for kind in kinds or {name.replace("/", ".")}}
    return found


def _argument(call: ast.Call, function: Any, name: str) -> ast.expr | None:
    """The argument of this name, wherever it stands in the call."""
    named = next((one.value for one in call.keywords if one.arg == name), None)
    before = list(inspect.signature(function).parameters).index(name)
    return named or next(iter(call.args[before:]), None)
