"""What the rows of a studio must always keep. An app offers its audit in its `parts.py`."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise as Words

from fitflow.core.db import rows
from fitflow.core.offers import Offer, offered


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


@dataclass(frozen=True)
class Audit(Offer):
    """Promises, and who looks after them: the key is a function of the database without arguments. It gives
    (rule, entity_id) for each broken rule.
    """

    promises: tuple[Promise, ...]


def promises() -> list[Promise]:
    """Every promise of every app."""
    return [promise for audit in offered(Audit) for promise in audit.promises]


def violations() -> tuple[Violation, ...]:
    """Every rule that a row of the studio on the connection breaks, whichever app looks after it."""
    audits = " UNION ALL ".join(f"SELECT rule, entity_id FROM {audit.key}()" for audit in offered(Audit))  # noqa: S608
    return tuple(Violation(**row) for row in rows(audits, []))
