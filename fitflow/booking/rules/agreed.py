"""What somebody was shown of a session, as pages and programs say it and holds remember it.

The facts themselves, and what counts as a change, stand in sql/agreed.sql; here is how they are written and told.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

#: By name: starts_at, ends_at, trainer, location, credits, terms (of cancelling), spot (where spots have names).
Agreed = Mapping[str, str]


def agreed(values: Mapping[str, Any]) -> Agreed:
    """Values under the names of the facts, as they are compared; what is None was not shown."""
    return {name: text_of(value) for name, value in values.items() if value is not None}


def text_of(value: datetime | UUID | Decimal | str) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def as_json(facts: Agreed | None) -> str | None:
    """For the database, and for the hidden field of a page."""
    return None if facts is None else orjson.dumps(facts).decode()
