"""Event doors of booking: a new studio gets its upkeep; changes let those who were passed over be looked at again."""

from collections.abc import Sequence
from datetime import datetime

from fitflow.billing.events import CreditAdjusted, CreditGranted, CreditRefunded
from fitflow.booking.events import (
    BookingCancelled,
    BookingConfirmed,
    BookingRescheduled,
    HoldExpired,
    HoldWithdrawn,
    SessionCancelled,
    SessionChanged,
    SessionMoved,
    WaitlistClosed,
    WaitlistJoined,
    WaitlistPromoted,
)
from fitflow.booking.services import notices, notices_of_moves
from fitflow.booking.services.capacity import name_spots
from fitflow.booking.services.upkeep import (
    close_every_waitlist,
    settle_after_move,
    settle_after_price,
    settle_for_client,
    start_upkeep,
)
from fitflow.booking.settings import WAITLIST_ON
from fitflow.core.actor import Actor
from fitflow.core.events import consumes
from fitflow.organizations.events import (
    ClientArchived,
    ClientRestored,
    ClientStatusChanged,
    OrganizationCreated,
    SettingsChanged,
)
from fitflow.schedule.events import ClassTypeChanged
from fitflow.schedule.settings import CALENDAR_ON, CLASS_COST, CLASSES_ON

#: The queue of everything that speaks to people.
MAIL = "mail"


@consumes(OrganizationCreated, name="booking.begin_upkeep")
def begin_upkeep(actor: Actor, event: OrganizationCreated, now: datetime) -> None:
    start_upkeep(actor, now=now)


@consumes(
    CreditGranted,
    CreditRefunded,
    CreditAdjusted,
    BookingCancelled,
    ClientArchived,
    ClientRestored,
    ClientStatusChanged,
    name="booking.look_again",
)
def look_again(
    actor: Actor,
    event: CreditGranted
    | CreditRefunded
    | CreditAdjusted
    | BookingCancelled
    | ClientArchived
    | ClientRestored
    | ClientStatusChanged,
    now: datetime,
) -> None:
    settle_for_client(actor, client_id=event.client_id, now=now)


@consumes(SessionMoved, name="booking.look_again_after_move")
def look_again_after_move(actor: Actor, event: SessionMoved, now: datetime) -> None:
    settle_after_move(actor, session_id=event.session_id, now=now)


@consumes(SessionChanged, name="booking.look_again_at_price")
def look_again_at_price(actor: Actor, event: SessionChanged, now: datetime) -> None:
    if "cost_credits" in event.fields:
        settle_after_price(actor, session_id=event.session_id, now=now)


@consumes(ClassTypeChanged, name="booking.look_again_at_class_price")
def look_again_at_class_price(actor: Actor, event: ClassTypeChanged, now: datetime) -> None:
    if "cost_credits" in event.changes:
        settle_after_price(actor, session__class_type_id=event.class_type_id, now=now)


@consumes(ClassTypeChanged, name="booking.name_places")
def rename_spots(actor: Actor, event: ClassTypeChanged, now: datetime) -> None:
    if "spot_name" in event.changes:
        name_spots(event.class_type_id, now=now)


@consumes(SettingsChanged, name="booking.look_again_at_studio_price")
def look_again_at_studio_price(actor: Actor, event: SettingsChanged, now: datetime) -> None:
    if CLASS_COST.key in event.changes:
        settle_after_price(actor, now=now)


@consumes(SettingsChanged, name="booking.end_queues")
def end_waitlists(actor: Actor, event: SettingsChanged, now: datetime) -> None:
    if {WAITLIST_ON.key, CLASSES_ON.key, CALENDAR_ON.key} & event.changes.keys():
        close_every_waitlist(actor, now=now)


@consumes(BookingConfirmed, name="booking.tell_booked", group=MAIL, at_once=20)
def tell_booked(actor: Actor, events: Sequence[BookingConfirmed], now: datetime) -> None:
    notices.tell_booked(actor, booking_ids=[event.booking_id for event in events], now=now)


@consumes(BookingCancelled, name="booking.tell_cancelled", group=MAIL)
def tell_cancelled(actor: Actor, event: BookingCancelled, now: datetime) -> None:
    notices.tell_cancelled(actor, booking_id=event.booking_id, why=event.why, now=now)


@consumes(SessionCancelled, name="booking.tell_session_cancelled", group=MAIL)
def tell_session_cancelled(actor: Actor, event: SessionCancelled, now: datetime) -> None:
    notices.tell_session_cancelled(actor, session_id=event.session_id, now=now)


@consumes(BookingRescheduled, name="booking.tell_rescheduled", group=MAIL)
def tell_rescheduled(actor: Actor, event: BookingRescheduled, now: datetime) -> None:
    notices_of_moves.tell_rescheduled(
        actor, booking_id=event.booking_id, from_booking_id=event.from_booking_id, now=now
    )


@consumes(SessionMoved, name="booking.tell_moved", group=MAIL)
def tell_moved(actor: Actor, event: SessionMoved, now: datetime) -> None:
    notices_of_moves.tell_moved(actor, event, now=now)


@consumes(WaitlistJoined, name="booking.tell_waiting", group=MAIL)
def tell_waiting(actor: Actor, event: WaitlistJoined, now: datetime) -> None:
    notices.tell_waiting(actor, entry_id=event.entry_id, now=now)


@consumes(WaitlistPromoted, name="booking.tell_offer", group=MAIL)
def tell_offer(actor: Actor, event: WaitlistPromoted, now: datetime) -> None:
    notices.tell_offer(actor, entry_id=event.entry_id, hold_id=event.hold_id, now=now)


@consumes(HoldExpired, name="booking.tell_lapsed", group=MAIL)
def tell_lapsed(actor: Actor, event: HoldExpired, now: datetime) -> None:
    notices.tell_lapsed(actor, hold_id=event.hold_id, now=now)


@consumes(HoldWithdrawn, name="booking.tell_withdrawn", group=MAIL)
def tell_withdrawn(actor: Actor, event: HoldWithdrawn, now: datetime) -> None:
    notices.tell_withdrawn(actor, event, now=now)


@consumes(WaitlistClosed, name="booking.tell_queue_closed", group=MAIL)
def tell_waitlist_closed(actor: Actor, event: WaitlistClosed, now: datetime) -> None:
    notices.tell_waitlist_closed(actor, entry_id=event.entry_id, now=now)
