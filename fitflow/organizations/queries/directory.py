"""Every studio of the house, and the house itself: for commands, workers and the demo, never for a person's page."""

from uuid import UUID

from django.conf import settings

from fitflow.core.actor import Actor, Studio
from fitflow.core.tenancy import HOUSE
from fitflow.organizations.models import Organization
from fitflow.organizations.queries.studio import organization_by_id
from fitflow.organizations.typed_settings.registry import registry


def studio_of(organization: Organization) -> Studio:
    return Studio(
        organization.pk, organization.slug, organization.name, organization.timezone, organization.currency,
        organization.locale, organization.week_start, organization.settings,
    )  # fmt: skip


def house() -> Studio:
    """The product itself where a studio is asked for: its sign-in mails are kept and sent like a studio's messages."""
    return Studio(
        HOUSE, "", settings.FITFLOW_BRAND, "UTC", "GBP", settings.LANGUAGE_CODE, 1, registry().resolve("studio", {})
    )


def every_studio() -> list[Studio]:
    return [studio_of(organization) for organization in Organization.objects.order_by("created_at", "id")]


def system_actor(organization_id: UUID) -> Actor:
    """The system acting in a studio: consumers, timers and commands."""
    if organization_id == HOUSE:
        return Actor.system(house())
    return Actor.system(studio_of(organization_by_id(organization_id)))
