"""A trainer's day on a phone: their own sessions, with the current or next one on top."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from fitflow.booking.queries.settling import count_open
from fitflow.booking.queries.today import current_of, day_of, following_of
from fitflow.core.actor import STAFF, Actor
from fitflow.core.pages import page
from fitflow.core.requests import PageRequest
from fitflow.core.zones import local_date
from fitflow.organizations.doors import allow
from fitflow.ui.desk import desk, render_live, version_of
from fitflow.ui.hooks import DeskEntry, url_of

TEMPLATE = "booking/desk/today.html"


@require_safe
@allow(*STAFF)
def today(request: PageRequest) -> HttpResponse:
    """The sessions of whoever asks."""
    return show_today(page(request.actor, "booking:today"), request)


def show_today(here: str, request: PageRequest) -> HttpResponse:
    context = day_context(request.actor, request.now) | {"here": here}
    version = version_of(context["rows"], context["following"], context["current"], context["to_settle"])
    return render_live(TEMPLATE, context, request=request, version=version)


def day_context(actor: Actor, now: datetime) -> dict[str, Any]:
    on = local_date(now, actor.zone)
    rows = day_of(actor, on, trainer_id=actor.staff_id) if actor.staff_id else ()
    return desk(
        actor,
        on=on,
        now=now,
        calendar_url=url_of(actor, DeskEntry, "calendar"),
        to_settle=count_open(actor).due,
        rows=rows,
        current=current_of(rows, now),
        expected=sum(one.expected for one in rows if one.is_live),
        arrived=sum(one.arrived for one in rows if one.is_live),
        following=following_of(actor, on, trainer_id=actor.staff_id) if actor.staff_id else (),
    )
