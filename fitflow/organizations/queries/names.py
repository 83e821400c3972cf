"""How the studio's people and locations are called, many at once: for whoever tells a story about them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fitflow.accounts import queries as accounts
from fitflow.core.actor import Actor
from fitflow.organizations.hooks import NamesOf
from fitflow.organizations.models import Client, Location, Staff


def _namer_of(model: Any) -> NamesOf:
    def find(actor: Actor, ids: set[UUID]) -> Mapping[UUID, str]:
        rows = model.objects.filter(organization_id=actor.organization_id, pk__in=ids)
        return dict(rows.values_list("pk", "name"))

    return find


def login_names(_actor: Actor, ids: set[UUID]) -> Mapping[UUID, str]:
    return {key: user.name or user.email for key, user in accounts.users_by_id(ids).items()}


staff_names, client_names, location_names = _namer_of(Staff), _namer_of(Client), _namer_of(Location)
