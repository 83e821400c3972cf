"""Which refusals the code behind a function can say, read from the sources: calls are followed from module to module.

What is read are names: a function, a class or a constant that is named in the body is reached. Methods of objects are
not followed. So it finds more than can happen (a branch that this caller never takes) and misses what an object does.
"""

import ast
import importlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import Any

from fitflow.core.errors import Denial

#: What stands above a function and says no by itself; others only declare.
ACTING = {"edits_as"}
Refusals = frozenset[type[Denial]]


@dataclass(frozen=True)
class Node:
    """A function or constant of a module."""

    module: str
    name: str


@dataclass(frozen=True)
class Scope:
    """The names that a piece of code knows from its module."""

    module: str
    names: dict[str, Any]


@dataclass
class Said:
    """What one function or constant names: other nodes, with the refusals that are caught around them."""

    refusals: set[tuple[type[Denial], Refusals]] = field(default_factory=set)
    nodes: set[tuple[Node, Refusals]] = field(default_factory=set)


@cache
def sources(module_name: str) -> dict[str, ast.AST]:
    """Every function, class method and constant of a module by its name."""
    module = importlib.import_module(module_name)
    assert module.__file__ is not None
    with open(module.__file__, encoding="utf-8") as source:
        tree = ast.parse(source.read())
    found: dict[str, ast.AST] = {}
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef):
            found[statement.name] = statement
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value:
            found[statement.target.id] = statement.value
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            found[statement.targets[0].id] = statement.value
    return found


@cache
def said_by(node: Node) -> Said:
    said = Said()
    source = sources(node.module)[node.name]
    module = importlib.import_module(node.module)
    own = _locals(source)
    known = {name: value for name, value in vars(module).items() if name not in own}
    parts: Sequence[ast.AST] = [*source.body, *_acting(source)] if isinstance(source, ast.FunctionDef) else [source]
    for piece in parts:
        _look(piece, Scope(node.module, known), frozenset(), said)
    return said


def _acting(source: ast.FunctionDef) -> Iterator[ast.AST]:
    """Decorators that refuse by themselves before the function is called."""
    for one in source.decorator_list:
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in ACTING:
            yield one


def _locals(source: ast.AST) -> set[str]:
    """The names that a function gives itself."""
    stored = {one.id for one in ast.walk(source) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    given = {one.arg for one in ast.walk(source) if isinstance(one, ast.arg)}
    return stored | given if isinstance(source, ast.FunctionDef) else given


def _look(part: ast.AST, scope: Scope, caught: Refusals, said: Said) -> None:
    """Notes what a statement or expression names. An `except` clause takes its refusals out of what it is around."""
    if isinstance(part, ast.Try):
        handled = {kind for handler in part.handlers for kind in _caught(handler, scope)}
        for inner in part.body:
            _look(inner, scope, caught | handled, said)
        handling = [statement for handler in part.handlers for statement in handler.body]
        for inner in [*handling, *part.orelse, *part.finalbody]:
            _look(inner, scope, caught, said)
        return
    if isinstance(part, ast.Name | ast.Attribute):
        _note(_meant(part, scope), caught, said)
    for piece in _parts(part):
        _look(piece, scope, caught, said)


def _parts(part: ast.AST) -> Iterator[ast.AST]:
    """The parts that say something: no annotation, and not the class in a comparison of kinds."""
    if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == "isinstance":
        yield part.args[0]
        return
    for name, value in ast.iter_fields(part):
        if name in {"annotation", "returns"}:
            continue
        yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, ast.AST))


def _meant(part: ast.Name | ast.Attribute, scope: Scope) -> Any:
    """What a name of a module stands for: a node, or a class; None for locals and what objects have."""
    if isinstance(part, ast.Name):
        return _found(scope.module, part.id, scope.names)
    if isinstance(part.value, ast.Name):
        holder = scope.names.get(part.value.id)
        if isinstance(holder, ModuleType) and holder.__name__.startswith("fitflow."):
            return _found(holder.__name__, part.attr, vars(holder))
    return None


def _found(module: str, name: str, names: Mapping[str, Any]) -> Any:
    if name in names and name in sources(module):
        return Node(module, name)
    found = names.get(name)
    home = str(getattr(found, "__module__", ""))
    if callable(found) and not isinstance(found, type) and home.startswith("fitflow."):
        inner = getattr(found, "__name__", "")
        return Node(home, inner) if inner in sources(home) else None
    return found


def _note(meant: Any, caught: Refusals, said: Said) -> None:
    if isinstance(meant, Node):
        said.nodes.add((meant, caught))
    elif isinstance(meant, type) and issubclass(meant, Denial):
        said.refusals.add((meant, caught))


def _caught(handler: ast.ExceptHandler, scope: Scope) -> Refusals:
    """The refusals that a clause handles; one that raises again what it caught handles nothing."""
    if any(isinstance(one, ast.Raise) and one.exc is None for one in ast.walk(handler)) or handler.type is None:
        return frozenset()
    named = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    kinds = [scope.names.get(one.id) for one in named if isinstance(one, ast.Name)]
    return frozenset(kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Denial))


@cache
def reached(node: Node) -> Refusals:
    """Every refusal that can come out of a function, through all it names."""
    found: set[type[Denial]] = set()
    seen: set[tuple[Node, Refusals]] = set()
    waiting: list[tuple[Node, Refusals]] = [(node, frozenset())]
    while waiting:
        here, around = waiting.pop()
        if (here, around) in seen:
            continue
        seen.add((here, around))
        said = said_by(here)
        found |= {kind for kind, caught in said.refusals if not issubclass(kind, tuple(around | caught))}
        waiting += [(inner, around | caught) for inner, caught in said.nodes]
    return frozenset(found)
