"""What happened to a studio and its people. Ids and values only; whoever needs a name looks it up."""

from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar
from uuid import UUID

from fitflow.core.events import Code, FactChanges, Facts, FreeChanges, FreeText

# The studio


@dataclass(frozen=True)
class ActUndone:
    """Somebody took back what they had just done, before anybody was told. `kind`: of core.undo.Undoable."""

    type: ClassVar[str] = "act.undone"
    entity: ClassVar[str] = "entity_id"
    entity_id: UUID
    kind: Code


@dataclass(frozen=True)
class OrganizationCreated:
    """A studio was founded; whoever keeps things for every studio makes them now."""

    type: ClassVar[str] = "organization.created"
    entity: ClassVar[str] = "organization_id"
    organization_id: UUID
    owner_id: UUID
    preset: Code


@dataclass(frozen=True)
class OrganizationChanged:
    """Name, zone, currency, locale or first day of the week: {field: [old, new]}."""

    type: ClassVar[str] = "organization.changed"
    entity: ClassVar[str] = "organization_id"
    organization_id: UUID
    changes: Annotated[dict[str, Any], Facts("timezone", "currency", "locale", "week_start")]


@dataclass(frozen=True)
class SettingsChanged:
    """Resolved settings that are different now: {key: [old, new]}; `preset` is among them when it changed.

    `texts`: the same of settings that are lines of text.
    """

    type: ClassVar[str] = "settings.changed"
    entity: ClassVar[str] = "organization_id"
    organization_id: UUID
    changes: FactChanges
    texts: FreeChanges = field(default_factory=dict)


@dataclass(frozen=True)
class JobReplayed:
    """Somebody gave a dead letter another life; `job` is delivery or timer and its number."""

    type: ClassVar[str] = "job.replayed"
    entity: ClassVar[str] = "organization_id"
    organization_id: UUID
    job: Code


# Locations


@dataclass(frozen=True)
class LocationAdded:
    type: ClassVar[str] = "location.added"
    entity: ClassVar[str] = "location_id"
    location_id: UUID


@dataclass(frozen=True)
class LocationChanged:
    type: ClassVar[str] = "location.changed"
    entity: ClassVar[str] = "location_id"
    location_id: UUID
    changes: Annotated[dict[str, Any], Facts("is_online")]


@dataclass(frozen=True)
class LocationClosed:
    """No new session can be there; those that are planned stay."""

    type: ClassVar[str] = "location.closed"
    entity: ClassVar[str] = "location_id"
    location_id: UUID


@dataclass(frozen=True)
class LocationReopened:
    type: ClassVar[str] = "location.reopened"
    entity: ClassVar[str] = "location_id"
    location_id: UUID


# Staff


@dataclass(frozen=True)
class StaffAdded:
    """Somebody works here now, as yet without a login."""

    type: ClassVar[str] = "staff.added"
    entity: ClassVar[str] = "staff_id"
    staff_id: UUID


@dataclass(frozen=True)
class StaffChanged:
    """Which fields are different now; what people say about themselves stays out of the audit trail."""

    type: ClassVar[str] = "staff.changed"
    entity: ClassVar[str] = "staff_id"
    staff_id: UUID
    fields: tuple[Code, ...]


@dataclass(frozen=True)
class StaffInvited:
    """An invitation is to be mailed (again); its address and link are asked of `queries.staff.invitation_mail`."""

    type: ClassVar[str] = "staff.invited"
    entity: ClassVar[str] = "staff_id"
    staff_id: UUID
    invitation_id: UUID
    roles: tuple[Code, ...]


@dataclass(frozen=True)
class InvitationWithdrawn:
    type: ClassVar[str] = "staff.invitation_withdrawn"
    entity: ClassVar[str] = "staff_id"
    staff_id: UUID
    invitation_id: UUID


@dataclass(frozen=True)
class StaffJoined:
    """Somebody took the roles they were offered."""

    type: ClassVar[str] = "staff.joined"
    entity: ClassVar[str] = "staff_id"
    staff_id: UUID
    user_id: UUID
    roles: tuple[Code, ...]


@dataclass(frozen=True)
class StaffRolesChanged:
    """Other roles, or another scope of a manager: locations and trainers (both empty = the whole studio)."""

    type: ClassVar[str] = "staff.roles_changed"
    entity: ClassVar[str] = "staff_id"
    staff_id: UUID
    user_id: UUID
    before: tuple[Code, ...]
    after: tuple[Code, ...]
    locations: tuple[UUID, ...]
    trainers: tuple[UUID, ...]


@dataclass(frozen=True)
class StaffDeactivated:
    """Somebody no longer works here: their roles are gone, what they did stays theirs."""

    type: ClassVar[str] = "staff.deactivated"
    entity: ClassVar[str] = "staff_id"
    staff_id: UUID
    before: tuple[Code, ...]


@dataclass(frozen=True)
class StaffReactivated:
    type: ClassVar[str] = "staff.reactivated"
    entity: ClassVar[str] = "staff_id"
    staff_id: UUID


# Clients


@dataclass(frozen=True)
class ClientAdded:
    """The studio made a record of somebody; `origin` is desk or import."""

    type: ClassVar[str] = "client.added"
    entity: ClassVar[str] = "client_id"
    client_id: UUID
    status: Code
    origin: Code


@dataclass(frozen=True)
class ClientJoined:
    """Somebody signed up by themselves: a new record of status lead, with a login."""

    type: ClassVar[str] = "client.joined"
    entity: ClassVar[str] = "client_id"
    client_id: UUID
    user_id: UUID


@dataclass(frozen=True)
class ClientLinked:
    """Somebody has joined with a record that the studio had made before: its address is theirs, and they said yes."""

    type: ClassVar[str] = "client.linked"
    entity: ClassVar[str] = "client_id"
    client_id: UUID
    user_id: UUID


#: Who ends it that a login belongs to a record.
BY_PERSON, BY_STUDIO, BY_ADDRESS = "person", "studio", "address"


@dataclass(frozen=True)
class ClientSeparated:
    """A login no longer belongs to a record; `by` is person ("not me"), studio, or address (it is another's now).

    `version` is that of the record's links from now on.
    """

    type: ClassVar[str] = "client.separated"
    entity: ClassVar[str] = "client_id"
    client_id: UUID
    user_id: UUID
    by: Code
    version: int


@dataclass(frozen=True)
class ClientReadmitted:
    """The studio takes back that it separated logins from a record: they may join again."""

    type: ClassVar[str] = "client.readmitted"
    entity: ClassVar[str] = "client_id"
    client_id: UUID


@dataclass(frozen=True)
class ClientEdited:
    """Which fields are different now; their values are personal and stay out of the audit trail."""

    type: ClassVar[str] = "client.edited"
    entity: ClassVar[str] = "client_id"
    client_id: UUID
    fields: tuple[Code, ...]


@dataclass(frozen=True)
class ClientStatusChanged:
    """`reason` is what staff wrote, above all when somebody left."""

    type: ClassVar[str] = "client.status_changed"
    entity: ClassVar[str] = "client_id"
    client_id: UUID
    before: Code
    after: Code
    reason: FreeText


@dataclass(frozen=True)
class ClientArchived:
    """Out of the lists, with all they did kept; `status` is what they were, for the way back."""

    type: ClassVar[str] = "client.archived"
    entity: ClassVar[str] = "client_id"
    client_id: UUID
    status: Code


@dataclass(frozen=True)
class ClientRestored:
    type: ClassVar[str] = "client.restored"
    entity: ClassVar[str] = "client_id"
    client_id: UUID
    status: Code


@dataclass(frozen=True)
class ClientNoteAdded:
    type: ClassVar[str] = "client.note_added"
    entity: ClassVar[str] = "client_id"
    client_id: UUID
    note_id: UUID


@dataclass(frozen=True)
class ClientNoteEdited:
    type: ClassVar[str] = "client.note_edited"
    entity: ClassVar[str] = "client_id"
    client_id: UUID
    note_id: UUID


@dataclass(frozen=True)
class ClientNoteRemoved:
    type: ClassVar[str] = "client.note_removed"
    entity: ClassVar[str] = "client_id"
    client_id: UUID
    note_id: UUID


@dataclass(frozen=True)
class ClientsImported:
    """A list was taken in, all of it: how many rows made a record, changed one or were left out."""

    type: ClassVar[str] = "clients.imported"
    entity: ClassVar[str] = "import_id"
    import_id: UUID
    added: int
    updated: int
    skipped: int
