"""Reading lockers."""

from uuid import UUID

from fitflow.lockers.models import Locker

from fitflow.core.actor import Actor
from fitflow.core.tenancy import TenantQuerySet


def lockers_of(actor: Actor, *, client_id: UUID | None = None) -> TenantQuerySet:
    """The lockers that are given, by number."""
    found = Locker.objects.visible_to(actor).select_related("client").order_by("number")
    return found.filter(client_id=client_id) if client_id else found
