"""How many spots a session has: more go to the queue first, fewer only while they are not occupied."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from fitflow.booking.events import CapacityChanged
from fitflow.booking.models import Booking, Spot, SpotHold
from fitflow.booking.queries.access import run_session
from fitflow.booking.refusals import CapacityBelowOccupied
from fitflow.booking.services.locks import lock_session, lock_spots
from fitflow.booking.services.waitlist import end_hold, settle_waitlist
from fitflow.core import clock, events
from fitflow.core.actor import Actor
from fitflow.core.bounds import MOST_SPOTS
from fitflow.core.db import in_transaction
from fitflow.core.errors import Invalid
from fitflow.schedule.models import Session


@in_transaction
def set_capacity(actor: Actor, *, session_id: UUID, capacity: int, reason: str = "", now: datetime) -> Session:
    """Raises or lowers the number of spots. Raising serves the queue first; lowering renumbers and takes free ones."""
    if not 1 <= capacity <= MOST_SPOTS:
        raise Invalid.field("capacity", _("Give a number from 1 to %(most)d.") % {"most": MOST_SPOTS})
    run_session(actor, session_id)
    session = lock_session(session_id)
    before = session.capacity
    if capacity == before:
        return session
    if capacity < before:
        lower(session, capacity)
    session.capacity = capacity
    session.save(update_fields=["capacity"])
    if capacity > before:
        make_spots(session, before + 1, capacity)
    events.record(actor, CapacityChanged(session.pk, before, capacity, reason), now=now)
    settle_waitlist(actor, session, now=now)
    return session


@in_transaction
def add_extra_spot(actor: Actor, *, session_id: UUID, reason: str, now: datetime) -> Session:
    """One more spot than planned: never silent, always with a reason."""
    if not reason.strip():
        raise Invalid.field("reason", _("Say why this session may have one place more."))
    run_session(actor, session_id)
    capacity = lock_session(session_id).capacity + 1  # Under the lock: two at once are two spots.
    return set_capacity(actor, session_id=session_id, capacity=capacity, reason=reason.strip(), now=now)


def make_spots(session: Session, first: int, last: int) -> None:
    """Rows for the spots `first` to `last`. The session's capacity already covers them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO booking_spot (organization_id, session_id, number, label)"
            " SELECT s.organization_id, s.id, g, spot_label(s.class_type_id, g)"
            " FROM schedule_session s, generate_series(%s::int, %s::int) g WHERE s.id = %s",
            [first, last, session.pk],
        )


def make_all_spots(session_ids: Collection[UUID]) -> None:
    """Rows for every spot of these sessions that has none yet, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO booking_spot (organization_id, session_id, number, label)"
            " SELECT s.organization_id, s.id, g, spot_label(s.class_type_id, g)"
            " FROM schedule_session s, generate_series(1, s.capacity) g WHERE s.id = ANY(%s)"
            " ON CONFLICT (session_id, number) DO NOTHING",
            [list(session_ids)],
        )


@in_transaction
def remove_spots(session_ids: Collection[UUID], *, above: int = 0) -> None:
    """Takes the spots above a number away from sessions that nobody is in. The caller holds their rows."""
    Spot.objects.filter(session_id__in=session_ids, number__gt=above).delete()


def name_spots(class_type_id: UUID, *, now: datetime) -> None:
    """The spots of a class are called something else: those of coming sessions are renamed, past ones stay."""
    spots = Spot.objects.filter(session__class_type_id=class_type_id, session__starts_at__gt=now)
    coming = sorted(set(spots.values_list("session_id", flat=True)))
    lock_spots(coming)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE booking_spot SET label = spot_label(%s, number) WHERE session_id = ANY(%s)",
            [class_type_id, coming],
        )


def lower(session: Session, capacity: int) -> None:
    """Empties the spots above the new capacity by moving their occupants down, then removes them."""
    at = clock.engine_now()
    spots = list(Spot.objects.filter(session_id=session.pk).order_by("number").select_for_update())
    for spot in spots:
        if spot.hold_id and spot.is_free(at):
            end_hold(session, spot.number, spot.hold_id, at)
    occupied = [spot for spot in spots if not spot.is_free(at)]
    if len(occupied) > capacity:
        message = _("%(count)d places are held or booked. It cannot be fewer, unless you cancel bookings first.")
        raise CapacityBelowOccupied(message % {"count": len(occupied)}, occupied=len(occupied))
    taken_numbers = {spot.number for spot in occupied}
    free = [number for number in range(1, capacity + 1) if number not in taken_numbers]
    for spot in occupied:
        if spot.number > capacity:
            move_claim(spot, free.pop(0))
    Spot.objects.filter(session_id=session.pk, number__gt=capacity).delete()


def take_extra_away(actor: Actor, session: Session, *, now: datetime) -> None:
    """A spot that was made for one person goes with them: the class is as large as it was planned."""
    before = session.capacity
    lower(session, before - 1)
    session.capacity = before - 1
    session.save(update_fields=["capacity"])
    reason = _("The extra place went with the person it was made for.")
    events.record(actor, CapacityChanged(session.pk, before, session.capacity, reason), now=now)


def move_claim(spot: Spot, number: int) -> None:
    """Puts a claim on another free spot of the same session, with its hold and booking."""
    claim = {
        "client_id": spot.client_id,
        "hold_id": spot.hold_id,
        "booking_id": spot.booking_id,
        "expires_at": spot.expires_at,
    }
    same = Spot.objects.filter(session_id=spot.session_id)
    same.filter(number=spot.number).update(client_id=None, hold_id=None, booking_id=None, expires_at=None)
    same.filter(number=number).update(**claim)
    if spot.hold_id is not None:
        SpotHold.objects.filter(pk=spot.hold_id).update(number=number)
    if spot.booking_id is not None:
        Booking.objects.filter(pk=spot.booking_id).update(number=number)
