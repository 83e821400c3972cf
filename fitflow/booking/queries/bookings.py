"""Bookings an actor may see, and what cancelling one would cost now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from fitflow.billing.rules import refund_amount
from fitflow.billing.settings import ROUNDING
from fitflow.booking.models import Attendance, Booking, Spot
from fitflow.booking.queries.access import booking_of
from fitflow.booking.refusals import AlreadyCancelled, NotCancellable
from fitflow.booking.rules.agreed import agreed, as_json
from fitflow.booking.rules.cancellation import Deadline, Decision, Standing, deadlines, refund_percent
from fitflow.booking.rules.settling import after_cancelling, settlement_words, share_due
from fitflow.booking.rules.told import News, decisive_news, is_told
from fitflow.core.actor import Actor
from fitflow.notify.queries import arrivals
from fitflow.organizations.queries.contacts import contacts_of_clients
from fitflow.schedule.models import Session
from fitflow.schedule.rules.policies import Policy


def bookings_of(actor: Actor) -> Any:
    """With what is shown of their session and spot."""
    return with_names(Booking.objects.visible_to(actor))


def with_names(bookings: Any) -> Any:
    """Bookings with what is said of them: client, class, trainer, location and the name of the spot, if it has one."""
    spots = Spot.objects.filter(session_id=OuterRef("session_id"), number=OuterRef("number"))
    named = bookings.annotate(spot_label=Coalesce(Subquery(spots.values("label")), Value("")))
    return named.select_related("client", "session__class_type", "session__trainer", "session__location")


def own_bookings(actor: Actor) -> Any:
    return bookings_of(actor).filter(client_id=actor.client_id)


def standing_of(booking: Booking, session: Session, *, is_told: bool = True) -> Standing:
    """What the clock is compared with; a booking moved late keeps its earlier start (CON-15)."""
    return Standing(
        session.starts_at,
        booking.confirmed_at,
        session.moved_at,
        booking.fee_basis_at,
        booking.agreed_starts_at,
        is_told,
    )


def untold(actor: Actor, bookings: Collection[Booking], session: Session) -> set[UUID]:
    """Of these bookings of a session, those whose clients no message has reached that they would have needed."""
    booked_for = [one for one in bookings if one.booked_by or standing_of(one, session).was_moved]
    if not booked_for:
        return set()
    logins = contacts_of_clients(actor, {one.client_id for one in booked_for})
    needed: dict[UUID, News] = {}
    for one in booked_for:
        news = decisive_news(
            was_moved=standing_of(one, session).was_moved,
            booked_by=one.booked_by,
            login=logins[one.client_id].user_id,
            is_rescheduled=one.rescheduled_from_id is not None,
        )
        if news:
            needed[one.pk] = news
    found = arrivals(actor, needed, since=session.moved_at)
    return {booking_id for booking_id, news in needed.items() if not is_told(news, found[booking_id])}


def judged(
    actor: Actor, booking: Booking, session: Session, now: datetime, *, by_organizer: bool = False
) -> tuple[Standing, Decision]:
    """What cancelling gives back now, by the policy it was made under (P10), and what that was judged by.

    The messages are looked at only where it matters: when something would be lost.
    """
    policy, standing = Policy.from_json(booking.policy), standing_of(booking, session)
    decision = refund_percent(policy, standing, now, by_organizer=by_organizer)
    if decision.is_late and now < standing.starts_at and untold(actor, [booking], session):
        standing = standing_of(booking, session, is_told=False)
        decision = refund_percent(policy, standing, now)
    return standing, decision


def refuse_cancelling(booking: Booking, session: Session, *, by_studio: bool, now: datetime) -> None:
    """Raises why a booking cannot be cancelled; a studio that calls the session off asks nobody."""
    if booking.status == Booking.Status.CANCELLED:
        raise AlreadyCancelled(_("This booking was cancelled before."))
    if booking.status != Booking.Status.CONFIRMED or not by_studio and now >= session.starts_at:
        raise NotCancellable(_("This session has begun. Please talk to the studio."))
    if not by_studio and has_arrived(booking):
        raise NotCancellable(_("You have been marked as here. Please talk to the studio."))


def has_arrived(booking: Booking) -> bool:
    """Whether staff marked the client as present: who is there cannot leave for free by a tap."""
    here = [Attendance.Status.PRESENT, Attendance.Status.LATE]
    return Attendance.objects.filter(booking_id=booking.pk, status__in=here).exists()


@dataclass(frozen=True)
class CancellationQuote:
    """What cancelling would give back at a moment, and when that changes."""

    booking: Booking
    decision: Decision
    credits_refunded: Any
    deadlines: tuple[Deadline, ...]

    @property
    def expected(self) -> str | None:
        """What the page shows of the class that is given away: the hidden field of its button."""
        session = self.booking.session
        return as_json(agreed({
            "starts_at": session.starts_at, "ends_at": session.ends_at, "trainer": session.trainer_id,
            "location": session.location_id,
        }))  # fmt: skip

    @property
    def settlement_left(self) -> str:
        """How it would stand at the desk after cancelling now, in words; empty where it was paid in credits."""
        left = after_cancelling(self.booking.settlement, self.decision.percent)
        booking = self.booking
        return settlement_words(
            left, by=booking.settled_by, note=booking.settled_note, refund_percent=self.decision.percent
        )

    @property
    def percent_due(self) -> int:
        """What would still be to pay at the desk after cancelling now, in percent of the price."""
        left = after_cancelling(self.booking.settlement, self.decision.percent)
        return share_due(left, self.decision.percent)

    @property
    def credits_lost(self) -> Any:
        return self.booking.credits - self.credits_refunded


def cancellation_quote(actor: Actor, booking_id: UUID, *, now: datetime) -> CancellationQuote:
    """Judged by the policy accepted at booking (P10); nothing is changed."""
    booking = booking_of(actor, booking_id)
    standing, decision = judged(actor, booking, booking.session, now)
    back = refund_amount(booking.credits, decision.percent, actor.setting(ROUNDING))
    return CancellationQuote(booking, decision, back, deadlines(Policy.from_json(booking.policy), standing, now))


def refunded_in(session_id: UUID, *, at: datetime) -> Decimal:
    """The credits that went back to people when their session was cancelled at a moment."""
    rows = Booking.objects.filter(session_id=session_id, status=Booking.Status.CANCELLED, cancelled_at=at)
    total: Decimal = rows.aggregate(total=Sum("credits_refunded", default=Decimal(0)))["total"]
    return total
