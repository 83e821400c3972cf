"""Who works here, who is invited, and what others may know about them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeVar, cast
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from fitflow.accounts import queries as accounts
from fitflow.core.actor import STAFF_ROLES, Actor, Role
from fitflow.core.errors import Invalid, NotFound, Unknown
from fitflow.core.pages import page
from fitflow.core.tenancy import TenantQuerySet
from fitflow.organizations.models import Invitation, Location, Staff, StudioRole, StudioRoleScope
from fitflow.organizations.rules.staff import in_order, role_words

Named = TypeVar("Named", Location, Staff)
SALT = "organizations.invitation"


class Standing(StrEnum):
    """Where somebody stands with the studio."""

    ACTIVE = "active"
    INVITED = "invited"
    EXPIRED = "expired"
    NO_LOGIN = "no_login"
    GONE = "gone"


@dataclass(frozen=True)
class StaffMember:
    """Somebody who works here, with their login, roles, scope and unanswered invitation."""

    staff: Staff
    standing: Standing
    roles: tuple[Role, ...] = ()
    user_id: UUID | None = None
    address: str = ""
    locations: tuple[Location, ...] = ()
    trainers: tuple[Staff, ...] = ()
    is_limited: bool = False
    invitation: Invitation | None = None

    @property
    def role_words(self) -> str:
        """Owner, Trainer. Somebody without a login can still be a trainer."""
        if not self.roles and self.staff.is_trainer:
            return role_words([Role.TRAINER])
        return role_words(self.roles)

    @property
    def scope_words(self) -> str:
        """What their rights are limited to, if they are."""
        named = [*(location.name for location in self.locations), *(trainer.first_name for trainer in self.trainers)]
        return ", ".join(named) or (_("limited to nothing that is left") if self.is_limited else "")

    @property
    def offered_words(self) -> str:
        """What an unanswered invitation offers."""
        return role_words(Role(role) for role in self.invitation.roles) if self.invitation else ""


@dataclass
class _Found:
    """What the rows of one person add up to."""

    roles: list[Role] = field(default_factory=list)
    user_id: UUID | None = None
    scopes: list[StudioRoleScope] = field(default_factory=list)
    is_limited: bool = False
    invitation: Invitation | None = None


def staff_rows(actor: Actor) -> TenantQuerySet[Staff]:
    """Everybody who works or worked here, for the desk."""
    return Staff.objects.visible_to(actor)


def gone_staff(actor: Actor) -> TenantQuerySet[Staff]:
    """Who worked here once."""
    return staff_rows(actor).filter(is_active=False).order_by("name", "pk")


def in_charge(actor: Actor) -> list[UUID]:
    """The staff who answer for the whole studio: owners, administrators and managers without limits."""
    roles = StudioRole.objects.filter(
        organization_id=actor.organization_id, role__in=("owner", "admin", "manager"), is_limited=False,
        staff__is_active=True,
    )  # fmt: skip
    return sorted(set(roles.values_list("staff_id", flat=True)))


def members_of(actor: Actor, staff: Collection[Staff], *, now: datetime) -> list[StaffMember]:
    """The same people with everything about them: four queries, whatever their number."""
    found = {person.pk: _Found() for person in staff}
    studio_roles = StudioRole.objects.visible_to(actor).filter(staff_id__in=found, role__in=STAFF_ROLES)
    for studio_role in studio_roles.prefetch_related("scopes__location", "scopes__trainer"):
        mine = found[cast(UUID, studio_role.staff_id)]  # A role of staff names its record: the table's own rule.
        mine.roles.append(Role(studio_role.role))
        mine.user_id = studio_role.user_id
        mine.scopes += studio_role.scopes.all()
        mine.is_limited = mine.is_limited or studio_role.is_limited
    for invitation in Invitation.objects.visible_to(actor).unanswered().filter(staff_id__in=found):
        found[invitation.staff_id].invitation = invitation
    logins = accounts.users_by_id({mine.user_id for mine in found.values() if mine.user_id})
    addresses = {key: login.email for key, login in logins.items()}
    return [_member(person, found[person.pk], addresses, now) for person in staff]


def member_of(actor: Actor, staff_id: UUID, *, now: datetime) -> StaffMember:
    """One of them, or NotFound."""
    return members_of(actor, [staff_rows(actor).one(pk=staff_id)], now=now)[0]


def trainers_of(actor: Actor) -> TenantQuerySet[Staff]:
    """Who gives sessions now. Everybody may know them: the public by `first_name`, the studio's people by name."""
    return Staff.objects.visible_to(actor).filter(is_trainer=True, is_active=True).order_by("name", "pk")


def shown_name(actor: Actor, staff: Staff) -> str:
    """A trainer's name as this actor may know it."""
    return staff.first_name if actor.roles == frozenset({Role.PUBLIC}) else staff.name


def desk_people(actor: Actor) -> list[Staff]:
    """Who hears of what concerns the studio as a whole: owners, admins, and managers who are not limited."""
    roles = [Role.OWNER.value, Role.ADMIN.value, Role.MANAGER.value]
    held = StudioRole.objects.visible_to(actor).filter(role__in=roles, is_limited=False).values("staff_id")
    return list(Staff.objects.visible_to(actor).filter(pk__in=held, is_active=True).order_by("pk"))


def people_who_act(actor: Actor) -> list[tuple[UUID, str]]:
    """(login, name) of everybody on the staff with a login: the choices of the audit trail's filter."""
    rows = StudioRole.objects.visible_to(actor).filter(role__in=STAFF_ROLES).values_list("user_id", "staff__name")
    return sorted(dict(rows).items(), key=lambda pair: pair[1].lower())


# Locations


def locations_of(actor: Actor) -> TenantQuerySet[Location]:
    """Every location, closed ones too."""
    return Location.objects.visible_to(actor).order_by("name", "pk")


def open_locations(actor: Actor) -> TenantQuerySet[Location]:
    return locations_of(actor).filter(is_active=True)


def check_trainer(actor: Actor, trainer_id: UUID | None) -> None:
    """Refuses whoever gives no sessions in this studio now."""
    if trainer_id is None:
        raise Invalid.field("trainer", _("Choose a trainer of this studio."))
    if not trainers_of(actor).filter(pk=trainer_id).exists():
        raise Unknown.field("trainer", _("Choose a trainer of this studio."))


def check_location(actor: Actor, location_id: UUID | None) -> None:
    """Refuses a location that is closed, or none of this studio."""
    if location_id is None:
        raise Invalid.field("location", _("Choose a location of this studio."))
    if not open_locations(actor).filter(pk=location_id).exists():
        raise Unknown.field("location", _("Choose a location of this studio."))


def has_several_locations(actor: Actor) -> bool:
    """While there is only one, nobody needs to be told where."""
    return open_locations(actor).count() > 1


# Invitations


@dataclass(frozen=True)
class InvitationMail:
    """What the mail with an invitation says."""

    address: str
    name: str
    studio: str
    roles: str
    link: str
    expires_at: datetime
    invited_by: str


def invitation_link(actor: Actor, invitation: Invitation) -> str:
    """The address by which the invitation is seen and taken."""
    return f"{settings.FITFLOW_URL}{page(actor, 'organizations:join', invitation_token(invitation))}"


def invitation_token(invitation: Invitation) -> str:
    return signing.dumps(str(invitation.pk), salt=SALT)


def invitation_by_token(actor: Actor, token: str) -> Invitation:
    """The invitation a signed token names, in this studio."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise NotFound from error
    found: Invitation = Invitation.objects.visible_to(actor).select_related("staff").one(pk=key)
    return found


def has_proven(user_id: UUID, address: str) -> bool:
    """Whether this login has shown that it reads this address."""
    user = accounts.user_by_id(user_id)
    return user is not None and address in accounts.verified_addresses(user)


def invitation_mail(actor: Actor, invitation_id: UUID, *, now: datetime) -> InvitationMail | None:
    """What to mail, or None when there is nothing to offer any more."""
    found = Invitation.objects.visible_to(actor).select_related("staff").filter(pk=invitation_id).first()
    if found is None or not found.is_open(now):
        return None
    inviter = accounts.user_by_id(found.invited_by) if found.invited_by else None
    return InvitationMail(
        address=found.email,
        name=found.staff.name,
        studio=actor.organization.name,
        roles=role_words(Role(role) for role in found.roles),
        link=invitation_link(actor, found),
        expires_at=found.expires_at,
        invited_by=inviter.get_full_name() if inviter else actor.organization.name,
    )


# Inside


def _member(person: Staff, found: _Found, addresses: dict[UUID, str], now: datetime) -> StaffMember:
    locations = [scope.location for scope in found.scopes if scope.location is not None]
    people = [scope.trainer for scope in found.scopes if scope.trainer is not None]
    return StaffMember(
        staff=person,
        standing=_standing(person, found, now),
        roles=tuple(in_order(found.roles)),
        user_id=found.user_id,
        address=addresses.get(found.user_id, person.email) if found.user_id else person.email,
        locations=tuple(_by_name(locations)),
        trainers=tuple(_by_name(people)),
        is_limited=found.is_limited,
        invitation=found.invitation,
    )


def _standing(person: Staff, found: _Found, now: datetime) -> Standing:
    if not person.is_active:
        return Standing.GONE
    if found.roles:
        return Standing.ACTIVE
    if found.invitation is None:
        return Standing.NO_LOGIN
    return Standing.INVITED if found.invitation.is_open(now) else Standing.EXPIRED


def _by_name(rows: "Iterable[Named]") -> "list[Named]":
    return sorted(rows, key=lambda row: row.name.lower())
