"""What staff do with a whole roster at once, and with somebody who wants into a full session."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.booking.models import Attendance, Booking
from fitflow.booking.queries.access import run_session
from fitflow.booking.refusals import PeopleWait, SessionFull
from fitflow.booking.services.attendance import mark_attendance
from fitflow.booking.services.capacity import add_extra_spot
from fitflow.booking.services.holds import Confirmed, book_spot
from fitflow.booking.services.locks import lock_clients, lock_session
from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction


@in_transaction
def mark_rest_present(actor: Actor, *, session_id: UUID, now: datetime) -> int:
    """Whoever has no mark yet is present; marks that were made stay. Gives their number."""
    run_session(actor, session_id)
    lock_session(session_id)
    live = Booking.objects.filter(session_id=session_id).exclude(status=Booking.Status.CANCELLED)
    unmarked = live.filter(attendances=None).order_by("pk").values_list("pk", flat=True)
    marked = [
        mark_attendance(actor, booking_id=booking_id, status=Attendance.Status.PRESENT, now=now)
        for booking_id in list(unmarked)
    ]
    return len(marked)


@in_transaction
def book_extra_spot(actor: Actor, *, session_id: UUID, client_id: UUID, reason: str, now: datetime) -> Confirmed:
    """One more spot than planned for this client, both or neither. Whoever waits comes first: then it is refused."""
    lock_clients([client_id])
    add_extra_spot(actor, session_id=session_id, reason=reason, now=now)
    try:
        booked = book_spot(actor, session_id=session_id, client_id=client_id, now=now)
    except SessionFull as refusal:
        message = _("People are waiting: an extra place is offered to the first in line.")
        raise PeopleWait(message) from refusal
    Booking.objects.filter(pk=booked.booking_id).update(is_extra=True)
    return booked
