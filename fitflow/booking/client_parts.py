"""What bookings add to a client's record: a tab, a card, figures, whom a scoped manager sees, what would be left."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy, ngettext

from fitflow.booking.queries.history import figures_of, last_and_next, reached_by
from fitflow.core.actor import Actor
from fitflow.core.requests import PageRequest
from fitflow.organizations.client_parts import ClientColumn, ClientColumns, ClientLink, ClientPart, add_part
from fitflow.organizations.models import Client


def reach(actor: Actor) -> Q:
    """Whoever booked at the manager's locations or with their trainers."""
    return reached_by(actor)


def card(request: PageRequest, client: Client) -> str:
    """When they come next, and how reliably they came."""
    actor = request.actor
    figures = figures_of(actor, client.pk, now=request.now)
    context = {"figures": figures, "client": client, "slug": actor.organization.slug}
    return render_to_string("booking/desk/client_card.html", context, request=request)


def profile(actor: Actor, client: Client, now: datetime) -> dict[str, Any]:
    return figures_of(actor, client.pk, now=now).shape


def leaving(actor: Actor, client: Client, now: datetime) -> str:
    """What would be left behind."""
    count = figures_of(actor, client.pk, now=now).upcoming
    words = ngettext("%(count)d booking is still to come.", "%(count)d bookings are still to come.", count)
    return words % {"count": count} if count else ""


def cells(actor: Actor, ids: Collection[UUID], now: datetime) -> dict[UUID, list[str]]:
    """The day each came last, and when they come next."""
    formats = actor.formats
    return {
        client_id: [
            formats.day_at(last_at, "date") if last_at else "",
            formats.moment(next_at) if next_at else "",
        ]
        for client_id, (last_at, next_at) in last_and_next(actor, ids, now=now).items()
    }


add_part(
    ClientPart(
        key="bookings",
        columns=ClientColumns(
            (ClientColumn(gettext_lazy("Last here"), is_minor=True), ClientColumn(gettext_lazy("Next"))), cells
        ),
        order=20,
        reach=reach,
        tab=ClientLink(gettext_lazy("Bookings"), "booking:client-bookings", icon="ticket"),
        card=card,
        profile=profile,
        leaving=leaving,
    )
)
