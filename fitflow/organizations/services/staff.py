"""Who works here and what they may do. A studio always has an owner, and only owners make or unmake owners."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.core import events
from fitflow.core.actor import STAFF_ROLES, Actor, Role
from fitflow.core.db import in_transaction, lock_advisory
from fitflow.core.errors import Forbidden, Invalid
from fitflow.organizations.events import (
    InvitationWithdrawn,
    StaffAdded,
    StaffChanged,
    StaffDeactivated,
    StaffReactivated,
    StaffRolesChanged,
)
from fitflow.organizations.models import Invitation, Location, Staff, StudioRole, StudioRoleScope
from fitflow.organizations.refusals import Inactive, LastOwner, NoLogin, OwnersOnly
from fitflow.organizations.rules import staff as rules


@in_transaction
def add_trainer(actor: Actor, *, name: str, email: str = "", bio: str = "", color: str = "", now: datetime) -> Staff:
    """Somebody who gives sessions and does not sign in (yet)."""
    given = {"name": name, "email": email, "bio": bio} | ({"color": color} if color else {})
    values = rules.read_person(given)
    staff = Staff.objects.create(organization_id=actor.organization_id, is_trainer=True, **values)
    events.record(actor, StaffAdded(staff.pk), now=now)
    return staff


@in_transaction
def update_staff(actor: Actor, *, staff_id: UUID, changes: Mapping[str, object], now: datetime) -> Staff:
    """Name, address, words about them, colour, and whether sessions can be theirs."""
    values = rules.read_person(changes)
    staff = locked(actor, staff_id)
    different = {key: value for key, value in values.items() if getattr(staff, key) != value}
    if different:
        for key, value in different.items():
            setattr(staff, key, value)
        staff.save(update_fields=list(different))
        events.record(actor, StaffChanged(staff.pk, tuple(sorted(different))), now=now)
    return staff


@in_transaction
def change_roles(
    actor: Actor,
    *,
    staff_id: UUID,
    roles: Iterable[str],
    locations: Collection[UUID] = (),
    trainers: Collection[UUID] = (),
    now: datetime,
) -> Staff:
    """Gives a login exactly these roles; a manager's scope too (both empty = the whole studio)."""
    wanted = rules.read_roles(roles)
    scope = read_scope(actor, wanted, locations, trainers)
    _lock_owners(actor)
    staff = locked(actor, staff_id)
    held = list(_studio_roles(actor, staff).select_for_update(no_key=True))
    if not staff.is_active:
        raise Inactive(_("%(name)s no longer works here. Take them back first.") % {"name": staff.name})
    if not held:
        raise NoLogin(_("%(name)s does not sign in yet. Send an invitation instead.") % {"name": staff.name})
    before = frozenset(Role(studio_role.role) for studio_role in held)
    _guard_owner(actor, staff, before, wanted)
    if before == wanted and scope == _scope_of(held) and any(scope) is any(role.is_limited for role in held):
        return staff
    user_id = held[0].user_id
    _set_roles(actor, staff, user_id, held, wanted, scope, now)
    changed = StaffRolesChanged(staff.pk, user_id, _names(before), _names(wanted), *map(tuple, map(sorted, scope)))
    events.record(actor, changed, now=now)
    return staff


@in_transaction
def deactivate_staff(actor: Actor, *, staff_id: UUID, now: datetime) -> Staff:
    """Takes every role and open invitation; what the person did and gave stays theirs."""
    _lock_owners(actor)
    staff = locked(actor, staff_id)
    held = list(_studio_roles(actor, staff).select_for_update(no_key=True))
    if not staff.is_active:
        return staff
    before = frozenset(Role(studio_role.role) for studio_role in held)
    _guard_owner(actor, staff, before, frozenset())
    for invitation in Invitation.objects.visible_to(actor).unanswered().filter(staff=staff):
        withdraw(actor, invitation, now)
    for studio_role in held:
        studio_role.delete()
    staff.is_active, staff.link_version = False, staff.link_version + 1
    staff.save(update_fields=["is_active", "link_version"])
    events.record(actor, StaffDeactivated(staff.pk, _names(before)), now=now)
    return staff


@in_transaction
def reactivate_staff(actor: Actor, *, staff_id: UUID, now: datetime) -> Staff:
    """Somebody works here again; roles come by a new invitation."""
    staff = locked(actor, staff_id)
    if not staff.is_active:
        staff.is_active = True
        staff.save(update_fields=["is_active"])
        events.record(actor, StaffReactivated(staff.pk), now=now)
    return staff


# Shared with invitations


def locked(actor: Actor, staff_id: UUID) -> Staff:
    staff: Staff = Staff.objects.visible_to(actor).select_for_update(no_key=True).one(pk=staff_id)
    return staff


def read_scope(
    actor: Actor, roles: frozenset[Role], locations: Collection[UUID], trainers: Collection[UUID]
) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """What a manager is limited to, checked to be of this studio."""
    if not locations and not trainers:
        return frozenset(), frozenset()
    if Role.MANAGER not in roles or roles & {Role.OWNER, Role.ADMIN}:
        raise Invalid.field("roles", _("Only a manager can be limited to locations or trainers."))
    known_locations = Location.objects.visible_to(actor).filter(pk__in=locations).values_list("pk", flat=True)
    people = Staff.objects.visible_to(actor).filter(pk__in=trainers, is_active=True).values_list("pk", flat=True)
    if set(locations) - set(known_locations):
        raise Invalid.field("locations", _("Choose locations of this studio."))
    if set(trainers) - set(people):
        raise Invalid.field("trainers", _("Choose people who work in this studio."))
    return frozenset(known_locations), frozenset(people)


def require_owner_for(actor: Actor, roles: frozenset[Role]) -> None:
    if Role.OWNER in roles and not actor.can(Role.OWNER):
        raise OwnersOnly(_("Only an owner can make somebody an owner."))


def employ(
    actor: Actor,
    staff: Staff,
    user_id: UUID,
    roles: frozenset[Role],
    scope: tuple[frozenset[UUID], frozenset[UUID]],
    now: datetime,
) -> None:
    """Writes the roles and the scope of a login."""
    _set_roles(actor, staff, user_id, [], roles, scope, now)


def withdraw(actor: Actor, invitation: Invitation, now: datetime) -> None:
    invitation.withdrawn_at = now
    invitation.save(update_fields=["withdrawn_at"])
    events.record(actor, InvitationWithdrawn(invitation.staff_id, invitation.pk), now=now)


# Inside


def _studio_roles(actor: Actor, staff: Staff) -> Any:
    return StudioRole.objects.visible_to(actor).filter(staff=staff, role__in=STAFF_ROLES).order_by("role")


def _lock_owners(actor: Actor) -> None:
    """Two owners who remove each other in the same moment would leave none: one goes first."""
    lock_advisory("owners", actor.organization_id)


def _guard_owner(actor: Actor, staff: Staff, before: frozenset[Role], after: frozenset[Role]) -> None:
    if Role.OWNER in before ^ after and not actor.can(Role.OWNER):
        raise OwnersOnly(_("Only an owner can do this to an owner, or make somebody one."))
    if Role.OWNER in before - after:
        others = StudioRole.objects.visible_to(actor).filter(role=Role.OWNER.value).exclude(staff=staff)
        if not others.exists():
            raise LastOwner(_("%(name)s is the only owner. Make somebody else an owner first.") % {"name": staff.name})


def _scope_of(held: Iterable[StudioRole]) -> tuple[frozenset[UUID], frozenset[UUID]]:
    scopes = [scope for studio_role in held for scope in studio_role.scopes.all()]
    return (
        frozenset(scope.location_id for scope in scopes if scope.location_id),
        frozenset(scope.trainer_id for scope in scopes if scope.trainer_id),
    )


@in_transaction
def teach_oneself(actor: Actor, *, now: datetime) -> Staff:
    """An owner or administrator gives sessions, too: one step of a new studio."""
    if actor.staff_id is None or not actor.can(Role.ADMIN):
        raise Forbidden
    held = StudioRole.objects.visible_to(actor).filter(staff=actor.staff_id, role__in=STAFF_ROLES)
    roles = {*held.values_list("role", flat=True), Role.TRAINER.value}
    return change_roles(actor, staff_id=actor.staff_id, roles=roles, now=now)


def _set_roles(
    actor: Actor,
    staff: Staff,
    user_id: UUID,
    held: Iterable[StudioRole],
    roles: frozenset[Role],
    scope: tuple[frozenset[UUID], frozenset[UUID]],
    now: datetime,
) -> None:
    kept: dict[Role, StudioRole] = {}
    for studio_role in held:
        if Role(studio_role.role) in roles:
            kept[Role(studio_role.role)] = studio_role
        else:
            studio_role.delete()
    for role in sorted(roles - kept.keys()):
        kept[role] = StudioRole.objects.create(
            organization_id=actor.organization_id, user_id=user_id, role=role.value, staff=staff, created_at=now
        )
    if Role.MANAGER in kept:
        _set_scope(actor, kept[Role.MANAGER], *scope)
    if staff.is_trainer is not (Role.TRAINER in roles):
        staff.is_trainer = Role.TRAINER in roles
        staff.save(update_fields=["is_trainer"])


def _set_scope(actor: Actor, studio_role: StudioRole, locations: frozenset[UUID], trainers: frozenset[UUID]) -> None:
    StudioRoleScope.objects.visible_to(actor).filter(studio_role=studio_role).delete()
    studio_role.is_limited = bool(locations or trainers)
    studio_role.save(update_fields=["is_limited"])
    rows = [{"location_id": key} for key in sorted(locations)] + [{"trainer_id": key} for key in sorted(trainers)]
    for row in rows:
        StudioRoleScope.objects.create(organization_id=actor.organization_id, studio_role=studio_role, **row)


def _names(roles: frozenset[Role]) -> tuple[str, ...]:
    return tuple(role.value for role in rules.in_order(roles))
