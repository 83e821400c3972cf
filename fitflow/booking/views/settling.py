"""Bookings without credits, at the desk: the list of what is open, taking the money, letting it go, undoing it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fitflow.booking.forms.desk import LetOffForm, SettleForm
from fitflow.booking.models import Booking
from fitflow.booking.queries.access import booking_of, run_session
from fitflow.booking.queries.settling import count_open, open_settlements
from fitflow.booking.rules.settling import settlement_words
from fitflow.booking.services.settling import return_payment, settle_booking, undo_settlement, waive_settlement
from fitflow.core.actor import STAFF, Role
from fitflow.core.doors import idempotent
from fitflow.core.pages import page
from fitflow.core.paging import next_url
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import allow
from fitflow.schedule.settings import DESK_PRICE
from fitflow.ui.desk import desk, done, render_form
from fitflow.ui.forms import answers, submit
from fitflow.ui.htmx import render_page

#: What a form says that was opened from the list of what is open: afterwards one is there again.
LIST = "list"


@require_safe
@allow(*STAFF)
def to_settle(request: PageRequest) -> HttpResponse:
    """Everybody who has still to pay at the desk, and whoever gets money back."""
    actor = request.actor
    part = open_settlements(actor, cursor=request.GET.get("cursor", ""))
    context = desk(
        actor,
        bookings=part.rows,
        counts=count_open(actor),
        next_url=next_url(request, part.next) or "",
        now=request.now,
    )
    return render_page(request, "booking/desk/to_settle.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*STAFF)
@idempotent
def settle(request: PageRequest, booking_id: UUID) -> HttpResponse:
    """Takes the money: each way of paying is a button, so that one tap settles it."""
    actor = request.actor
    booking = _run(request, booking_id)
    form = SettleForm(answers(request), formats=actor.formats, initial={"note": actor.setting(DESK_PRICE)})
    came = submit(request, form, lambda data: settle_booking(actor, booking_id=booking_id, now=request.now, **data))
    if came.is_done:
        text = _("%(name)s: %(how)s.") % {"name": booking.client.name, "how": _words(came.result)}
        return _back(request, booking, text)
    context = desk(actor, form=form, booking=booking, **_ways_back(request, booking))
    return render_form("booking/desk/settle.html", context, request=request, status=came.status)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
@idempotent
def let_off(request: PageRequest, booking_id: UUID) -> HttpResponse:
    """Nothing is to be paid after all, with the reason."""
    actor = request.actor
    booking = _run(request, booking_id)
    help_text = _("Everybody on the staff can read it later.")
    form = LetOffForm(answers(request), formats=actor.formats, help_text=help_text)
    came = submit(request, form, lambda data: waive_settlement(actor, booking_id=booking_id, now=request.now, **data))
    if came.is_done:
        text = _("%(name)s has nothing to pay for this class.") % {"name": booking.client.name}
        return _back(request, booking, text)
    context = desk(
        actor,
        form=form,
        title=_("Let %(name)s off paying") % {"name": booking.client.name},
        subtitle=booking.session.title,
        lines=[_("Nothing has to be paid for this booking. You can undo it.")],
        submit=_("Nothing to pay"),
        keep=_("Cancel"),
        **_ways_back(request, booking),
    )
    return render_form("booking/desk/form.html", context, request=request, status=came.status)


@require_POST
@allow(*STAFF)
@idempotent
def pay_back(request: PageRequest, booking_id: UUID) -> HttpResponse:
    """The money of a booking that was cancelled in time was given back."""
    booking = _run(request, booking_id)
    return_payment(request.actor, booking_id=booking_id, now=request.now)
    return _back(request, booking, _("%(name)s has the money back.") % {"name": booking.client.name})


@require_POST
@allow(*STAFF)
@idempotent
def unsettle(request: PageRequest, booking_id: UUID) -> HttpResponse:
    """Takes back what was settled by mistake."""
    booking = _run(request, booking_id)
    done_before = undo_settlement(request.actor, booking_id=booking_id, now=request.now)
    text = _("Undone. %(name)s: %(how)s.") % {"name": booking.client.name, "how": _words(done_before)}
    return _back(request, booking, text)


def _run(request: PageRequest, booking_id: UUID) -> Booking:
    """A booking in a session that is the actor's to run."""
    booking = booking_of(request.actor, booking_id)
    run_session(request.actor, booking.session_id)
    return booking


def _words(booking: Booking) -> str:
    words = settlement_words(
        booking.settlement, by=booking.settled_by, note=booking.settled_note, refund_percent=booking.refund_percent
    )
    return words[:1].lower() + words[1:]


def _is_from_list(request: PageRequest) -> bool:
    return LIST in (request.GET.get("from"), request.POST.get("from"))


def _ways_back(request: PageRequest, booking: Booking) -> dict[str, Any]:
    if _is_from_list(request):
        return {"back_url": page(request.actor, "booking:to-settle"), "hidden": {"from": LIST}}
    return {"back_url": page(request.actor, "booking:desk-booking", booking.pk)}


def _back(request: PageRequest, booking: Booking, text: str) -> HttpResponse:
    """To the list, if one came from there, else to the session's people."""
    actor = request.actor
    if _is_from_list(request):
        return done(actor, page(actor, "booking:to-settle"), text, request=request)
    return done(actor, page(actor, "booking:desk-session", booking.session_id), text, request=request, stays=True)
