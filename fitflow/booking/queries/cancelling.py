"""What cancelling a session would do to people."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from fitflow.booking.models import Booking, WaitlistEntry
from fitflow.booking.queries.access import run_session
from fitflow.core.actor import Actor


@dataclass(frozen=True)
class Refundee:
    """Somebody who would get everything back."""

    name: str
    credits: Decimal
    settlement: str


@dataclass(frozen=True)
class CancelPreview:
    """Who gets what when the studio cancels a session."""

    people: tuple[Refundee, ...]
    waiting: int

    @property
    def credits(self) -> Decimal:
        return sum((person.credits for person in self.people), Decimal(0))


def cancel_preview(actor: Actor, session_id: UUID) -> CancelPreview:
    """Who would get what back if the studio cancelled now. Nothing is changed."""
    run_session(actor, session_id)
    live = Booking.objects.visible_to(actor).filter(session_id=session_id, status=Booking.Status.CONFIRMED)
    people = live.order_by("client__search").values_list("client__name", "credits", "settlement")
    open_states = [WaitlistEntry.Status.WAITING, WaitlistEntry.Status.OFFERED]
    entries = WaitlistEntry.objects.visible_to(actor).filter(session_id=session_id, status__in=open_states)
    return CancelPreview(tuple(Refundee(*row) for row in people), entries.count())
