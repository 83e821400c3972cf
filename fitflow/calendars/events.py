"""What happens to secret calendar addresses. Ids and values only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True)
class FeedRenewed:
    """A client's or trainer's secret calendar address was replaced: earlier ones no longer work."""

    type: ClassVar[str] = "calendar_feed.renewed"
    entity: ClassVar[str] = "owner_id"
    owner_id: UUID
    version: int
