"""Records of clients: made, changed, put away and brought back by the studio; a member changes the own one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fitflow.core import events
from fitflow.core.actor import Actor, Role
from fitflow.core.bounds import LONGEST_REASON
from fitflow.core.db import in_transaction
from fitflow.core.errors import Forbidden, Invalid
from fitflow.core.zones import local_date
from fitflow.organizations.events import ClientAdded, ClientArchived, ClientEdited, ClientRestored, ClientStatusChanged
from fitflow.organizations.models import Client
from fitflow.organizations.queries import clients as queries
from fitflow.organizations.refusals import ClientIsArchived
from fitflow.organizations.rules import clients as rules
from fitflow.organizations.rules.access import require_manager
from fitflow.organizations.rules.client_fields import OWN_FIELDS, read_values, whole_record
from fitflow.organizations.services.quotas import refuse_too_many_clients
from fitflow.organizations.services.separating import separate_stranger

#: What brings a client into the reach of a manager who is limited.
HOMES = ("location_id", "trainer_id")


@in_transaction
def add_client(actor: Actor, *, name: str, email: str, now: datetime, **more: object) -> Client:
    """Makes the record of somebody who trains here; `more` is any other field of a client.

    Whoever has proven the address is asked whether it is theirs: until they say so, it changes nothing for them.
    """
    require_manager(actor)
    given = whole_record({"name": name, "email": email, **more}, actor.organization.country)
    values = at_home(actor, checked_locations(actor, given))
    refuse_known_address(actor, values["email"])
    refuse_too_many_clients(actor)
    client = Client(organization_id=actor.organization_id, created_at=now, **values)
    note_leaving(actor, client, now=now)
    save(client)
    refuse_out_of_reach(actor, [client], "location_id")
    events.record(actor, ClientAdded(client.pk, client.status, "desk"), now=now)
    return client


@in_transaction
def edit_client(actor: Actor, *, client_id: UUID, changes: Mapping[str, Any], now: datetime) -> Client:
    """Changes the fields that are given. Members change their own name, phone, goals and emergency contact.

    An address that the login of the record has not proven separates the two: it is somebody else's now.
    """
    client = locked(actor, client_id)
    if not actor.can(Role.MANAGER) and set(changes) - OWN_FIELDS:
        raise Forbidden(_("Only the studio can change this."))
    wanted = read_values(changes, actor.organization.country, client)
    different = {field: value for field, value in wanted.items() if getattr(client, field) != value}
    status = different.pop("status", client.status)
    if status != client.status:
        change_status(actor, client, status, reason="", now=now)
    checked_locations(actor, different)
    if "email" in different:
        refuse_known_address(actor, different["email"])
    for field, value in different.items():
        setattr(client, field, value)
    if different:
        save(client)
        refuse_out_of_reach(actor, [client], next((field for field in HOMES if field in different), "location_id"))
        events.record(actor, ClientEdited(client.pk, tuple(sorted(different))), now=now)
    if "email" in different:
        separate_stranger(actor, client, now=now)
    return client


@in_transaction
def set_client_status(actor: Actor, *, client_id: UUID, status: str, reason: str = "", now: datetime) -> Client:
    """Lead, active, inactive or churned; the reason is kept with the event."""
    require_manager(actor)
    client = locked(actor, client_id)
    why = rules.read_words("reason", LONGEST_REASON)(reason)
    change_status(actor, client, rules.read_status(status), reason=str(why), now=now)
    return client


@in_transaction
def archive_client(actor: Actor, *, client_id: UUID, now: datetime) -> Client:
    """Takes somebody out of the lists and keeps all they did; doing it twice changes nothing."""
    require_manager(actor)
    client = locked(actor, client_id)
    if client.archived_at is not None:
        return client
    client.archived_at, client.status_before = now, client.status
    if client.status != Client.Status.CHURNED:
        client.status = Client.Status.INACTIVE
    client.link_version += 1  # Under the lock of the row: links and secret addresses end for good.
    client.save(update_fields=["archived_at", "status", "status_before", "link_version"])
    events.record(actor, ClientArchived(client.pk, client.status_before), now=now)
    return client


@in_transaction
def restore_client(actor: Actor, *, client_id: UUID, now: datetime) -> Client:
    """Brings somebody back as they were before they were archived."""
    require_manager(actor)
    client = locked(actor, client_id)
    if client.archived_at is None:
        return client
    client.archived_at = None
    client.status, client.status_before = client.status_before, ""
    client.save(update_fields=["archived_at", "status", "status_before"])
    events.record(actor, ClientRestored(client.pk, client.status), now=now)
    return client


def locked(actor: Actor, client_id: UUID) -> Client:
    """The record within the actor's reach, kept from other changes until the end of the transaction."""
    visible = queries.client_of(actor, client_id) if actor.can(Role.MANAGER) else queries.own_record(actor)
    wanted = Client.objects.filter(organization_id=actor.organization_id, pk=client_id)
    return wanted.select_for_update(no_key=True).one(pk=visible.pk)


def change_status(actor: Actor, client: Client, status: str, *, reason: str, now: datetime) -> None:
    if client.archived_at is not None:
        raise ClientIsArchived(_("%(name)s is archived. Bring the record back first.") % {"name": client.name})
    if client.status == status:
        return
    before, client.status = client.status, status
    note_leaving(actor, client, reason=reason, now=now)
    client.save(update_fields=["status", "churned_on", "churn_reason"])
    events.record(actor, ClientStatusChanged(client.pk, before, status, reason), now=now)


def note_leaving(actor: Actor, client: Client, *, reason: str = "", now: datetime) -> None:
    """Whoever left did so on a day of the studio, for a reason; whoever came back has neither."""
    has_left = client.status == Client.Status.CHURNED
    client.churned_on = local_date(now, actor.zone) if has_left else None
    client.churn_reason = reason if has_left else ""


def checked_locations(actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    """The values again; refuses a location or a trainer that is none of this actor's."""
    location, trainer = values.get("location_id"), values.get("trainer_id")
    errors: dict[str, list[str]] = {}
    if location and not queries.home_locations(actor).filter(pk=location).exists():
        errors["location_id"] = [_("Choose one of the list.")]
    if trainer and not queries.caring_trainers(actor).filter(pk=trainer).exists():
        errors["trainer_id"] = [_("Choose one of the list.")]
    if errors:
        raise Invalid(errors)
    return values


def at_home(actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    """The values with a home: the first location, and within the scope of whoever adds the client."""
    if not values["location_id"]:
        first = queries.home_locations(actor).values_list("pk", flat=True).first()
        values["location_id"] = first
    if actor.scope_trainers is not None and actor.scope_locations is None and not values["trainer_id"]:
        values["trainer_id"] = queries.caring_trainers(actor).values_list("pk", flat=True).first()
    return values


def refuse_out_of_reach(actor: Actor, written: Sequence[Client], field: str) -> None:
    """Nobody writes a record that they cannot see afterwards; `field` is the one that took it away."""
    seen = set(queries.clients_of(actor).filter(pk__in=[client.pk for client in written]).values_list("pk", flat=True))
    lost = [client for client in written if client.pk not in seen]
    if lost:
        words = _("You would not see %(name)s any more. Keep them with a location or a trainer that you manage.")
        raise Invalid.field(field, words % {"name": lost[0].name})


def refuse_known_address(actor: Actor, email: str) -> None:
    """One record for each address: names the one that has it, if the actor may see it."""
    if not Client.objects.filter(organization_id=actor.organization_id, email=email).exists():
        return
    known = queries.holder_of(actor, email)
    if known is None:
        raise Invalid.field("email", _("Somebody in this studio already has this address."))
    raise Invalid.field("email", known_words(known))


def known_words(holder: Client) -> str:
    return _("%(name)s already has this address.") % {"name": holder.name}


def save(client: Client) -> None:
    """Writes the record with its search text. Somebody who was faster with the same address is named as the reason."""
    client.search = rules.search_text(client.name, client.email, client.phone)
    try:
        with transaction.atomic():
            client.save()
    except IntegrityError as error:
        if "client_email_once_per_studio" not in str(error):
            raise
        raise Invalid.field("email", _("Somebody in this studio already has this address.")) from error
