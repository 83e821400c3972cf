"""What the rows of a studio must always keep. An app adds its audit and its promises in its `parts.py`."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise as Words

from fitflow.core.db import rows


@dataclass(frozen=True)
class Promise:
    """A promise as people say it, and the rules of the app's SQL function that look after it."""

    words: str | Words
    rules: frozenset[str]


@dataclass(frozen=True)
class Violation:
    """A rule that a row does not keep."""

    rule: str
    entity_id: UUID


_audits: dict[str, tuple[Promise, ...]] = {}


def add_audit(function: str, promises: Iterable[Promise]) -> None:
    """`function` is a function of the database without arguments; it gives (rule, entity_id) for each broken rule."""
    _audits[function] = tuple(promises)


def promises() -> list[Promise]:
    """Every promise of every app."""
    return [promise for found in _audits.values() for promise in found]


def violations() -> tuple[Violation, ...]:
    """Every rule that a row of the studio on the connection breaks, whichever app looks after it."""
    audits = " UNION ALL ".join(f"SELECT rule, entity_id FROM {function}()" for function in _audits)  # noqa: S608
    return tuple(Violation(**row) for row in rows(audits, []))
