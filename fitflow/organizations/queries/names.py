"""How the studio's people and locations are called, many at once: for whoever tells a story about them."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.accounts import queries as accounts
from fitflow.core.actor import Actor
from fitflow.organizations.hooks import NamesOf
from fitflow.organizations.models import Client, Location, Staff, StudioRole


def _namer_of(model: Any) -> NamesOf:
    def find(actor: Actor, ids: set[UUID]) -> Mapping[UUID, str]:
        rows = model.objects.filter(organization_id=actor.organization_id, pk__in=ids)
        return dict(rows.values_list("pk", "name"))

    return find


def login_names(actor: Actor, ids: set[UUID]) -> Mapping[UUID, str]:
    """What people call themselves, else what the studio calls them. Never an address: not everybody may see it."""
    named = {key: user.name for key, user in accounts.users_by_id(ids).items()}
    nameless = [key for key, name in named.items() if not name]
    return named | (names_on_record(actor, nameless) if nameless else {})


def names_on_record(actor: Actor, user_ids: Collection[UUID]) -> dict[UUID, str]:
    found = dict.fromkeys(user_ids, _("Somebody"))
    roles = StudioRole.objects.filter(organization_id=actor.organization_id, user_id__in=user_ids)
    for role in roles.select_related("client", "staff"):
        record = role.staff or role.client
        if record is not None:
            found[role.user_id] = record.name
    return found


staff_names, client_names, location_names = _namer_of(Staff), _namer_of(Client), _namer_of(Location)
