"""Studios and people for tests and the demo. The tenant is set by the caller, except for `make_studio`."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from fitflow.accounts.factories import make_user
from fitflow.accounts.models import User
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.db import one_row
from fitflow.core.tenancy import tenant
from fitflow.organizations.doors import actor_from
from fitflow.organizations.models import Client, Location, Organization, Staff, StudioRole
from fitflow.organizations.queries.directory import studio_of
from fitflow.organizations.rules.clients import search_text
from fitflow.organizations.typed_settings.registry import registry

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def make_studio(
    *,
    slug: str = "northside",
    name: str = "",
    timezone: str = "Europe/London",
    preset: str = "studio",
    **overrides: Any,
) -> Studio:
    """A studio with one location. Overrides are setting keys with `__` for the dot: `hold__duration=60`."""
    changes = {key.replace("__", "."): value for key, value in overrides.items()}
    organization = Organization.objects.create(
        slug=slug, name=name or slug.title(), timezone=timezone, preset=preset,
        overrides=changes, settings=registry().resolve(preset, changes), created_at=LONG_AGO,
    )  # fmt: skip
    with tenant(organization.pk):
        Location.objects.create(organization_id=organization.pk, name="Main studio")
    return studio_of(organization)


def make_staff(
    studio: Studio, *, name: str, role: Role = Role.TRAINER, user: User | None = None, **values: Any
) -> Staff:
    """Somebody who works there; with a login when a user is given."""
    staff = Staff.objects.create(organization_id=studio.id, name=name, **values)
    if user is not None:
        StudioRole.objects.create(
            organization_id=studio.id, user=user, role=role.value, staff=staff, created_at=LONG_AGO
        )
    return staff


def make_client(studio: Studio, *, name: str, email: str = "", user: User | None = None, **values: Any) -> Client:
    """Somebody who trains there; with a login when a user is given."""
    address = (email or (user.email if user else "")).lower()
    if values.get("status") == Client.Status.CHURNED:
        values.setdefault("churned_on", LONG_AGO.date())
    client = Client.objects.create(
        organization_id=studio.id,
        name=name,
        email=address,
        search=search_text(name, address, str(values.get("phone", ""))),
        created_at=LONG_AGO,
        **values,
    )
    if user is not None:
        StudioRole.objects.create(
            organization_id=studio.id, user=user, role=Role.CLIENT.value, client=client, created_at=LONG_AGO
        )
    return client


def actor_of(studio: Studio, user_id: UUID) -> Actor:
    """The actor as the door would build it (the tenant stays as the caller has it)."""
    row = one_row("SELECT * FROM open_door(%s, NULL, %s, false)", [user_id, studio.slug])
    return actor_from(row or {"problem": "not_found"}, user_id)


def make_client_actor(studio: Studio, *, name: str, **values: Any) -> Actor:
    """A client with a login, as an actor."""
    user = make_user(email=f"{name.lower().replace(' ', '.')}@{studio.slug}.test", name=name)
    make_client(studio, name=name, user=user, **values)
    return actor_of(studio, user.pk)


def make_staff_actor(studio: Studio, *, name: str, role: Role = Role.TRAINER, **values: Any) -> Actor:
    """Somebody of the staff with a login, as an actor."""
    user = make_user(email=f"{name.lower().replace(' ', '.')}@{studio.slug}.test", name=name)
    make_staff(studio, name=name, role=role, user=user, **values)
    return actor_of(studio, user.pk)
