"""Who acts, in which studio, with which rights. Built once at the door and passed; never kept in a thread."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from fitflow.core.countries import country_of_zone
from fitflow.core.formats import Formats, HourCycle

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")


class TypedSetting(Protocol[T_co]):
    """What reads one value out of a studio's resolved settings; apps declare theirs in `settings.py`."""

    def of(self, settings: Mapping[str, Any]) -> T_co: ...


class Role(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    MANAGER = "manager"
    TRAINER = "trainer"
    CLIENT = "client"
    PUBLIC = "public"
    SYSTEM = "system"


#: Each role brings the rights of the roles behind it (docs/design.md section 4). Trainer and client stand apart.
_INCLUDES: Mapping[Role, frozenset[Role]] = {
    Role.OWNER: frozenset({Role.OWNER, Role.ADMIN, Role.MANAGER}),
    Role.ADMIN: frozenset({Role.ADMIN, Role.MANAGER}),
    Role.MANAGER: frozenset({Role.MANAGER}),
    Role.TRAINER: frozenset({Role.TRAINER}),
    Role.CLIENT: frozenset({Role.CLIENT}),
    Role.PUBLIC: frozenset({Role.PUBLIC}),
    Role.SYSTEM: frozenset({Role.OWNER, Role.ADMIN, Role.MANAGER, Role.SYSTEM}),
}
#: The settings that are read here: whether clock times are those of the locale, or always of one kind; and the country
#: where it is not that of the time zone.
HOUR_CYCLE_KEY, COUNTRY_KEY = "locale.hour_cycle", "locale.country"
STAFF_ROLES = frozenset({Role.OWNER, Role.ADMIN, Role.MANAGER, Role.TRAINER})
#: The rights that a door asks for: of whoever works here, and of whoever belongs here at all.
STAFF = (Role.TRAINER, Role.MANAGER)
INSIDERS = (Role.CLIENT, *STAFF)


@dataclass(frozen=True)
class Studio:
    """The organization as every request needs it: identity, zone and resolved settings (flat keys)."""

    id: UUID
    slug: str
    name: str
    timezone: str
    currency: str
    locale: str
    week_start: int
    settings: Mapping[str, Any]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def country(self) -> str:
        """Where the studio is, by two letters: telephone numbers without a country are of this one."""
        return self.settings.get(COUNTRY_KEY) or country_of_zone(self.timezone)

    @cached_property
    def formats(self) -> Formats:
        """How the studio writes numbers, days, times and telephone numbers."""
        cycle = HourCycle(self.settings.get(HOUR_CYCLE_KEY, HourCycle.AUTO))
        return Formats(self.locale, self.zone, cycle, self.week_start, self.country)


@dataclass(frozen=True)
class Reach:
    """A part of a studio: the whole, or whatever is at one of these locations or belongs to one of these trainers.

    The same rule as a condition of a query or as SQL: `core/reach.py`.
    """

    is_whole: bool = False
    locations: frozenset[UUID] = frozenset()
    trainers: frozenset[UUID] = frozenset()

    @property
    def is_nothing(self) -> bool:
        return not (self.is_whole or self.locations or self.trainers)

    def covers(self, *, location_id: UUID | None, trainer_id: UUID | None) -> bool:
        return self.is_whole or location_id in self.locations or trainer_id in self.trainers


@dataclass(frozen=True)
class Actor:
    """Somebody (or the system) acting in one studio. A scope of None means the whole studio."""

    organization: Studio
    user_id: UUID | None = None
    roles: frozenset[Role] = frozenset({Role.PUBLIC})
    client_id: UUID | None = None
    staff_id: UUID | None = None
    scope_locations: frozenset[UUID] | None = None
    scope_trainers: frozenset[UUID] | None = None
    #: Roles that count once their second step is set up, which the studio demands.
    withheld: frozenset[Role] = frozenset()
    rights: frozenset[Role] = field(init=False)
    #: What is this actor's to run: a manager's scope, a trainer's own, nothing for anybody else.
    reach: Reach = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rights", frozenset().union(*(_INCLUDES[role] for role in self.roles)))
        object.__setattr__(self, "reach", self._reach())

    def _reach(self) -> Reach:
        """A manager's scope counts even for one who gives sessions outside of it. A scope of no rows is nothing."""
        locations, trainers = self.scope_locations, self.scope_trainers
        if self.can(Role.MANAGER):
            is_whole = locations is None and trainers is None
            return Reach(is_whole, locations or frozenset(), trainers or frozenset())
        own = self.staff_id if self.can(Role.TRAINER) else None
        return Reach(trainers=frozenset([own] if own else []))

    @classmethod
    def system(cls, organization: Studio) -> "Actor":
        return cls(organization=organization, roles=frozenset({Role.SYSTEM}))

    @property
    def organization_id(self) -> UUID:
        return self.organization.id

    @property
    def zone(self) -> ZoneInfo:
        return self.organization.zone

    @property
    def formats(self) -> Formats:
        return self.organization.formats

    @property
    def is_staff(self) -> bool:
        return bool(self.rights & STAFF_ROLES)

    @property
    def is_scoped(self) -> bool:
        """A manager who sees only some locations or trainers."""
        return self.can(Role.MANAGER) and not self.reach.is_whole

    def reaches(self, *, location_id: UUID | None, trainer_id: UUID | None) -> bool:
        """Whether what is at this location and belongs to this trainer is the actor's to run."""
        return self.reach.covers(location_id=location_id, trainer_id=trainer_id)

    def can(self, *roles: Role) -> bool:
        """Whether one of the actor's roles includes one of these rights."""
        return bool(self.rights & frozenset(roles))

    def could(self, *roles: Role) -> bool:
        """Whether a role that is withheld includes one of these rights."""
        return bool(frozenset().union(*(_INCLUDES[role] for role in self.withheld)) & frozenset(roles))

    def setting(self, setting: TypedSetting[T]) -> T:
        """The studio's value of this setting."""
        return setting.of(self.organization.settings)
