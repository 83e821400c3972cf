"""What happens to many sessions at once. Ids and values only."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from fitflow.core.events import FreeText


@dataclass(frozen=True)
class SessionWithdrawn:
    """Its series no longer has this date, and nobody was in it: it is taken off every list, nobody is told."""

    type: ClassVar[str] = "session.withdrawn"
    entity: ClassVar[str] = "session_id"
    session_id: UUID
    series_id: UUID | None
    starts_at: datetime


@dataclass(frozen=True)
class SessionsCancelAsked:
    """Somebody asked for many sessions to be cancelled; each is told by its own event."""

    type: ClassVar[str] = "sessions.cancel_asked"
    entity: ClassVar[str] = "run_id"
    run_id: UUID
    sessions: int
    reason: FreeText
