"""How somebody of the studio is reached: address, login and language, for whoever writes to them."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, QuerySet

from fitflow.accounts import queries as accounts
from fitflow.core.actor import Actor
from fitflow.core.errors import NotFound
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


def address_that_counts(written: str, login: Contact) -> str:
    """Where mails go: to the main address of whoever has joined, else to what the studio wrote down.

    The first is proven and its person's own; the second may be an old one, or a stranger's.
    """
    return login.address or written


def contact_of_client(actor: Actor, client_id: UUID) -> Contact:
    """A client."""
    client = Client.objects.filter(organization_id=actor.organization_id).one(pk=client_id)
    login = _login(StudioRole.objects.filter(organization_id=actor.organization_id, client_id=client_id))
    return Contact(
        client.name, address_that_counts(client.email, login), login.user_id, login.locale, client_id=client.pk,
        phone=client.phone, is_gone=client.archived_at is not None, link_version=client.link_version,
    )  # fmt: skip


def contact_of_staff(actor: Actor, staff_id: UUID) -> Contact:
    """Somebody of the staff."""
    staff = Staff.objects.visible_to(actor).one(pk=staff_id)
    login = _login(StudioRole.objects.filter(organization_id=actor.organization_id, staff_id=staff_id))
    address = address_that_counts(staff.email, login)
    return Contact(
        staff.name, address, login.user_id, login.locale, staff_id=staff.pk, is_gone=not staff.is_active,
        link_version=staff.link_version,
    )  # fmt: skip


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
    login = _login(StudioRole.objects.filter(organization_id=actor.organization_id, user_id=user_id))
    if login.user_id is None:
        raise NotFound
    return login


def _login(studio_roles: "QuerySet[StudioRole]") -> Contact:
    found = studio_roles.values(
        name=F("user__name"), address=F("user__email"), key=F("user_id"), locale=F("user__locale")
    ).first()
    if found is None:
        return Contact("", "")
    return Contact(found["name"], found["address"], found["key"], found["locale"])
