"""What is open at the desk: bookings to be paid there, and money to be given back."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from fitflow.booking.models import Booking
from fitflow.booking.queries.bookings import bookings_of
from fitflow.booking.rules.settling import DUE, PAID
from fitflow.core.actor import Actor
from fitflow.core.paging import Part, part_of
from fitflow.core.reach import reach_q

IS_DUE = Q(settlement=DUE)
IS_TO_PAY_BACK = Q(settlement=PAID, status=Booking.Status.CANCELLED, refund_percent__gt=0)


@dataclass(frozen=True)
class OpenSettlements:
    """How many bookings wait for the desk."""

    due: int
    to_pay_back: int

    @property
    def is_any(self) -> bool:
        return bool(self.due or self.to_pay_back)


def open_settlements(actor: Actor, *, cursor: str = "", limit: int = 50) -> Part[Booking]:
    """Everything that waits for the desk, by the time of the class: the oldest first."""
    return part_of(_open(actor), "starts_at", "id", cursor=cursor, limit=limit)


def open_of_client(actor: Actor, client_id: UUID) -> list[Booking]:
    """The same of one client, for the record."""
    return list(_open(actor).filter(client_id=client_id).order_by("starts_at", "id")[:20])


def count_open(actor: Actor) -> OpenSettlements:
    found = Booking.objects.visible_to(actor).filter(reach_q(actor, "session__"))
    return OpenSettlements(found.filter(IS_DUE).count(), found.filter(IS_TO_PAY_BACK).count())


def _open(actor: Actor) -> Any:
    """Of sessions that are the actor's to run: staff who are clients, too, do not settle for themselves."""
    return bookings_of(actor).filter(IS_DUE | IS_TO_PAY_BACK, reach_q(actor, "session__"))
