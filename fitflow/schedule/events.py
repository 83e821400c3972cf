"""What happens to class types, policies and series. Ids and values only; sessions' own events are booking's."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar
from uuid import UUID

from fitflow.core.events import Code, Facts, FreeText

#: Which changes are numbers, times and ids. Names, descriptions and links are what somebody wrote.
OF_CLASS_TYPE = Facts(
    "color", "duration_minutes", "capacity", "cost_credits", "trainer_id", "location_id", "policy_id",
    "registration_opens", "registration_closes", "late_cancel_cutoff",
)  # fmt: skip
OF_SERIES = Facts(
    "weekdays", "starts_at_local", "starts_on", "ends_on", "duration_minutes", "capacity", "cost_credits", "trainer_id",
    "location_id",
)  # fmt: skip

# Class types


@dataclass(frozen=True)
class ClassTypeCreated:
    type: ClassVar[str] = "class_type.created"
    entity: ClassVar[str] = "class_type_id"
    class_type_id: UUID


@dataclass(frozen=True)
class ClassTypeChanged:
    """{field: [old, new]}; sessions that are planned keep their own times and spots."""

    type: ClassVar[str] = "class_type.changed"
    entity: ClassVar[str] = "class_type_id"
    class_type_id: UUID
    changes: Annotated[dict[str, Any], OF_CLASS_TYPE]


@dataclass(frozen=True)
class ClassTypeArchived:
    """No new session of it can be planned; those that are planned stay."""

    type: ClassVar[str] = "class_type.archived"
    entity: ClassVar[str] = "class_type_id"
    class_type_id: UUID


@dataclass(frozen=True)
class ClassTypeRestored:
    type: ClassVar[str] = "class_type.restored"
    entity: ClassVar[str] = "class_type_id"
    class_type_id: UUID


# Cancellation policies


@dataclass(frozen=True)
class PolicyCreated:
    type: ClassVar[str] = "policy.created"
    entity: ClassVar[str] = "policy_id"
    policy_id: UUID
    kind: Code


@dataclass(frozen=True)
class PolicyChanged:
    """{field: [old, new]}; bookings made before keep what they agreed to (P10)."""

    type: ClassVar[str] = "policy.changed"
    entity: ClassVar[str] = "policy_id"
    policy_id: UUID
    changes: Annotated[dict[str, Any], Facts("tiers")]


@dataclass(frozen=True)
class PolicyArchived:
    type: ClassVar[str] = "policy.archived"
    entity: ClassVar[str] = "policy_id"
    policy_id: UUID


@dataclass(frozen=True)
class PolicyRestored:
    type: ClassVar[str] = "policy.restored"
    entity: ClassVar[str] = "policy_id"
    policy_id: UUID


# Series


@dataclass(frozen=True)
class SeriesCreated:
    """A pattern and its first sessions; `left_out` are dates staff left out, mostly because the trainer is busy."""

    type: ClassVar[str] = "series.created"
    entity: ClassVar[str] = "series_id"
    series_id: UUID
    class_type_id: UUID
    sessions: int
    left_out: tuple[date, ...]


@dataclass(frozen=True)
class SeriesExtended:
    """Time went on: sessions exist further ahead. `left_out`: the trainer has something else then."""

    type: ClassVar[str] = "series.extended"
    entity: ClassVar[str] = "series_id"
    series_id: UUID
    until: date
    sessions: int
    left_out: tuple[date, ...]


@dataclass(frozen=True)
class SeriesChanged:
    """{field: [old, new]} from a date on; `sessions` were changed with it, `bookings` moved along."""

    type: ClassVar[str] = "series.changed"
    entity: ClassVar[str] = "series_id"
    series_id: UUID
    changes: Annotated[dict[str, Any], OF_SERIES]
    from_on: date
    sessions: int
    bookings: int


@dataclass(frozen=True)
class SeriesSplit:
    """From a date on the sessions belong to a new series, because only those were to be changed."""

    type: ClassVar[str] = "series.split"
    entity: ClassVar[str] = "series_id"
    series_id: UUID
    from_series_id: UUID
    from_on: date


@dataclass(frozen=True)
class SeriesEnded:
    """No more sessions after a date. `removed` had never been touched by anybody, `cancelled` had people in them."""

    type: ClassVar[str] = "series.ended"
    entity: ClassVar[str] = "series_id"
    series_id: UUID
    last_on: date
    removed: int
    cancelled: int
    reason: FreeText
