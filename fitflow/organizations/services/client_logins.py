"""A record and a login become one person: the person says so to a record with their address, or signs up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from fitflow.accounts import queries as accounts
from fitflow.accounts.models import User
from fitflow.accounts.services.happened import note_joined
from fitflow.core import events
from fitflow.core.actor import Actor, Role
from fitflow.core.db import in_transaction, lock_advisory
from fitflow.core.errors import NotFound, Unauthenticated
from fitflow.core.tenancy import tenant
from fitflow.organizations.events import ClientEdited, ClientJoined, ClientLinked
from fitflow.organizations.models import Client, Location, StudioRole
from fitflow.organizations.queries import logins
from fitflow.organizations.queries.directory import system_actor
from fitflow.organizations.refusals import AddressNotProven, AddressTaken, NotWelcome, SignupClosed
from fitflow.organizations.rules.clients import search_text
from fitflow.organizations.services.quotas import refuse_too_many_clients
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
def join_record(user: User, *, client_id: UUID, now: datetime) -> Actor:
    """The person says "this is me" to a record that waits for them. Who they are in that studio from now on."""
    found = logins.waiting_record(user.pk, client_id)
    if found is None:
        raise NotFound(_("This record no longer waits for you."))
    with tenant(found.organization_id):
        actor = Actor(system_actor(found.organization_id).organization, user_id=user.pk, roles=frozenset({Role.PUBLIC}))
        lock_login(actor, user.pk)
        client = take_record(actor, user, client_id, now=now)
    if client is None:
        raise NotFound(_("This record no longer waits for you."))
    return replace(actor, roles=frozenset({Role.CLIENT}), client_id=client.pk)


def take_record(actor: Actor, user: User, client_id: UUID, *, now: datetime) -> Client | None:
    """Gives a login the record of a client, as both are now; None if one of them has somebody else already.

    The record must still name an address of theirs, and they were not separated from it.
    """
    found = Client.objects.select_for_update(no_key=True).filter(organization_id=actor.organization_id, pk=client_id)
    client = found.filter(email__in=accounts.verified_addresses(user)).first()
    if client is None or client.archived_at is not None or client.separations.filter(user_id=user.pk).exists():
        return None
    mine = StudioRole.objects.visible_to(actor)
    if mine.filter(user_id=user.pk, role=Role.CLIENT).exists() or mine.filter(client_id=client_id).exists():
        return None
    _write_link(actor, client_id, user.pk, now=now)
    events.record(actor, ClientLinked(client_id, user.pk), now=now)
    note_joined(user.pk, actor.organization.name, now=now)
    return client


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
    kept = [client for client in waiting if not _gives_up_address(actor, client, now=now)]
    for client in kept:
        _refuse_archived(client)
        if taken := take_record(actor, user, client.pk, now=now):
            return taken
    if kept:
        raise AddressTaken(_("Somebody else already uses your address here. Please ask the studio."))
    return None


def _gives_up_address(actor: Actor, client: Client, *, now: datetime) -> bool:
    """Whether the record's own login no longer has its address: whoever has proven it now is somebody else.

    The record goes on under the main address of its login, where its mails go anyway.
    """
    holder = logins.login_of_client(actor, client.pk)
    if holder is None or client.email in accounts.verified_addresses(holder):
        return False
    others = Client.objects.filter(organization_id=actor.organization_id, email=holder.email).exclude(pk=client.pk)
    client.email = "" if others.exists() else holder.email
    client.search = search_text(client.name, client.email, client.phone)
    client.save(update_fields=["email", "search"])
    events.record(actor, ClientEdited(client.pk, ("email",)), now=now)
    return True


def _refuse_archived(client: Client) -> None:
    if client.archived_at is not None:
        raise NotWelcome(_("Your time as a client here has ended. Please ask the studio."))


def _new_lead(actor: Actor, user: User, address: str, *, now: datetime) -> Client:
    refuse_too_many_clients(actor)
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
    note_joined(user.pk, actor.organization.name, now=now)
    return client


def _write_link(actor: Actor, client_id: UUID, user_id: UUID, *, now: datetime) -> None:
    StudioRole.objects.create(
        organization_id=actor.organization_id,
        user_id=user_id,
        role=Role.CLIENT.value,
        client_id=client_id,
        created_at=now,
    )
