"""Who is in a session, for whoever runs it: bookings with their marks, the queue, spots that are held now."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import ngettext

from fitflow.booking.queries.access import run_session
from fitflow.booking.queries.sessions import SessionRow, session_on_schedule
from fitflow.booking.queries.waitlist import LINE, entry_shape
from fitflow.booking.rules.attendance import FLAG_DAYS, is_flagged
from fitflow.booking.rules.settling import DUE, UNDONE, is_to_pay_back
from fitflow.core.actor import Actor
from fitflow.core.db import rows
from fitflow.core.zones import day_bounds, local_date

#: More people than one reads on a page; a session of more shows so many.
MOST = 500

ROSTER = """
SELECT b.id AS booking_id, b.client_id, c.name, c.phone, b.number, coalesce(p.label, '') AS label, b.status,
  b.credits, b.confirmed_at, coalesce(b.booked_by <> m.user_id, b.booked_by IS NOT NULL) AS by_staff,
  b.cancelled_at, b.cancel_reason, b.refund_percent, b.credits_refunded,
  b.settlement, b.settled_by, b.settled_note, b.settled_at, b.is_untold,
  a.status AS mark, a.method, a.marked_at, q.id IS NOT NULL AND k.id IS NULL AS is_waived, f.no_shows, f.cancellations,
  spendable_credits(b.client_id, s.kind, %(now)s) AS credits_left,
  NOT EXISTS (SELECT FROM booking_booking y WHERE y.organization_id = %(organization)s AND y.client_id = b.client_id
    AND y.starts_at < b.starts_at AND y.status IN ('confirmed', 'completed')) AS is_first
FROM booking_booking b JOIN schedule_session s ON s.organization_id = b.organization_id AND s.id = b.session_id
JOIN organizations_client c ON c.organization_id = b.organization_id AND c.id = b.client_id
LEFT JOIN organizations_studiorole m ON m.organization_id = b.organization_id AND m.client_id = b.client_id
LEFT JOIN booking_spot p ON p.organization_id = b.organization_id AND p.session_id = b.session_id
  AND p.number = b.number AND p.booking_id = b.id
LEFT JOIN booking_attendance a ON a.organization_id = b.organization_id AND a.booking_id = b.id
LEFT JOIN billing_posting q ON q.organization_id = b.organization_id AND q.kind = 'waiver'
  AND q.reference = 'booking:' || b.id
LEFT JOIN billing_posting k ON k.organization_id = q.organization_id AND k.kind = 'correction'
  AND k.reference = q.reference
CROSS JOIN LATERAL (SELECT
  coalesce(array_agg((x.starts_at AT TIME ZONE %(zone)s::text)::date)
    FILTER (WHERE x.status = 'no_show' AND NOT x.is_untold), '{}') AS no_shows,
  coalesce(array_agg((x.cancelled_at AT TIME ZONE %(zone)s::text)::date)
    FILTER (WHERE x.status = 'cancelled' AND NOT x.cancelled_by_studio AND NOT x.is_untold), '{}') AS cancellations
  FROM booking_booking x WHERE x.organization_id = %(organization)s AND x.client_id = b.client_id
    AND x.starts_at >= %(since)s AND x.status IN ('no_show', 'cancelled')) f
WHERE b.organization_id = %(organization)s AND b.session_id = %(session)s
  AND (%(booking)s::uuid IS NULL OR b.id = %(booking)s::uuid)
ORDER BY b.status = 'cancelled', c.search, b.confirmed_at LIMIT %(limit)s
"""

HELD = """
SELECT h.id, h.client_id, c.name, s.number, s.label, h.created_at, s.expires_at, engine_now() AS at
FROM booking_spot s JOIN booking_spothold h ON h.id = s.hold_id JOIN organizations_client c ON c.id = s.client_id
WHERE s.session_id = %s AND s.booking_id IS NULL AND NOT spot_is_free(s.client_id, s.expires_at, engine_now())
  AND h.kind = 'standard'
ORDER BY s.expires_at
"""


@dataclass(frozen=True)
class Person:
    """One booking on the roster, with what staff want to know of the person."""

    booking_id: UUID
    client_id: UUID
    name: str
    phone: str
    number: int
    label: str
    status: str
    credits: Decimal
    confirmed_at: datetime
    by_staff: bool
    cancelled_at: datetime | None
    cancel_reason: str
    refund_percent: int | None
    credits_refunded: Decimal | None
    settlement: str
    settled_by: str
    settled_note: str
    settled_at: datetime | None
    #: Nothing is charged: no message had reached them.
    is_untold: bool
    mark: str | None
    method: str | None
    marked_at: datetime | None
    is_waived: bool
    #: What they could still spend, and whether they never booked an earlier session.
    credits_left: Decimal
    is_first: bool
    flags: tuple[str, ...]

    @property
    def is_cancelled(self) -> bool:
        return self.status == "cancelled"

    @property
    def has_arrived(self) -> bool:
        return self.mark in ("present", "late")

    @property
    def penalty(self) -> Decimal:
        """The credits that a late cancellation or a no-show has cost and that nobody gave back."""
        if self.is_waived or self.status not in ("cancelled", "no_show"):
            return Decimal(0)
        return self.credits - (self.credits_refunded or Decimal(0))

    @property
    def is_due(self) -> bool:
        """The desk has still to take the money."""
        return self.settlement == DUE

    @property
    def is_to_pay_back(self) -> bool:
        return is_to_pay_back(self.settlement, self.refund_percent)

    @property
    def is_settled(self) -> bool:
        """Whether what the desk did can be undone."""
        return self.settlement in UNDONE

    @property
    def spot(self) -> str:
        return self.label or str(self.number)


@dataclass(frozen=True)
class Held:
    """A spot somebody is about to book."""

    id: UUID
    client_id: UUID
    name: str
    number: int
    label: str
    created_at: datetime
    expires_at: datetime
    at: datetime = field(repr=False)  # The engine's clock: the roster is not different because a moment has passed.


@dataclass(frozen=True)
class Roster:
    """Everything about the people of one session. `row` is the session as the calendar knows it."""

    row: SessionRow
    people: tuple[Person, ...]
    cancelled: tuple[Person, ...]
    waitlist: tuple[dict[str, Any], ...]
    held: tuple[Held, ...]

    @property
    def arrived(self) -> int:
        return sum(person.has_arrived for person in self.people)

    @property
    def no_shows(self) -> int:
        return sum(person.mark == "no_show" for person in self.people)

    @property
    def unmarked(self) -> int:
        return sum(person.mark is None for person in self.people)

    @property
    def due(self) -> int:
        """How many have still to pay at the desk."""
        return sum(person.is_due for person in (*self.people, *self.cancelled))

    @property
    def offers(self) -> int:
        return sum(entry["status"] == "offered" for entry in self.waitlist)

    @property
    def waiting(self) -> int:
        return len(self.waitlist) - self.offers


def roster_of(actor: Actor, session_id: UUID, *, now: datetime) -> Roster:
    """The people of a session, for whoever runs it: five queries, whatever their number."""
    run_session(actor, session_id)
    row = session_on_schedule(actor, session_id)
    found = _people(actor, session_id, now)
    return Roster(
        row,
        tuple(person for person in found if not person.is_cancelled),
        tuple(person for person in found if person.is_cancelled),
        tuple(entry_shape(one) for one in rows(LINE, [session_id])),
        tuple(Held(**one) for one in rows(HELD, [session_id])),
    )


def person_of(actor: Actor, session_id: UUID, booking_id: UUID, *, now: datetime) -> Person:
    """One row of a roster, after something was done with it. The caller runs the session."""
    return _people(actor, session_id, now, booking_id)[0]


def _people(actor: Actor, session_id: UUID, now: datetime, booking_id: UUID | None = None) -> list[Person]:
    today = local_date(now, actor.zone)
    values: dict[str, Any] = {
        "organization": actor.organization_id,
        "session": session_id,
        "booking": booking_id,
        "zone": actor.organization.timezone,
        "since": day_bounds(today - timedelta(days=FLAG_DAYS), actor.zone).start,
        "now": now,
        "limit": MOST,
    }
    return [_person(row, today) for row in rows(ROSTER, values)]


def _person(row: dict[str, Any], today: date) -> Person:
    flags = flag_words(row.pop("no_shows"), row.pop("cancellations"), today)
    return Person(**row, flags=flags)


def flag_words(no_shows: Sequence[date], cancellations: Sequence[date], today: date) -> tuple[str, ...]:
    """What staff should know before they call: three no-shows, or three cancellations, in 90 days (POL-10)."""
    since = today - timedelta(days=FLAG_DAYS)
    absent, cancelled = (sum(on >= since for on in days) for days in (no_shows, cancellations))
    said = []
    if is_flagged(no_shows, today):
        words = ngettext("%(count)d no-show in %(days)d days", "%(count)d no-shows in %(days)d days", absent)
        said.append(words % {"count": absent, "days": FLAG_DAYS})
    if is_flagged(cancellations, today):
        words = ngettext(
            "%(count)d cancellation in %(days)d days", "%(count)d cancellations in %(days)d days", cancelled
        )
        said.append(words % {"count": cancelled, "days": FLAG_DAYS})
    return tuple(said)
