"""What happens to spots, bookings, queues and sessions. Ids and values only; the SQL of the claim writes some."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from fitflow.core.events import Code, FreeText


@dataclass(frozen=True)
class HoldCreated:
    """A spot is kept for a client until a deadline. Written by `occupy_spot`."""

    type: ClassVar[str] = "hold.created"
    entity: ClassVar[str] = "hold_id"
    hold_id: UUID
    session_id: UUID
    client_id: UUID
    number: int
    kind: Code


@dataclass(frozen=True)
class HoldExpired:
    """A deadline passed unused. Written by `lapse_hold`, by whoever meets the dead hold first."""

    type: ClassVar[str] = "hold.expired"
    entity: ClassVar[str] = "hold_id"
    hold_id: UUID
    session_id: UUID
    client_id: UUID
    kind: Code


@dataclass(frozen=True)
class HoldReleased:
    """A client gave a held spot back, or declined an offer."""

    type: ClassVar[str] = "hold.released"
    entity: ClassVar[str] = "hold_id"
    hold_id: UUID
    session_id: UUID
    client_id: UUID
    kind: Code


@dataclass(frozen=True)
class HoldWithdrawn:
    """A held or offered spot that its client can no longer take; `reason` is that of the eligibility rule."""

    type: ClassVar[str] = "hold.withdrawn"
    entity: ClassVar[str] = "hold_id"
    hold_id: UUID
    session_id: UUID
    client_id: UUID
    kind: Code
    reason: Code


@dataclass(frozen=True)
class HoldConfirmed:
    """A hold became a booking. Written by `write_booking`."""

    type: ClassVar[str] = "hold.confirmed"
    entity: ClassVar[str] = "hold_id"
    hold_id: UUID
    booking_id: UUID
    kind: Code


@dataclass(frozen=True)
class BookingConfirmed:
    """A spot is a client's. Written by `write_booking`."""

    type: ClassVar[str] = "booking.confirmed"
    entity: ClassVar[str] = "booking_id"
    booking_id: UUID
    session_id: UUID
    client_id: UUID
    number: int
    credits: Decimal
    #: "due": to be settled at the desk.
    settlement: Code = ""


@dataclass(frozen=True)
class BookingCancelled:
    """A spot was given back; what is refunded has been decided. `by_studio`: staff or the studio did
    it, or the booking went on in another session."""

    type: ClassVar[str] = "booking.cancelled"
    entity: ClassVar[str] = "booking_id"
    booking_id: UUID
    session_id: UUID
    client_id: UUID
    refund_percent: int
    credits_refunded: Decimal
    why: Code
    by_studio: bool


@dataclass(frozen=True)
class BookingRescheduled:
    """A client's booking moved to another session: the old booking was cancelled for the new one."""

    type: ClassVar[str] = "booking.rescheduled"
    entity: ClassVar[str] = "booking_id"
    booking_id: UUID
    from_booking_id: UUID
    session_id: UUID
    from_session_id: UUID
    client_id: UUID


@dataclass(frozen=True)
class PenaltyWaived:
    """Staff gave back what a late cancellation or a no-show had cost."""

    type: ClassVar[str] = "booking.penalty_waived"
    entity: ClassVar[str] = "booking_id"
    booking_id: UUID
    client_id: UUID
    credits: Decimal
    reason: FreeText


@dataclass(frozen=True)
class BookingSettled:
    """The desk took the money of a booking without credits. `by`: cash, card or other."""

    type: ClassVar[str] = "booking.settled"
    entity: ClassVar[str] = "booking_id"
    booking_id: UUID
    session_id: UUID
    client_id: UUID
    by: Code


@dataclass(frozen=True)
class SettlementWaived:
    """Staff decided that a booking without credits costs nothing. Why stands in the booking."""

    type: ClassVar[str] = "booking.settlement_waived"
    entity: ClassVar[str] = "booking_id"
    booking_id: UUID
    session_id: UUID
    client_id: UUID


@dataclass(frozen=True)
class SettlementUndone:
    """What was settled, waived or paid back is open again. `was`: what it was before."""

    type: ClassVar[str] = "booking.settlement_undone"
    entity: ClassVar[str] = "booking_id"
    booking_id: UUID
    session_id: UUID
    client_id: UUID
    was: Code


@dataclass(frozen=True)
class PaymentReturned:
    """The desk gave money back for a booking that was paid there and cancelled in time."""

    type: ClassVar[str] = "booking.payment_returned"
    entity: ClassVar[str] = "booking_id"
    booking_id: UUID
    session_id: UUID
    client_id: UUID


@dataclass(frozen=True)
class CheckinRecorded:
    """Arrival was marked: present or late (or the mark was taken back)."""

    type: ClassVar[str] = "checkin.recorded"
    entity: ClassVar[str] = "booking_id"
    booking_id: UUID
    session_id: UUID
    client_id: UUID
    status: Code
    method: Code


@dataclass(frozen=True)
class BookingAttended:
    type: ClassVar[str] = "booking.attended"
    entity: ClassVar[str] = "booking_id"
    booking_id: UUID
    session_id: UUID
    client_id: UUID


@dataclass(frozen=True)
class BookingNoShow:
    type: ClassVar[str] = "booking.noshow"
    entity: ClassVar[str] = "booking_id"
    booking_id: UUID
    session_id: UUID
    client_id: UUID
    method: Code


@dataclass(frozen=True)
class WaitlistJoined:
    type: ClassVar[str] = "waitlist.joined"
    entity: ClassVar[str] = "entry_id"
    entry_id: UUID
    session_id: UUID
    client_id: UUID
    # house: allow banned-word — What the event log and its readers have always called it.
    place: int


@dataclass(frozen=True)
class WaitlistPromoted:
    """The first eligible in line has an offer: a hold only this client can take."""

    type: ClassVar[str] = "waitlist.promoted"
    entity: ClassVar[str] = "entry_id"
    entry_id: UUID
    session_id: UUID
    client_id: UUID
    hold_id: UUID
    expires_at: datetime


@dataclass(frozen=True)
class WaitlistSkipped:
    type: ClassVar[str] = "waitlist.skipped"
    entity: ClassVar[str] = "entry_id"
    entry_id: UUID
    session_id: UUID
    client_id: UUID
    reason: Code


@dataclass(frozen=True)
class WaitlistLapsed:
    """An offer's deadline passed. Written by `lapse_hold`."""

    type: ClassVar[str] = "waitlist.lapsed"
    entity: ClassVar[str] = "entry_id"
    entry_id: UUID
    session_id: UUID
    client_id: UUID
    hold_id: UUID


@dataclass(frozen=True)
class WaitlistLeft:
    """Left by choice, or declined the offer."""

    type: ClassVar[str] = "waitlist.left"
    entity: ClassVar[str] = "entry_id"
    entry_id: UUID
    session_id: UUID
    client_id: UUID


@dataclass(frozen=True)
class WaitlistClosed:
    """The queue ended: the session began, or was cancelled."""

    type: ClassVar[str] = "waitlist.closed"
    entity: ClassVar[str] = "entry_id"
    entry_id: UUID
    session_id: UUID
    client_id: UUID


@dataclass(frozen=True)
class SessionPublished:
    type: ClassVar[str] = "session.published"
    entity: ClassVar[str] = "session_id"
    session_id: UUID


@dataclass(frozen=True)
class SessionStarted:
    type: ClassVar[str] = "session.started"
    entity: ClassVar[str] = "session_id"
    session_id: UUID


@dataclass(frozen=True)
class SessionCompleted:
    type: ClassVar[str] = "session.completed"
    entity: ClassVar[str] = "session_id"
    session_id: UUID


@dataclass(frozen=True)
class SessionMoved:
    """Another time, location or trainer. `is_free_exit`: whoever booked before may leave for free."""

    type: ClassVar[str] = "session.moved"
    entity: ClassVar[str] = "session_id"
    session_id: UUID
    from_starts_at: datetime
    to_starts_at: datetime
    from_location_id: UUID
    to_location_id: UUID
    from_trainer_id: UUID
    to_trainer_id: UUID
    is_free_exit: bool
    moved_at: datetime


@dataclass(frozen=True)
class SessionChanged:
    """Details that nobody has to be told about: price, policy, note, registration window."""

    type: ClassVar[str] = "session.changed"
    entity: ClassVar[str] = "session_id"
    session_id: UUID
    fields: tuple[Code, ...]


@dataclass(frozen=True)
class CapacityChanged:
    type: ClassVar[str] = "session.capacity_changed"
    entity: ClassVar[str] = "session_id"
    session_id: UUID
    before: int
    after: int
    reason: FreeText


@dataclass(frozen=True)
class SessionCancelled:
    type: ClassVar[str] = "session.cancelled"
    entity: ClassVar[str] = "session_id"
    session_id: UUID
    reason: FreeText
    bookings: int
