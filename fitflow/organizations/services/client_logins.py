"""A record and a login become one person: by the address that the login has proven, or by signing up."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from fitflow.accounts import queries as accounts
from fitflow.accounts.models import User
from fitflow.core import events
from fitflow.core.actor import Actor, Role
from fitflow.core.db import in_transaction, lock_advisory
from fitflow.core.errors import Unauthenticated
from fitflow.core.tenancy import tenant
from fitflow.organizations.events import ClientJoined, ClientLinked
from fitflow.organizations.models import Client, Location, StudioRole
from fitflow.organizations.queries import logins
from fitflow.organizations.queries.directory import system_actor
from fitflow.organizations.refusals import AddressNotProven, AddressTaken, NotWelcome, SignupClosed
from fitflow.organizations.rules.clients import search_text
from fitflow.organizations.settings import SELF_SIGNUP


@in_transaction
def join_studio(actor: Actor, *, now: datetime) -> Actor:
    """Makes whoever is signed in a client of the studio and gives the actor they are from now on.

    A record the studio made before is theirs; else, where people may sign up themselves, they become a lead.
    """
    user = accounts.user_by_id(actor.user_id) if actor.user_id else None
    if user is None:
        raise Unauthenticated(_("Sign in first."))
    lock_login(actor, user.pk)
    client = _record_of(actor, user.pk)
    if client is None:
        client = _claimed_record(actor, user, now=now)
    _refuse_archived(client)
    return replace(actor, roles=actor.roles - {Role.PUBLIC} | {Role.CLIENT}, client_id=client.pk)


@in_transaction
def link_client(actor: Actor, *, client_id: UUID, user_id: UUID, now: datetime) -> bool:
    """Gives a login the record of a client. False if either has somebody else already."""
    lock_login(actor, user_id)
    mine = StudioRole.objects.visible_to(actor)
    if mine.filter(user_id=user_id, role=Role.CLIENT).exists() or mine.filter(client_id=client_id).exists():
        return False
    _write_link(actor, client_id, user_id, now=now)
    events.record(actor, ClientLinked(client_id, user_id), now=now)
    return True


@in_transaction
def link_login(user: User, address: str, now: datetime) -> int:
    """Somebody has proven an address: every record that names it becomes theirs, in every studio. How many did."""
    linked = 0
    for organization_id, client_id in logins.records_of_address(address):
        with tenant(organization_id):
            linked += link_client(system_actor(organization_id), client_id=client_id, user_id=user.pk, now=now)
    return linked


def expect_logins(actor: Actor, addresses: Collection[str]) -> dict[str, UUID]:
    """Who has proven one of these addresses. Locked before a record names them, so that nobody joins in between."""
    waiting = logins.logins_by_address(addresses)
    for user_id in sorted(waiting.values()):
        lock_login(actor, user_id)
    return waiting


def link_expected(actor: Actor, waiting: Mapping[str, UUID], clients: Mapping[str, UUID], *, now: datetime) -> None:
    """The studio has written down these addresses: whoever has proven one comes to the record."""
    for address in sorted(waiting.keys() & clients.keys()):
        link_client(actor, client_id=clients[address], user_id=waiting[address], now=now)


def lock_login(actor: Actor, user_id: UUID) -> None:
    """One link of one login at a time; two first clicks make one record."""
    lock_advisory("client-login", actor.organization_id, user_id)


def _record_of(actor: Actor, user_id: UUID) -> Client | None:
    linked = StudioRole.objects.visible_to(actor).filter(user_id=user_id, role=Role.CLIENT).values("client_id")
    return Client.objects.filter(organization_id=actor.organization_id, pk__in=linked).first()


def _claimed_record(actor: Actor, user: User, *, now: datetime) -> Client:
    """The record that waits under a proven address of this login, else a new one."""
    addresses = accounts.verified_addresses(user)
    if not addresses:
        raise AddressNotProven(_("Confirm your e-mail address first."))
    client = _waiting_record(actor, user, addresses, now=now)
    if client is not None:
        return client
    if not actor.setting(SELF_SIGNUP):
        message = _("This studio adds its members itself. Please ask them to add %(address)s.")
        raise SignupClosed(message % {"address": addresses[0]})
    try:
        with in_transaction():
            return _new_lead(actor, user, addresses[0], now=now)
    except IntegrityError:  # The studio has just written the address down, without seeing whose it is.
        client = _waiting_record(actor, user, addresses, now=now)
        if client is None:
            raise
        return client


def _waiting_record(actor: Actor, user: User, addresses: Sequence[str], *, now: datetime) -> Client | None:
    """The studio's record with one of these addresses, linked to the login from now on."""
    waiting = Client.objects.filter(organization_id=actor.organization_id, email__in=addresses).order_by("pk")
    for client in waiting:
        _refuse_archived(client)
        if link_client(actor, client_id=client.pk, user_id=user.pk, now=now):
            return client
    if waiting:
        raise AddressTaken(_("Somebody else already uses your address here. Please ask the studio."))
    return None


def _refuse_archived(client: Client) -> None:
    if client.archived_at is not None:
        raise NotWelcome(_("Your time as a client here has ended. Please ask the studio."))


def _new_lead(actor: Actor, user: User, address: str, *, now: datetime) -> Client:
    name = user.name.strip() or address.partition("@")[0]
    home = Location.objects.visible_to(actor).filter(is_active=True).order_by("name").first()
    client = Client.objects.create(
        organization_id=actor.organization_id,
        name=name[:120],
        email=address,
        status=Client.Status.LEAD,
        search=search_text(name[:120], address, ""),
        location=home,
        created_at=now,
    )
    _write_link(actor, client.pk, user.pk, now=now)
    events.record(actor, ClientJoined(client.pk, user.pk), now=now)
    return client


def _write_link(actor: Actor, client_id: UUID, user_id: UUID, *, now: datetime) -> None:
    StudioRole.objects.create(
        organization_id=actor.organization_id,
        user_id=user_id,
        role=Role.CLIENT.value,
        client_id=client_id,
        created_at=now,
    )
