"""The locations of a studio. They are closed rather than deleted: what happened there stays."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fitflow.core.actor import Role
from fitflow.core.doors import idempotent
from fitflow.core.editing import edits
from fitflow.core.pages import page
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import allow
from fitflow.organizations.forms.locations import LocationForm
from fitflow.organizations.models import Location
from fitflow.organizations.queries.staff import locations_of
from fitflow.organizations.services import locations as services
from fitflow.organizations.views.settings import section_links
from fitflow.ui.forms import answers, submit
from fitflow.ui.htmx import render_page, see_other

FIELDS = ("name", "address", "is_online")


@require_safe
@allow(Role.ADMIN)
def index(request: PageRequest) -> HttpResponse:
    """The open ones first, then those that are closed."""
    found = list(locations_of(request.actor))
    context = {
        "open": [location for location in found if location.is_active],
        "closed": [location for location in found if not location.is_active],
        "links": section_links(request.actor, request.path),
    }
    return render_page(request, "organizations/locations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.ADMIN)
@idempotent
def add(request: PageRequest) -> HttpResponse:
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.ADMIN)
@idempotent
@edits
def edit(request: PageRequest, location_id: UUID) -> HttpResponse:
    return _edit(request, locations_of(request.actor).one(pk=location_id))


def _edit(request: PageRequest, location: Location | None) -> HttpResponse:
    initial = {name: getattr(location, name) for name in FIELDS} if location else {}
    form = LocationForm(answers(request), initial=initial)

    def act(data: dict[str, Any]) -> Location:
        if location is None:
            return services.add_location(request.actor, **data, now=request.now)
        return services.update_location(request.actor, location_id=location.pk, changes=data, now=request.now)

    came = submit(request, form, act)
    if came.is_done:
        messages.success(request, _("%(name)s is saved.") % {"name": came.result.name})
        return see_other(request, page(request.actor, "organizations:locations"))
    context = {"form": form, "location": location, "links": section_links(request.actor, request.path)}
    return render_page(request, "organizations/locations_edit.html", context, part="sheet", status=came.status)


@require_POST
@allow(Role.ADMIN)
@idempotent
def close(request: PageRequest, location_id: UUID) -> HttpResponse:
    closed = services.close_location(request.actor, location_id=location_id, now=request.now)
    messages.success(request, _("%(name)s is closed. What is planned there stays.") % {"name": closed.name})
    return see_other(request, page(request.actor, "organizations:locations"))


@require_POST
@allow(Role.ADMIN)
@idempotent
def reopen(request: PageRequest, location_id: UUID) -> HttpResponse:
    opened = services.reopen_location(request.actor, location_id=location_id, now=request.now)
    messages.success(request, _("%(name)s is open again.") % {"name": opened.name})
    return see_other(request, page(request.actor, "organizations:locations"))
