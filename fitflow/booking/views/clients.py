"""A client's bookings: a tab of their record."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fitflow.booking.queries.history import figures_of, visits_of
from fitflow.core.actor import Role
from fitflow.core.pages import page
from fitflow.core.paging import next_url
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import allow
from fitflow.organizations.queries.clients import client_of
from fitflow.ui.desk import desk
from fitflow.ui.htmx import render_page
from fitflow.ui.nav import NavItem

ROWS = 30
WHEN = ("upcoming", "past")


@require_safe
@allow(Role.MANAGER)
def bookings(request: PageRequest, client_id: UUID) -> HttpResponse:
    """What is to come, or what was, with who came and who did not."""
    actor, now = request.actor, request.now
    client = client_of(actor, client_id)
    when = request.GET.get("when", "") if request.GET.get("when", "") in WHEN else WHEN[0]
    part = visits_of(actor, client.pk, when=when, now=now, cursor=request.GET.get("cursor", ""), limit=ROWS)
    here = page(actor, "booking:client-bookings", client.pk)
    figures = figures_of(actor, client.pk, now=now)
    names = [("upcoming", _("To come"), str(figures.upcoming)), ("past", _("Past"), "")]
    context = desk(
        actor,
        client=client,
        active_part="bookings",
        figures=figures,
        visits=part.rows,
        when=when,
        tabs=[NavItem(label, f"{here}?when={name}", active=name == when, badge=badge) for name, label, badge in names],
        next_url=next_url(request, part.next) or "",
    )
    return render_page(request, "booking/desk/client_bookings.html", context)
