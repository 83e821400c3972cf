"""Which login has proven which address, and which records wait for it."""

from collections.abc import Collection
from uuid import UUID

from allauth.account.models import EmailAddress

from fitflow.core.addresses import comparable
from fitflow.core.db import rows


def logins_by_address(addresses: Collection[str]) -> dict[str, UUID]:
    """Who has proven each of these addresses; addresses nobody has proven are left out."""
    proven = EmailAddress.objects.filter(email__in=addresses, verified=True, user__is_active=True)
    return dict(proven.values_list("email", "user_id"))


def records_of_address(address: str) -> list[tuple[UUID, UUID]]:
    """(organization, client) of the records that name this address, in every studio."""
    found = rows("SELECT organization_id, client_id FROM client_records(%s)", [comparable(address)])
    return [(row["organization_id"], row["client_id"]) for row in found]
