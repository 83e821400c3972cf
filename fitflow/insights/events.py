"""What staff do on the first page. Ids and values only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True)
class StudioShared:
    """Somebody says that the public page was shown to people: a step of the new owner's check-list."""

    type: ClassVar[str] = "studio.shared"
    entity: ClassVar[str] = "organization_id"
    organization_id: UUID


@dataclass(frozen=True)
class ChecklistDismissed:
    """The new owner's check-list is no longer wanted."""

    type: ClassVar[str] = "checklist.dismissed"
    entity: ClassVar[str] = "organization_id"
    organization_id: UUID
