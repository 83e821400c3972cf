"""Moving a booking to another time, wherever that is done: on the own page, by a mail's link, at the desk."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fitflow.booking.forms.expected import shown_facts
from fitflow.booking.models import Booking
from fitflow.booking.queries.access import booking_of, run_session
from fitflow.booking.queries.changing import move_of, other_times
from fitflow.booking.queries.sessions import session_on_schedule
from fitflow.booking.refusals import NotCancellable
from fitflow.booking.services.bookings import reschedule_booking
from fitflow.booking.services.holds import Confirmed
from fitflow.booking.views.shared import changes_of
from fitflow.core.actor import STAFF
from fitflow.core.doors import idempotent
from fitflow.core.errors import NotFound, Refused
from fitflow.core.pages import page
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import allow, while_on
from fitflow.schedule.settings import CLASSES_ON
from fitflow.ui.desk import desk, done, render_form


def is_movable(booking: Booking, now: datetime) -> bool:
    return booking.status == Booking.Status.CONFIRMED and now < booking.session.starts_at


def target_of(*, request: PageRequest) -> UUID | None:
    """The session that somebody chose, if they have."""
    text = request.POST.get("to", "") or request.GET.get("to", "")
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise NotFound(_("There is no such session.")) from error


def move(booking: Booking, target: UUID, *, request: PageRequest) -> Confirmed:
    """Moves it to what was chosen, as the page had shown it."""
    return reschedule_booking(
        request.actor, booking_id=booking.pk, to_session_id=target, expected=shown_facts(request.POST),
        now=request.now,
    )  # fmt: skip


def change_context(booking: Booking, *, request: PageRequest, refusal: Refused | None = None) -> dict[str, Any]:
    """The other times, or what the chosen one would change."""
    actor, target = request.actor, target_of(request=request)
    if target is None:
        is_any = request.GET.get("show") == "all" or booking.session.class_type_id is None
        cards = other_times(actor, booking, is_any=is_any, now=request.now)
        return {"booking": booking, "cards": cards, "is_any": is_any, "change_url": request.path}
    found = move_of(actor, booking, target, now=request.now)
    changes = changes_of(actor, refusal, found.card, found.terms)
    return {
        "booking": booking, "move": found, "card": found.card, "changes": changes, "change_url": request.path
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*STAFF)
@while_on(CLASSES_ON)
@idempotent
def desk_move(request: PageRequest, booking_id: UUID) -> HttpResponse:
    """Moves a client's booking: the same two steps as the member's, among the sessions that one runs (POL-06)."""
    actor, target, refusal = request.actor, target_of(request=request), None
    booking = booking_of(actor, booking_id)
    run_session(actor, booking.session_id)
    back_url = page(actor, "booking:desk-booking", booking_id)
    if request.method == "POST" and target is not None:
        try:
            move(booking, target, request=request)
        except Refused as error:
            refusal = error
        else:
            row = session_on_schedule(actor, target)
            facts = {"name": booking.client.name, "class": row.title, "when": actor.formats.moment(row.starts_at)}
            text = _("%(name)s is moved: %(class)s, %(when)s.") % facts
            here = page(actor, "booking:desk-session", booking.session_id)
            return done(actor, here, text, request=request, stays=True)
    if refusal is None and not is_movable(booking, request.now):
        refusal = NotCancellable(_("This booking can no longer be moved."))
    context = desk(
        actor,
        **change_context(booking, request=request, refusal=refusal),
        person=booking.client.name,
        refusal=refusal,
        can_move=is_movable(booking, request.now),
        back_url=back_url,
    )
    status = refusal.status if refusal else 200
    return render_form("booking/desk/move.html", context, request=request, status=status)
