"""A client's bookings: a tab of their record, and booking for them from there."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fitflow.billing.refusals import NoEntitlement
from fitflow.booking.queries.candidates import bookable_for, candidate_of
from fitflow.booking.queries.history import figures_of, visits_of
from fitflow.booking.queries.sessions import session_on_schedule
from fitflow.booking.services.holds import book_spot
from fitflow.booking.views.adding import staff_words
from fitflow.core.actor import Role
from fitflow.core.doors import idempotent
from fitflow.core.errors import Invalid, Refused
from fitflow.core.pages import page
from fitflow.core.paging import next_url
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import allow, while_on
from fitflow.organizations.queries.clients import client_of
from fitflow.schedule.settings import CLASSES_ON
from fitflow.ui.desk import desk, done, render_form
from fitflow.ui.hooks import DeskEntry, url_of
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


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
@while_on(CLASSES_ON)
@idempotent
def book(request: PageRequest, client_id: UUID) -> HttpResponse:
    """The next classes with a free spot, each a press away: for whoever stands at the desk."""
    actor, now = request.actor, request.now
    client = client_of(actor, client_id)
    back_url, refusal, words = page(actor, "organizations:client", client.pk), None, ""
    if request.method == "POST":
        session_id = read_session(request.POST.get("session", ""))
        try:
            book_spot(actor, session_id=session_id, client_id=client.pk, now=now)
        except Refused as error:
            row, who = session_on_schedule(actor, session_id), candidate_of(actor, session_id, client.pk)
            refusal, words = error, staff_words(actor, error, who, row.cost_credits)
        else:
            row = session_on_schedule(actor, session_id)
            facts = {"name": client.name, "class": row.title, "when": actor.formats.moment(row.starts_at)}
            text = _("%(name)s is booked: %(class)s, %(when)s.") % facts
            return done(actor, back_url, text, request=request)
    context = desk(
        actor,
        client=client,
        sessions=bookable_for(actor, client.pk, now=now),
        refusal=refusal,
        words=words,
        can_give=refusal is not None and refusal.code == NoEntitlement.code,
        back_url=back_url,
        calendar_url=url_of(actor, DeskEntry, "calendar"),
    )
    status = refusal.status if refusal else 200
    return render_form("booking/desk/book_client.html", context, request=request, status=status)


def read_session(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid.field("session", _("Choose a class of the list.")) from error
