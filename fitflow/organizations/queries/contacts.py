"""How somebody of the studio is reached: address, login and language, for whoever writes to them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from fitflow.accounts import queries as accounts
from fitflow.core.actor import Actor
from fitflow.core.db import rows
from fitflow.core.errors import NotFound
from fitflow.core.plans import Kept
from fitflow.organizations.models import Client, Staff, StudioRole


@dataclass(frozen=True)
class Contact:
    """One person as the sender sees them. Each channel says what it needs of it to reach them."""

    name: str
    address: str
    user_id: UUID | None = None
    locale: str = ""
    client_id: UUID | None = None
    staff_id: UUID | None = None
    phone: str = ""
    #: Archived, or no longer working here: nothing is said to them any more.
    is_gone: bool = False
    #: What signed links and secret addresses name: an older one has ended.
    link_version: int = 0

    @property
    def has_joined(self) -> bool:
        """Whether they sign in here. Who does not may be somebody whose address was only written down."""
        return self.user_id is not None


def address_that_counts(written: str, main: str | None) -> str:
    """Where mails go: to the main address of whoever has joined, else to what the studio wrote down.

    The first is proven and its person's own; the second may be an old one, or a stranger's.
    """
    return main or written


#: A record's own facts, and the login that has joined it. `{table}` is of clients or of staff.
CONTACTS = """
SELECT r.id, r.name, r.email, {facts}, r.link_version, u.id AS user_id, u.email AS main, u.locale
FROM {table} r
LEFT JOIN organizations_studiorole o ON o.organization_id = r.organization_id AND o.{key} = r.id
LEFT JOIN accounts_user u ON u.id = o.user_id
WHERE r.organization_id = %s AND r.id = ANY(%s) ORDER BY r.id, o.id DESC
"""
CLIENTS = Kept(
    CONTACTS.format(
        table="organizations_client", key="client_id", facts="r.phone, r.archived_at IS NOT NULL AS is_gone"
    )
)
STAFF = Kept(
    CONTACTS.format(table="organizations_staff", key="staff_id", facts="'' AS phone, NOT r.is_active AS is_gone")
)


def contact_of_client(actor: Actor, client_id: UUID) -> Contact:
    """A client."""
    return _only(contacts_of_clients(actor, [client_id]))


def contact_of_staff(actor: Actor, staff_id: UUID) -> Contact:
    """Somebody of the staff."""
    return _only(contacts_of_staff(actor, [staff_id]))


def contacts_of_clients(actor: Actor, client_ids: Collection[UUID]) -> dict[UUID, Contact]:
    """Clients by their ids; who is not in this studio is left out. One statement."""
    found = rows(CLIENTS, [actor.organization_id, list(client_ids)])
    return {row["id"]: replace(_contact(row), client_id=row["id"]) for row in found}


def contacts_of_staff(actor: Actor, staff_ids: Collection[UUID]) -> dict[UUID, Contact]:
    """The same of those who work here."""
    found = rows(STAFF, [actor.organization_id, list(staff_ids)])
    return {row["id"]: replace(_contact(row), staff_id=row["id"]) for row in found}


def _contact(row: Mapping[str, Any]) -> Contact:
    return Contact(
        row["name"], address_that_counts(row["email"], row["main"]), row["user_id"], row["locale"] or "",
        phone=row["phone"], is_gone=row["is_gone"], link_version=row["link_version"],
    )  # fmt: skip


def _only(found: Mapping[UUID, Contact]) -> Contact:
    """The one that was asked for: a stranger and a typing error get the same answer."""
    if not found:
        raise NotFound
    return next(iter(found.values()))


def contact_of_login(user_id: UUID) -> Contact:
    """A login by itself, also one that belongs to the studio no more."""
    user = accounts.user_by_id(user_id)
    if user is None:
        raise NotFound
    return Contact(user.name, user.email, user.pk, user.locale)


def belongs_still(actor: Actor, *, client_id: UUID | None, staff_id: UUID | None, user_id: UUID | None) -> bool:
    """Whether whoever a message was written to may still get it: not archived, separated or deactivated since."""
    if client_id is not None:
        kept = Client.objects.filter(organization_id=actor.organization_id, pk=client_id, archived_at=None)
        return (kept.filter(studio_roles__user_id=user_id) if user_id else kept).exists()
    return staff_id is None or Staff.objects.visible_to(actor).filter(pk=staff_id, is_active=True).exists()


def contact_of_user(actor: Actor, user_id: UUID) -> Contact:
    """A login of this studio, whatever their roles."""
    if not StudioRole.objects.filter(organization_id=actor.organization_id, user_id=user_id).exists():
        raise NotFound
    return contact_of_login(user_id)
