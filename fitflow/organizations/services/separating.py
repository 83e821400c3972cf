"""A record and a login stop being one person: the person says "not me", a manager cuts, or the address is another's.

Whoever is separated has no way in any more: the role goes, and links and secret addresses end with their version.
"""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.accounts import queries as accounts
from fitflow.accounts.models import User
from fitflow.accounts.services.happened import note_separated
from fitflow.core import events
from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction
from fitflow.core.errors import NotFound
from fitflow.core.tenancy import tenant
from fitflow.organizations.events import BY_ADDRESS, BY_PERSON, BY_STUDIO, ClientReadmitted, ClientSeparated
from fitflow.organizations.models import Client, Separation, StudioRole
from fitflow.organizations.queries import logins
from fitflow.organizations.queries.clients import client_of
from fitflow.organizations.queries.directory import system_actor
from fitflow.organizations.refusals import NobodyJoined
from fitflow.organizations.rules.access import require_manager
from fitflow.organizations.rules.clients import search_text
from fitflow.organizations.services.client_logins import lock_login


@in_transaction
def refuse_record(user: User, *, client_id: UUID, now: datetime) -> None:
    """The person says "not me" to a record that waits for them: for good. The studio hears of it.

    The record loses the address, which is somebody else's: nothing more goes there.
    """
    found = logins.waiting_record(user.pk, client_id)
    if found is None:
        raise NotFound(_("This record no longer waits for you."))
    with tenant(found.organization_id):
        actor = system_actor(found.organization_id)  # The history does not name who said it.
        lock_login(actor, user.pk)
        client = _locked(actor, client_id)
        if logins.login_of_client(actor, client_id) is not None or client.email != found.email:
            raise NotFound(_("This record no longer waits for you."))
        _keep_apart(client, user, found.email, by_person=True, now=now)
        client.email, client.search = "", search_text(client.name, "", client.phone)
        client.save(update_fields=["email", "search"])
        _end_links(actor, client, user, BY_PERSON, now=now)


@in_transaction
def separate_client(actor: Actor, *, client_id: UUID, now: datetime) -> User:
    """A manager cuts a login from a record, until they let it in again. Both hear of it."""
    require_manager(actor)
    user = logins.login_of_client(actor, client_of(actor, client_id).pk)
    if user is None:
        raise NobodyJoined(_("Nobody has joined with this record."))
    lock_login(actor, user.pk)
    client = _locked(actor, client_id)
    _cut(actor, client, user, BY_STUDIO, now=now)
    _keep_apart(client, user, user.email, by_person=False, now=now)
    return user


@in_transaction
def readmit_client(actor: Actor, *, client_id: UUID, now: datetime) -> int:
    """Takes back what the studio itself separated: whoever has proven the record's address is asked again."""
    require_manager(actor)
    client = client_of(actor, client_id)
    lifted, _rows = Separation.objects.visible_to(actor).filter(client_id=client.pk, by_person=False).delete()
    if lifted:
        events.record(actor, ClientReadmitted(client.pk), now=now)
    return lifted


def separate_stranger(actor: Actor, client: Client, *, now: datetime) -> User | None:
    """After a record's address has changed: a login that has not proven the new one is not its person any more.

    Not for good: who proves the new address is asked, and that may be the same person. The record is locked already.
    """
    user = logins.login_of_client(actor, client.pk) if client.email else None
    if user is None or client.email in accounts.verified_addresses(user):
        return None
    _cut(actor, client, user, BY_ADDRESS, now=now)
    return user


def _cut(actor: Actor, client: Client, user: User, by: str, *, now: datetime) -> None:
    StudioRole.objects.visible_to(actor).filter(client_id=client.pk, user_id=user.pk).delete()
    _end_links(actor, client, user, by, now=now)


def _keep_apart(client: Client, user: User, address: str, *, by_person: bool, now: datetime) -> None:
    Separation.objects.create(
        organization_id=client.organization_id,
        client=client,
        user=user,
        address=address,
        by_person=by_person,
        created_at=now,
    )


def _end_links(actor: Actor, client: Client, user: User, by: str, *, now: datetime) -> None:
    client.link_version += 1  # The row is locked.
    client.save(update_fields=["link_version"])
    events.record(actor, ClientSeparated(client.pk, user.pk, by, client.link_version), now=now)
    note_separated(user.pk, actor.organization.name, now=now)


def _locked(actor: Actor, client_id: UUID) -> Client:
    found = Client.objects.filter(organization_id=actor.organization_id).select_for_update(no_key=True)
    client: Client = found.one(pk=client_id)
    return client
