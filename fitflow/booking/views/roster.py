"""Acts on people who are in a session: who came, cancelling for them, forgiving what it cost."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fitflow.booking.forms.desk import CancelBookingForm, ReasonForm
from fitflow.booking.models import Booking
from fitflow.booking.queries.access import booking_of, run_session
from fitflow.booking.queries.bookings import CancellationQuote, cancellation_quote
from fitflow.booking.queries.roster import Person, person_of
from fitflow.booking.queries.sessions import session_on_schedule
from fitflow.booking.queries.today import with_arrivals
from fitflow.booking.refusals import AlreadyCancelled
from fitflow.booking.rules.attendance import marks_open
from fitflow.booking.rules.outcome import outcome_words
from fitflow.booking.services.bookings import Cancelled, cancel_booking, waive_penalty
from fitflow.booking.services.undoing import mark_rest_undoably, mark_undoably, told_of
from fitflow.booking.views.changing import is_movable
from fitflow.core.actor import STAFF, Actor, Role
from fitflow.core.doors import idempotent
from fitflow.core.errors import Invalid, Refused
from fitflow.core.pages import page
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import allow
from fitflow.schedule.settings import CLASSES_ON
from fitflow.ui.desk import desk, done, render_form
from fitflow.ui.forms import answers, offer, page_status, submit
from fitflow.ui.htmx import is_fragment, render_page, say_undoable, see_other, send_toasts

FORM = "booking/desk/form.html"
MARKS = {
    "present": _lazy("Marked as present."),
    "late": _lazy("Marked as late."),
    "no_show": _lazy("Marked as a no-show."),
    "clear": _lazy("The mark is gone."),
}


@require_POST
@allow(*STAFF)
@idempotent
def mark(request: PageRequest, booking_id: UUID) -> HttpResponse:
    """Present, late, no-show, or no mark any more: one tap each."""
    actor, refusal, marked = request.actor, None, None
    session_id = booking_of(actor, booking_id).session_id
    run_session(actor, session_id)
    try:
        marked = mark_undoably(actor, booking_id=booking_id, status=request.POST.get("mark", ""), now=request.now)
    except (Invalid, Refused) as error:
        refusal = error
    if marked is not None:
        said = MARKS[request.POST["mark"]]
        say_undoable(request, str(said), page(actor, "organizations:undo"), marked.token(actor))
    if not is_fragment(request):
        if refusal is not None:
            raise refusal
        return see_other(request, f"{page(actor, 'booking:desk-session', session_id)}#person-{booking_id}")
    return _row(request, session_id, booking_id, refusal)


def _row(request: PageRequest, session_id: UUID, booking_id: UUID, refusal: Invalid | Refused | None) -> HttpResponse:
    """The row as it is now, with the figures above the list."""
    actor, now = request.actor, request.now
    running = with_arrivals([session_on_schedule(actor, session_id)])[0]
    context = desk(
        actor,
        person=person_of(actor, session_id, booking_id, now=now),
        marks_open=marks_open(running.row.status, running.row.starts_at, now),
        refusal=_sentence(refusal),
        arrived=running.arrived,
        expected=running.expected,
        unmarked=running.expected - running.marked,
        no_shows=running.no_shows,
        is_spot_offered=running.row.taken < running.expected,
    )
    status = page_status(refusal) if refusal else 200
    return send_toasts(request, render_page(request, "booking/desk/marked.html", context, status=status))


def _sentence(refusal: Invalid | Refused | None) -> str:
    return refusal.message if refusal else ""


@require_POST
@allow(*STAFF)
@idempotent
def rest(request: PageRequest, session_id: UUID) -> HttpResponse:
    """Everybody without a mark is present."""
    here = page(request.actor, "booking:desk-session", session_id)
    marked, done_now = mark_rest_undoably(request.actor, session_id=session_id, now=request.now)
    text = ngettext("%(count)d person is marked present.", "%(count)d people are marked present.", marked)
    token = told_of(done_now, request.actor)
    say_undoable(request, text % {"count": marked}, page(request.actor, "organizations:undo"), token)
    return see_other(request, here)


@require_safe
@allow(*STAFF)
def person(request: PageRequest, booking_id: UUID) -> HttpResponse:
    """One booking with everything about it, and what can be done."""
    return _show_person(request, booking_id)


def _show_person(request: PageRequest, booking_id: UUID, *, refusal: Invalid | Refused | None = None) -> HttpResponse:
    actor = request.actor
    booking, found = _found(request, booking_id)
    context = desk(
        actor,
        booking=booking,
        person=found,
        outcome=outcome_words(booking, actor.formats),
        row=session_on_schedule(actor, booking.session_id),
        back_url=page(actor, "booking:desk-session", booking.session_id),
        can_cancel=booking.status == Booking.Status.CONFIRMED,
        can_move=is_movable(booking, request.now) and actor.setting(CLASSES_ON),
        can_waive=actor.can(Role.MANAGER) and found.penalty > 0,
        refusal=_sentence(refusal),
    )
    status = page_status(refusal) if refusal else 200
    return render_form("booking/desk/booking.html", context, request=request, status=status)


def _found(request: PageRequest, booking_id: UUID) -> tuple[Booking, Person]:
    """A booking in a session that is the actor's to run."""
    booking = booking_of(request.actor, booking_id)
    run_session(request.actor, booking.session_id)
    return booking, person_of(request.actor, booking.session_id, booking_id, now=request.now)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*STAFF)
@idempotent
def cancel(request: PageRequest, booking_id: UUID) -> HttpResponse:
    """Gives a client's spot back: first what comes of it, then the act."""
    actor, now = request.actor, request.now
    booking, found = _found(request, booking_id)
    form = _cancel_form(request, booking, cancellation_quote(actor, booking_id, now=now))

    def act(data: dict[str, Any]) -> Cancelled:
        everything = data.get("refund") == CancelBookingForm.EVERYTHING
        return cancel_booking(
            actor, booking_id=booking_id, expected_refund=data["expected_refund"], reason=data["reason"],
            full_refund=everything, now=now,
        )  # fmt: skip

    came = submit(request, form, act)
    if came.is_done:
        words = {"name": found.name, "credits": actor.formats.number(came.result.credits_refunded)}
        text = _("%(name)s is no longer booked.") % words
        if booking.credits:
            text = _("%(name)s is no longer booked. Credits back: %(credits)s.") % words
        return done(actor, page(actor, "booking:desk-session", booking.session_id), text, request=request, stays=True)
    if came.code == AlreadyCancelled.code:
        return _show_person(request, booking_id, refusal=came.refusal)
    context = desk(
        actor,
        form=form,
        title=_("Cancel for %(name)s") % {"name": found.name},
        subtitle=booking.session.title,
        lines=[_("The place goes to the next in line, or is free again. %(name)s is told.") % {"name": found.name}],
        submit=_("Cancel the booking"),
        kind="danger",
        keep=_("Keep it"),
        back_url=page(actor, "booking:desk-booking", booking_id),
    )
    return render_form(FORM, context, request=request, status=came.status)


def _cancel_form(request: PageRequest, booking: Booking, quote: CancellationQuote) -> CancelBookingForm:
    """Everything, unless staff choose the policy (CON-01); where it cost nothing there is nothing to choose."""
    form = CancelBookingForm(
        answers(request),
        formats=request.actor.formats,
        required=False,
        help_text=_("The member reads it in the message."),
        initial={"refund": CancelBookingForm.EVERYTHING, "expected_refund": quote.credits_refunded},
    )
    if booking.settlement:
        paid = booking.settlement == Booking.Settlement.PAID
        agreed = _("As agreed when booking: %(left)s") % {"left": quote.settlement_left}
        everything = _("All the money back") if paid else _("Nothing to pay")
        choices = [(CancelBookingForm.BY_POLICY, agreed), (CancelBookingForm.EVERYTHING, everything)]
        offer(form, "refund", choices)
        return form
    if not booking.credits:
        del form.fields["refund"]
        return form
    write = request.actor.formats.number
    amounts = {"back": write(quote.credits_refunded), "all": write(booking.credits)}
    choices = [
        (CancelBookingForm.EVERYTHING, _("Everything back: %(all)s") % amounts),
        (CancelBookingForm.BY_POLICY, _("As agreed when booking: %(back)s of %(all)s back") % amounts),
    ]
    offer(form, "refund", choices)
    return form


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
@idempotent
def waive(request: PageRequest, booking_id: UUID) -> HttpResponse:
    """Gives back what a late cancellation or a no-show had cost, with the reason."""
    actor = request.actor
    booking, found = _found(request, booking_id)
    help_text = _("Everybody on the staff can read it later.")
    form = ReasonForm(answers(request), formats=actor.formats, help_text=help_text)
    came = submit(request, form, lambda data: waive_penalty(actor, booking_id=booking_id, now=request.now, **data))
    if came.is_done:
        words = {"name": found.name, "credits": actor.formats.number(came.result)}
        text = _("%(name)s has %(credits)s back.") % words
        return done(actor, page(actor, "booking:desk-session", booking.session_id), text, request=request, stays=True)
    context = desk(
        actor,
        form=form,
        title=_("Waive for %(name)s") % {"name": found.name},
        subtitle=booking.session.title,
        lines=_penalty_lines(actor, found),
        submit=_("Give the credits back"),
        kind="primary",
        back_url=page(actor, "booking:desk-booking", booking_id),
    )
    return render_form(FORM, context, request=request, status=came.status)


def _penalty_lines(actor: Actor, found: Person) -> list[str]:
    amounts = {"credits": actor.formats.number(found.penalty)}
    if found.status == Booking.Status.NO_SHOW:
        return [_("The no-show has cost %(credits)s. It stays in the history; the credits go back.") % amounts]
    return [_("The late cancellation has cost %(credits)s. It stays in the history; the credits go back.") % amounts]
