"""Claims that can no longer be used end at once: they would keep others out until their deadline."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fitflow.booking.events import HoldWithdrawn
from fitflow.booking.models import SpotHold, WaitlistEntry
from fitflow.booking.rules.eligibility import Act, Entitlement, Facts, Reason, ineligibility
from fitflow.booking.services.freeing import free_spots
from fitflow.core import events
from fitflow.core.actor import Actor
from fitflow.core.db import rows
from fitflow.core.zones import Period
from fitflow.schedule.models import Session

LIVE_CLAIMS = """
SELECT h.id, h.client_id, h.kind, client_may_book(c.status, c.archived_at) AS may_book,
  CASE WHEN h.kind = 'priority' THEN entitlement(h.client_id, h.session_id, %(at)s) END AS entitlement,
  h.kind = 'priority' AND EXISTS (SELECT FROM booking_booking b WHERE b.client_id = h.client_id
    AND b.status = 'confirmed' AND b.session_id <> h.session_id
    AND b.starts_at < %(ends_at)s AND b.ends_at > %(starts_at)s) AS overlaps
FROM booking_spot s JOIN booking_spothold h ON h.id = s.hold_id JOIN organizations_client c ON c.id = h.client_id
WHERE s.session_id = %(session)s AND s.client_id IS NOT NULL AND s.booking_id IS NULL AND s.expires_at > %(at)s
ORDER BY s.number
"""


@dataclass(frozen=True)
class LiveClaim:
    """A spot kept for somebody, and what decides whether they can still take it."""

    id: UUID
    client_id: UUID
    kind: str
    may_book: bool
    entitlement: str | None
    overlaps: bool

    def why_unusable(self, session: Session, at: datetime) -> Reason | None:
        """An offer is judged as it was made. Who holds a spot may still find credits, or cancel what is in the way."""
        if self.kind != SpotHold.Kind.PRIORITY:
            return None if self.may_book else Reason.CLIENT_INACTIVE
        return ineligibility(Facts(
            act=Act.OFFER, now=at, status=session.status, starts_at=session.starts_at, registration=Period(at, at),
            client_may_book=self.may_book, entitlement=Entitlement(self.entitlement) if self.entitlement else None,
            overlaps=self.overlaps,
        ))  # fmt: skip


def end_unusable_claims(actor: Actor, session: Session, at: datetime, *, now: datetime) -> list[int]:
    """Takes back what can no longer be used, and gives the numbers of the spots that are free by it.

    Whoever had an offer waits again in their old position, and is passed over with the reason until it is gone. The
    caller holds the session's row; spots are locked before entries, as a confirm locks them.
    """
    values = {"session": session.pk, "at": at, "starts_at": session.starts_at, "ends_at": session.ends_at}
    freed: list[int] = []
    for claim in [LiveClaim(**row) for row in rows(LIVE_CLAIMS, values)]:
        reason = claim.why_unusable(session, at)
        numbers = free_spots(hold_id=claim.id) if reason is not None else []
        if reason is None or not numbers:  # Confirmed or lapsed while we waited for the spot.
            continue
        freed += numbers
        SpotHold.objects.filter(pk=claim.id).update(status=SpotHold.Status.WITHDRAWN)
        WaitlistEntry.objects.filter(hold_id=claim.id, status=WaitlistEntry.Status.OFFERED).update(
            status=WaitlistEntry.Status.WAITING, hold_id=None
        )
        events.record(actor, HoldWithdrawn(claim.id, session.pk, claim.client_id, claim.kind, reason.value), now=now)
    return freed
