"""The pages about lockers."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe
from fitflow.lockers.queries import lockers_of
from fitflow.lockers.settings import LOCKERS_ON

from fitflow.core.actor import Role
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import allow, while_on
from fitflow.organizations.queries.clients import client_of
from fitflow.ui.htmx import render_page


@require_safe
@allow(Role.MANAGER)
@while_on(LOCKERS_ON)
def all_lockers(request: PageRequest) -> HttpResponse:
    """Every locker that is given."""
    return render_page(request, "lockers/all.html", {"lockers": lockers_of(request.actor)})


@require_safe
@allow(Role.CLIENT)
@while_on(LOCKERS_ON)
def mine(request: PageRequest) -> HttpResponse:
    """The own locker."""
    found = lockers_of(request.actor, client_id=request.actor.client_id)
    return render_page(request, "lockers/mine.html", {"lockers": found})


@require_safe
@allow(Role.MANAGER)
def of_client(request: PageRequest, client_id: UUID) -> HttpResponse:
    """The tab of a client's record."""
    client = client_of(request.actor, client_id)
    context = {
        "client": client,
        "active_part": "lockers",
        "lockers": lockers_of(request.actor, client_id=client.pk),
        "slug": request.actor.organization.slug,
    }
    return render_page(request, "lockers/client.html", context)
