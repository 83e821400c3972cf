"""What happens to lockers. Ids and values only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True)
class LockerGiven:
    """A client has a locker from now on."""

    type: ClassVar[str] = "locker.given"
    entity: ClassVar[str] = "client_id"
    client_id: UUID
    number: int
