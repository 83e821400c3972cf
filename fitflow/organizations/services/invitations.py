"""Roles offered by mail, and taken by whoever has proven that the address is theirs."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.core import events
from fitflow.core.actor import STAFF_ROLES, Actor, Role
from fitflow.core.addresses import read_email
from fitflow.core.db import in_transaction, lock_advisory
from fitflow.core.errors import Unauthenticated
from fitflow.core.texts import read_name
from fitflow.organizations.events import StaffInvited, StaffJoined
from fitflow.organizations.models import Invitation, Staff, StudioRole
from fitflow.organizations.queries.staff import has_proven
from fitflow.organizations.refusals import AlreadyStaff, Inactive, InvitationClosed, OtherAddress
from fitflow.organizations.rules import staff as rules
from fitflow.organizations.services import staff as people

VALID_FOR = timedelta(days=14)
#: Who may give which role, the widest first.
STILL_GIVEN_BY = ((Role.OWNER, (Role.OWNER.value,)), (Role.ADMIN, (Role.OWNER.value, Role.ADMIN.value)))


@in_transaction
def invite_staff(
    actor: Actor,
    *,
    email: str,
    roles: Iterable[str],
    name: str = "",
    staff_id: UUID | None = None,
    locations: Collection[UUID] = (),
    trainers: Collection[UUID] = (),
    now: datetime,
) -> Invitation:
    """Offers roles to an address; for somebody who is on the list already, name their `staff_id`."""
    address, wanted = read_email(email), rules.read_roles(roles)
    people.require_owner_for(actor, wanted)
    scope = people.read_scope(actor, wanted, locations, trainers)
    lock_advisory("invite", actor.organization_id, address)
    staff = _invited(actor, address, name, staff_id, wanted)
    for earlier in Invitation.objects.visible_to(actor).unanswered().filter(staff=staff).select_for_update():
        people.withdraw(actor, earlier, now)
    invitation = Invitation.objects.create(
        organization_id=actor.organization_id,
        email=address,
        roles=[role.value for role in rules.in_order(wanted)],
        locations=[str(key) for key in sorted(scope[0])],
        trainers=[str(key) for key in sorted(scope[1])],
        staff=staff,
        invited_by=actor.user_id,
        created_at=now,
        expires_at=now + VALID_FOR,
    )
    events.record(actor, _invited_event(invitation), now=now)
    return invitation


@in_transaction
def resend_invitation(actor: Actor, *, invitation_id: UUID, now: datetime) -> Invitation:
    """Mails it again and counts its days from now. One that ran out can be revived this way."""
    invitation = _unanswered(actor, invitation_id)
    people.require_owner_for(actor, frozenset(Role(role) for role in invitation.roles))
    invitation.expires_at = now + VALID_FOR
    invitation.save(update_fields=["expires_at"])
    events.record(actor, _invited_event(invitation), now=now)
    return invitation


@in_transaction
def withdraw_invitation(actor: Actor, *, invitation_id: UUID, now: datetime) -> Invitation:
    """Takes the offer back; its link says so from now on."""
    invitation = _locked(actor, invitation_id)
    if invitation.accepted_at is not None:
        raise InvitationClosed(_("This invitation was taken already."))
    if invitation.withdrawn_at is None:
        people.withdraw(actor, invitation, now)
    return invitation


@in_transaction
def accept_invitation(actor: Actor, *, invitation_id: UUID, now: datetime) -> Staff:
    """Takes the roles offered. The login must have proven the invited address; a repeat changes nothing."""
    if actor.user_id is None:
        raise Unauthenticated(_("Sign in first."))
    lock_advisory("join", actor.organization_id, actor.user_id)
    invitation = _locked(actor, invitation_id)
    mine = StudioRole.objects.visible_to(actor).filter(user_id=actor.user_id, role__in=STAFF_ROLES)
    if invitation.accepted_at is not None and mine.filter(staff=invitation.staff_id).exists():
        return invitation.staff
    if not invitation.is_open(now):
        raise InvitationClosed(_("This invitation is no longer open. Ask for a new one."))
    if not has_proven(actor.user_id, invitation.email):
        message = _("This invitation was sent to %(address)s. Sign in with that address.")
        raise OtherAddress(message % {"address": invitation.email})
    _refuse_outlived(actor, invitation)
    if mine.exists():
        raise AlreadyStaff(_("You work here already. Ask for other roles instead of a second invitation."))
    return _join(actor, actor.user_id, invitation, now)


def _refuse_outlived(actor: Actor, invitation: Invitation) -> None:
    """Who made somebody an owner or an admin must still be able to when it is taken. The command has no login."""
    needed = next((people for role, people in STILL_GIVEN_BY if role.value in invitation.roles), None)
    if needed is None or invitation.invited_by is None:
        return
    held = StudioRole.objects.visible_to(actor).filter(user_id=invitation.invited_by, role__in=needed)
    if not held.exists():
        raise InvitationClosed(_("Whoever invited you can no longer offer this. Ask for a new invitation."))


def _join(actor: Actor, user_id: UUID, invitation: Invitation, now: datetime) -> Staff:
    staff = people.locked(actor, invitation.staff_id)
    roles = frozenset(Role(role) for role in invitation.roles)
    scope = frozenset(map(UUID, invitation.locations)), frozenset(map(UUID, invitation.trainers))
    people.employ(actor, staff, user_id, roles, scope, now)
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    events.record(actor, StaffJoined(staff.pk, user_id, tuple(invitation.roles)), now=now)
    return staff


def _invited(actor: Actor, address: str, name: str, staff_id: UUID | None, roles: frozenset[Role]) -> Staff:
    """The record the invitation is about: the one named, the one with this address, or a new one."""
    found = Staff.objects.visible_to(actor).select_for_update(no_key=True)
    known = (
        [found.one(pk=staff_id)] if staff_id else list(found.filter(email=address, is_active=True).order_by("pk")[:1])
    )
    if not known:
        label = read_name(name or address.partition("@")[0])
        return Staff.objects.create(
            organization_id=actor.organization_id, name=label, email=address, is_trainer=Role.TRAINER in roles
        )
    staff: Staff = known[0]
    if not staff.is_active:
        raise Inactive(_("%(name)s no longer works here. Take them back first.") % {"name": staff.name})
    if StudioRole.objects.visible_to(actor).filter(staff=staff).exists():
        raise AlreadyStaff(_("%(name)s works here already. Change their roles instead.") % {"name": staff.name})
    if staff.email != address:
        staff.email = address
        staff.save(update_fields=["email"])
    return staff


def _unanswered(actor: Actor, invitation_id: UUID) -> Invitation:
    invitation = _locked(actor, invitation_id)
    if invitation.accepted_at is not None or invitation.withdrawn_at is not None:
        raise InvitationClosed(_("This invitation was taken or withdrawn. Send a new one."))
    return invitation


def _locked(actor: Actor, invitation_id: UUID) -> Invitation:
    invitation: Invitation = (
        Invitation.objects.visible_to(actor).select_for_update(no_key=True, of=("self",)).one(pk=invitation_id)
    )
    return invitation


def _invited_event(invitation: Invitation) -> StaffInvited:
    return StaffInvited(invitation.staff_id, invitation.pk, tuple(invitation.roles))
