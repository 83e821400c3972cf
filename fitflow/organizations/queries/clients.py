"""Reading clients: whom an actor may see, lists in order, the notes of the staff."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from fitflow.core.actor import Actor, Role
from fitflow.core.db import capped_counts
from fitflow.core.errors import NotFound
from fitflow.core.offers import offered
from fitflow.core.paging import Part, part_of
from fitflow.core.reach import reach_q
from fitflow.core.tenancy import TenantQuerySet
from fitflow.organizations.hooks import ClientPart
from fitflow.organizations.models import Client, ClientNote, ClientQuerySet, Location, Staff, StudioRole
from fitflow.organizations.rules.clients import mailbox_of, search_words

#: The orders of a list and the columns behind them; each ends with a unique one.
SORTS = {
    "name": ("search", "id"),
    "date": ("-created_at", "-id"),
    "status": ("status", "search", "id"),
}
ARCHIVED = "archived"
#: Whether it is two thousand clients or a hundred thousand, the figures above the list cost the same.
MOST_COUNTED = 2_000
#: Who came within so long is new.
NEW_SINCE = timedelta(days=7)


@dataclass(frozen=True)
class ClientFilter:
    """What somebody looks for. Archived clients are shown only when they are asked for."""

    search: str = ""
    status: str = ""
    location_id: UUID | None = None
    sort: str = "name"


@dataclass(frozen=True)
class ClientCounts:
    """Everybody within reach who is not archived, by status, and the archived."""

    total: int
    lead: int
    active: int
    inactive: int
    churned: int
    archived: int


def clients_of(actor: Actor) -> ClientQuerySet:
    """Whom this actor may see: managers their scope, a client the own record, everybody else nobody."""
    visible = Client.objects.visible_to(actor)
    if actor.can(Role.MANAGER) and actor.is_scoped:
        return visible.filter(within_scope(actor))
    return visible


def within_scope(actor: Actor) -> Q:
    """Who lives at the manager's locations, is looked after by their trainers, or is reached by a part above."""
    reached = reach_q(actor)
    for part in offered(ClientPart):
        if part.reach:
            reached |= part.reach(actor)
    return reached


def client_of(actor: Actor, client_id: UUID) -> Client:
    """One record, with where they train and who looks after them; out of sight is not found."""
    return clients_of(actor).select_related("location", "trainer").one(pk=client_id)


def own_record(actor: Actor) -> Client:
    """The record of whoever asks, whatever other roles they have."""
    if actor.client_id is None:
        raise NotFound
    own = Client.objects.filter(organization_id=actor.organization_id)
    return own.select_related("location", "trainer").one(pk=actor.client_id)


def clients_found(actor: Actor, wanted: ClientFilter) -> ClientQuerySet:
    """Everybody who fits. Each word must be somewhere in name, address or phone."""
    found = clients_of(actor)
    if wanted.status == ARCHIVED:
        found = found.filter(archived_at__isnull=False)
    else:
        found = found.filter(archived_at__isnull=True)
        found = found.filter(status=wanted.status) if wanted.status else found
    if wanted.location_id:
        found = found.filter(location_id=wanted.location_id)
    for word in search_words(wanted.search):
        found = found.filter(search__contains=word)
    return found


def client_list(actor: Actor, wanted: ClientFilter, *, cursor: str = "", limit: int = 50) -> Part[Client]:
    """One part of the list in the order asked for. What stands beside a name is looked up for this part alone."""
    whole = Client.objects.visible_to(actor).select_related("location", "trainer")
    return part_of(clients_found(actor, wanted), *SORTS[wanted.sort], cursor=cursor, limit=limit, whole=whole)


def holder_of(actor: Actor, email: str) -> Client | None:
    """Who within reach has this address already."""
    return clients_of(actor).filter(email=email).first() if email else None


def joined_clients(actor: Actor, clients: Iterable[Client]) -> set[UUID]:
    """Who of these clients has joined: has said that the record is theirs, or signed up."""
    linked = StudioRole.objects.visible_to(actor).filter(client_id__in=[client.pk for client in clients])
    return {client_id for client_id in linked.values_list("client_id", flat=True) if client_id}


def client_counts(actor: Actor) -> ClientCounts:
    """The figures above the list, in one query. None goes beyond `MOST_COUNTED` + 1."""
    within, shown = clients_of(actor), Q(archived_at__isnull=True)
    of_status = {status.value: within.filter(shown, status=status) for status in Client.Status}
    counted = capped_counts({"archived": within.filter(~shown), **of_status}, MOST_COUNTED + 1)
    counted["total"] = sum(counted[status] for status in of_status)
    return ClientCounts(**{name: min(count, MOST_COUNTED + 1) for name, count in counted.items()})


def new_clients(actor: Actor, now: datetime) -> tuple[int, int]:
    """Who came in the last seven days, and in the seven before."""
    since, before = now - NEW_SINCE, now - 2 * NEW_SINCE
    lately = clients_of(actor).filter(created_at__gt=before, created_at__lte=now)
    counted = lately.aggregate(new=Count("pk", Q(created_at__gt=since)), before=Count("pk", Q(created_at__lte=since)))
    return counted["new"], counted["before"]


def same_person(actor: Actor, client_id: UUID) -> list[UUID]:
    """Other records that are the same person's: under a sub-address of the same mailbox, or the same telephone."""
    mine = Client.objects.filter(organization_id=actor.organization_id)
    client = mine.one(pk=client_id)
    others = mine.exclude(pk=client_id)
    found = list(others.filter(phone=client.phone).values_list("pk", flat=True)) if client.phone else []
    if not client.email:
        return found
    near = others.filter(email__startswith=client.email[0], email__endswith=f"@{client.email.rpartition('@')[2]}")
    mailbox = mailbox_of(client.email)
    return [*found, *(pk for pk, email in near.values_list("pk", "email") if mailbox_of(email) == mailbox)]


def is_client(actor: Actor, client_id: UUID) -> bool:
    """Whether the studio has such a client, for staff who may book people they see only by name."""
    return Client.objects.filter(organization_id=actor.organization_id, pk=client_id).exists()


def notes_of(actor: Actor, client_id: UUID) -> TenantQuerySet[ClientNote]:
    """What staff wrote about a client, newest first. Clients and trainers see none, not even their own."""
    notes = ClientNote.objects.visible_to(actor).filter(client_id=client_id)
    return notes.order_by("-created_at", "-id") if actor.can(Role.MANAGER) else notes.none()


def note_of(actor: Actor, client_id: UUID, note_id: UUID) -> ClientNote:
    """One note about a client within reach."""
    return notes_of(actor, client_of(actor, client_id).pk).one(pk=note_id)


def home_locations(actor: Actor) -> TenantQuerySet[Location]:
    """Where a client of this actor can be at home: open locations within the actor's scope."""
    locations = Location.objects.visible_to(actor).filter(is_active=True).order_by("name")
    return locations if actor.scope_locations is None else locations.filter(pk__in=actor.scope_locations)


def caring_trainers(actor: Actor) -> TenantQuerySet[Staff]:
    """Who can look after a client of this actor."""
    trainers = Staff.objects.visible_to(actor).filter(is_active=True, is_trainer=True).order_by("name")
    return trainers if actor.scope_trainers is None else trainers.filter(pk__in=actor.scope_trainers)
