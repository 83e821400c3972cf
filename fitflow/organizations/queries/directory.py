"""Every studio of the house: for commands and the demo, never for a person's page."""

from fitflow.core.actor import Studio
from fitflow.organizations.doors import studio_of
from fitflow.organizations.models import Organization


def every_studio() -> list[Studio]:
    return [studio_of(organization) for organization in Organization.objects.order_by("created_at", "id")]
