"""How somebody of the studio is reached: address, login and language, for whoever writes to them."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, QuerySet

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


def contact_of_client(actor: Actor, client_id: UUID) -> Contact:
    """A client; the address on the record comes before the one they sign in with."""
    client = Client.objects.filter(organization_id=actor.organization_id).one(pk=client_id)
    login = _login(StudioRole.objects.filter(organization_id=actor.organization_id, client_id=client_id))
    return Contact(
        client.name, client.email or login.address, login.user_id, login.locale, client_id=client.pk, phone=client.phone
    )


def contact_of_staff(actor: Actor, staff_id: UUID) -> Contact:
    """Somebody of the staff."""
    staff = Staff.objects.visible_to(actor).one(pk=staff_id)
    login = _login(StudioRole.objects.filter(organization_id=actor.organization_id, staff_id=staff_id))
    return Contact(staff.name, staff.email or login.address, login.user_id, login.locale, staff_id=staff.pk)


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
