"""A member's own: what is booked, held, waited for and over; cancelling and moving a booking; the calendar."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fitflow.booking.forms.cancelling import shown_percent, shown_refund
from fitflow.booking.forms.expected import shown_facts
from fitflow.booking.hooks import BookingsLink
from fitflow.booking.models import Booking
from fitflow.booking.queries.bookings import cancellation_quote
from fitflow.booking.queries.entries import booking_file
from fitflow.booking.queries.member import (
    moved_on,
    own_booking,
    past_of,
    pending_of,
    upcoming_of,
    usual_sessions,
)
from fitflow.booking.queries.public import card_of, terms_of
from fitflow.booking.refusals import AlreadyCancelled
from fitflow.booking.rules.cancellation import deadline_words, refund_words
from fitflow.booking.rules.outcome import outcome_words
from fitflow.booking.rules.settling import settlement_words
from fitflow.booking.rules.shown import Shown
from fitflow.booking.services.bookings import cancel_booking
from fitflow.booking.views.changing import change_context, is_movable, move, target_of
from fitflow.booking.views.shared import changes_of_booking, render_sheet, see, shell
from fitflow.core.actor import Actor, Role
from fitflow.core.doors import idempotent
from fitflow.core.errors import Refused
from fitflow.core.offers import offered
from fitflow.core.pages import page
from fitflow.core.paging import next_url
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import allow, while_on
from fitflow.schedule.settings import CLASSES_ON
from fitflow.ui.htmx import render_page
from fitflow.ui.nav import NavItem


@require_safe
@allow(Role.CLIENT)
def mine(request: PageRequest) -> HttpResponse:
    """What is to come: offers and held spots, bookings, queues."""
    actor, now = request.actor, request.now
    pending, upcoming = pending_of(actor, now=now), upcoming_of(actor, now=now)
    context = shell(
        actor,
        tabs=tabs_of(actor, "booking:mine"),
        urgent=[one for one in pending if one.card.state is not Shown.WAITING],
        waiting=[one for one in pending if one.card.state is Shown.WAITING],
        upcoming=upcoming,
        usual=usual_sessions(actor, now=now),
        links=[link.item(actor) for link in offered(BookingsLink) if link.is_for(actor)],
        here=page(actor, "booking:mine"),
        now=now,
    )
    return render_page(request, "booking/member/mine.html", context, part="list")


@require_safe
@allow(Role.CLIENT)
def past(request: PageRequest) -> HttpResponse:
    """What is over or was cancelled, the latest first."""
    actor = request.actor
    part = past_of(actor, now=request.now, cursor=request.GET.get("cursor", ""))
    context = shell(
        actor, tabs=tabs_of(actor, "booking:past"), bookings=part.rows, next_url=next_url(request, part.next) or ""
    )
    return render_page(request, "booking/member/past.html", context)


def tabs_of(actor: Actor, current: str) -> list[NavItem]:
    names = {"booking:mine": _("Upcoming"), "booking:past": _("Past")}
    return [NavItem(label, page(actor, name), active=name == current) for name, label in names.items()]


@require_safe
@allow(Role.CLIENT)
def booking(request: PageRequest, booking_id: UUID) -> HttpResponse:
    """One booking, and what can be done with it."""
    return show_booking(booking_id, request)


def show_booking(booking_id: UUID, request: PageRequest, *, refusal: Refused | None = None) -> HttpResponse:
    """The booking as it is now: also to whoever acts on a page of the time before it was booked, or cancelled."""
    actor, now = request.actor, request.now
    found = own_booking(actor, booking_id)
    is_open = found.status == Booking.Status.CONFIRMED and now < found.session.starts_at
    quote = cancellation_quote(actor, booking_id, now=now) if is_open else None
    card = card_of(actor, found.session_id, now=now)
    context = shell(
        actor,
        booking=found,
        card=card,
        moved_on=moved_on(actor, found) if found.status == Booking.Status.CANCELLED else None,
        is_bookable=card.state is Shown.OPEN,
        terms=terms_of(actor, found.session_id, now=now),
        quote=quote,
        outcome=outcome_words(found, actor.formats),
        deadline_words=deadline_words(quote.deadlines, found.starts_at, actor.formats)
        if quote and found.credits
        else "",
        just=request.GET.get("just", ""),
    )
    return render_sheet("booking/member/booking.html", context, request=request, refusal=refusal)


@require_safe
@allow(Role.CLIENT)
def booking_ics(request: PageRequest, booking_id: UUID) -> HttpResponse:
    """The booking as a file for one's own calendar."""
    text = booking_file(request.actor, own_booking(request.actor, booking_id))
    headers = {"Content-Disposition": 'attachment; filename="booking.ics"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.CLIENT)
@idempotent
def cancel(request: PageRequest, booking_id: UUID) -> HttpResponse:
    """GET says what comes back now and until when; POST cancels, unless it has become less meanwhile."""
    actor, now = request.actor, request.now
    found = own_booking(actor, booking_id)
    if request.method != "POST":
        return _ask_to_cancel(request, found)
    try:
        cancelled = cancel_booking(
            actor, booking_id=booking_id, expected=shown_facts(request.POST),
            expected_refund=shown_refund(request.POST), expected_percent=shown_percent(request.POST), now=now,
        )  # fmt: skip
    except AlreadyCancelled as refusal:
        return show_booking(booking_id, request, refusal=refusal)
    except Refused as refusal:
        return _ask_to_cancel(request, own_booking(actor, booking_id), refusal=refusal)
    if found.settlement:
        left = own_booking(actor, booking_id)
        said = settlement_words(
            left.settlement, by=left.settled_by, note=left.settled_note, refund_percent=left.refund_percent
        )
    else:
        said = refund_words(cancelled.decision, cancelled.credits, cancelled.credits_refunded, actor.formats)
    messages.success(request, _("Cancelled. %(refund)s") % {"refund": said})
    return see(page(actor, "booking:booking", booking_id), "cancelled")


def _ask_to_cancel(request: PageRequest, found: Booking, *, refusal: Refused | None = None) -> HttpResponse:
    actor, now = request.actor, request.now
    if found.status != Booking.Status.CONFIRMED:
        return see(page(actor, "booking:booking", found.pk))
    quote, changes = cancellation_quote(actor, found.pk, now=now), changes_of_booking(actor, refusal, found)
    context = shell(actor, booking=found, quote=quote, changes=changes, now=now)
    return render_sheet("booking/member/cancel.html", context, request=request, refusal=refusal)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.CLIENT)
@while_on(CLASSES_ON)
@idempotent
def reschedule(request: PageRequest, booking_id: UUID) -> HttpResponse:
    """GET offers other sessions, with `?to=` what that one would change; POST moves the booking."""
    actor = request.actor
    found, target = own_booking(actor, booking_id), target_of(request=request)
    if not is_movable(found, request.now):
        return see(page(actor, "booking:booking", booking_id))
    refusal = None
    if request.method == "POST" and target is not None:
        try:
            moved = move(found, target, request=request)
        except Refused as error:
            refusal = error
        else:
            messages.success(request, _("Your place has moved."))
            return see(page(actor, "booking:booking", moved.booking_id), "moved")
    context = shell(actor, **change_context(found, request=request, refusal=refusal))
    template = "booking/member/reschedule.html" if target is None else "booking/member/move.html"
    return render_sheet(template, context, request=request, refusal=refusal)
