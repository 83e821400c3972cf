"""Taking a spot, step by step: hold, confirm, give back; and waiting for one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fitflow.booking.forms.expected import shown_facts
from fitflow.booking.queries.access import session_of
from fitflow.booking.queries.member import HeldSpot, held_spot, overlapping_of, payment_of
from fitflow.booking.queries.public import next_free, terms_of
from fitflow.booking.refusals import AlreadyBooked
from fitflow.booking.services.arrivals import arrive
from fitflow.booking.services.holds import book_spot, confirm_hold, hold_spot, release_hold
from fitflow.booking.services.waitlist import join_waitlist, leave_waitlist
from fitflow.booking.settings import ONE_STEP, WAITLIST_ON
from fitflow.booking.views.arriving import is_wanted, sign_in
from fitflow.booking.views.member import show_booking
from fitflow.booking.views.public import show_session
from fitflow.booking.views.shared import changes_of, has_asked, render_sheet, see, shell
from fitflow.core.actor import Role
from fitflow.core.doors import idempotent
from fitflow.core.errors import NotFound, Refused
from fitflow.core.pages import page
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import allow, while_on
from fitflow.schedule.settings import CLASSES_ON


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.PUBLIC)
@while_on(CLASSES_ON)
@idempotent
def book(request: PageRequest, session_id: UUID) -> HttpResponse:
    """Holds a spot (or books it, where that is one step). Who has yet to sign in comes back here, and it is held."""
    if request.actor.user_id is None:
        return sign_in(session_id, request)
    wanted = is_wanted(session_id, request)
    if request.method != "POST" and not wanted:
        return show_session(session_id, request, is_asked=True)
    try:
        request.actor = arrive(request.actor, now=request.now)
        return _take(request, session_id, holds_only=wanted)
    except Refused as refusal:
        return show_session(session_id, request, refusal=refusal)


def _take(request: PageRequest, session_id: UUID, *, holds_only: bool) -> HttpResponse:
    """`holds_only`: somebody comes back from signing in. Their spot is kept; booking it is a press of theirs."""
    actor, expected = request.actor, shown_facts(request.POST)
    if actor.setting(ONE_STEP) and not holds_only:
        booked = book_spot(actor, session_id=session_id, expected=expected, now=request.now)
        return see(page(actor, "booking:booking", booked.booking_id), "booked")
    held = hold_spot(actor, session_id=session_id, expected=expected, now=request.now)
    if held.refusal is not None:
        raise held.refusal
    return see(page(actor, "booking:held", held.hold_id), "held")


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.PUBLIC)
@while_on(WAITLIST_ON, CLASSES_ON)
@idempotent
def wait(request: PageRequest, session_id: UUID) -> HttpResponse:
    """Joins the waiting list of a full class."""
    if request.actor.user_id is None:
        return sign_in(session_id, request)
    if request.method != "POST" and not is_wanted(session_id, request):
        return show_session(session_id, request, is_asked=True)
    try:
        request.actor = arrive(request.actor, now=request.now)
        joined = join_waitlist(request.actor, session_id=session_id, now=request.now)
        if joined.refusal is not None:
            raise joined.refusal
    except Refused as refusal:
        return show_session(session_id, request, refusal=refusal)
    messages.success(request, _("You are on the waiting list, number %(place)d.") % {"place": joined.position})
    return see(page(request.actor, "booking:class", session_id), "waiting")


@require_POST
@allow(Role.CLIENT)
@while_on(WAITLIST_ON)
@idempotent
def leave(request: PageRequest, session_id: UUID) -> HttpResponse:
    """Leaves the waiting list. Having left before is no mistake."""
    session_of(request.actor, session_id)
    try:
        leave_waitlist(request.actor, session_id=session_id, now=request.now)
    except NotFound:
        messages.info(request, _("You are not on this waiting list any more."))
    else:
        messages.success(request, _("You have left the waiting list."))
    return see(page(request.actor, "booking:class", session_id), "left")


@require_safe
@allow(Role.CLIENT)
def held(request: PageRequest, hold_id: UUID) -> HttpResponse:
    """The held spot with its deadline; when it is over, what became of it."""
    return _show_held(request, hold_id)


def _show_held(request: PageRequest, hold_id: UUID, *, refusal: Refused | None = None) -> HttpResponse:
    actor, now = request.actor, request.now
    held = held_spot(actor, hold_id, now=now)
    row = held.card.row
    if row.my_booking_id is not None:
        return see(page(actor, "booking:booking", row.my_booking_id), request.GET.get("just", ""))
    if row.my_hold_id is not None and not held.is_live:
        return see(page(actor, "booking:held", row.my_hold_id))
    shown = held.hold.shown
    terms = terms_of(actor, row.id, spot=row.my_label or "", shown=shown if held.is_live else None, now=now)
    payment = payment_of(actor, row, now=now)
    context = shell(
        actor,
        held=held,
        card=held.card,
        payment=payment,
        has_asked=has_asked(actor, payment),
        terms=terms,
        changes=changes_of(actor, refusal, held.card, terms, shown=shown),
        others=[] if held.is_live else next_free(actor, row, now=now),
        in_the_way=overlapping_of(actor, row),
        is_new="just" in request.GET,
    )
    return render_sheet(
        "booking/member/held.html", context, request=request, refusal=refusal, has_changed=not held.is_live
    )


@require_POST
@allow(Role.CLIENT)
@idempotent
def confirm(request: PageRequest, hold_id: UUID) -> HttpResponse:
    """Turns the held spot into a booking."""
    try:
        expected = shown_facts(request.POST)
        booked = confirm_hold(request.actor, hold_id=hold_id, expected=expected, now=request.now)
    except Refused as refusal:
        return _show_held(request, hold_id, refusal=refusal)
    return see(page(request.actor, "booking:booking", booked.booking_id), "booked")


@require_POST
@allow(Role.CLIENT)
@idempotent
def release(request: PageRequest, hold_id: UUID) -> HttpResponse:
    """Gives the held spot back, or declines the offer."""
    held = held_spot(request.actor, hold_id, now=request.now)
    try:
        release_hold(request.actor, hold_id=hold_id, now=request.now)
    except AlreadyBooked as refusal:
        if held.card.row.my_booking_id is None:
            raise
        return show_booking(held.card.row.my_booking_id, request, refusal=refusal)
    messages.success(request, given_back(held))
    if "stay" in request.POST:
        return see(page(request.actor, "booking:mine"))
    return see(page(request.actor, "booking:class", held.card.row.id), "released")


def given_back(held: HeldSpot) -> str:
    if held.is_offer:
        return _("You declined the offer. The next in line is asked now.")
    return _("The place is free again.")
