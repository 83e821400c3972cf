"""The queue: freed spots are offered in order, and nobody overtakes (docs/design.md section 5).

Whoever is passed over is told why.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.booking.events import (
    HoldReleased,
    WaitlistClosed,
    WaitlistJoined,
    WaitlistLeft,
    WaitlistPromoted,
    WaitlistSkipped,
)
from fitflow.booking.models import Booking, SpotHold, WaitlistEntry, WaitlistSkip
from fitflow.booking.queries.access import act_for_client, entry_of, session_of
from fitflow.booking.refusals import AlreadyBooked
from fitflow.booking.rules.eligibility import Act, Entitlement, Facts, Reason, ineligibility
from fitflow.booking.rules.offers import OfferSettings, offer_deadline, offers_possible, waitlist_closes_at
from fitflow.booking.services.claims import end_unusable_claims
from fitflow.booking.services.freeing import clear_spots, free_spots
from fitflow.booking.services.joining import join_facts, why_not_join
from fitflow.booking.services.locks import lock_clients, lock_session
from fitflow.core import clock, events
from fitflow.core.actor import Actor
from fitflow.core.db import after_commit, in_transaction, one_row, rows
from fitflow.core.errors import Denial
from fitflow.core.timers import set_timer
from fitflow.core.wake import wake_dispatchers
from fitflow.core.zones import Period
from fitflow.schedule.models import Session

#: SETTLE rings when the next offer or hold of a session that people wait for runs out, CLOSE when its queue ends.
#: Each moment has a timer of its own: to move one that is just running could be waiting in a circle.
SETTLE_TIMER = "booking.settle"
CLOSE_TIMER = "booking.close_waitlist"

WAITING_FACTS = """
SELECT w.id, w.client_id, w.skip_reason, client_may_book(c.status, c.archived_at) AS may_book,
  entitlement(w.client_id, w.session_id, %(at)s) AS entitlement,
  EXISTS (SELECT FROM booking_booking b WHERE b.client_id = w.client_id AND b.status = 'confirmed'
    AND b.session_id <> w.session_id AND b.starts_at < %(ends_at)s AND b.ends_at > %(starts_at)s) AS overlaps
FROM booking_waitlistentry w JOIN organizations_client c ON c.id = w.client_id
WHERE w.session_id = %(session)s AND w.status = 'waiting' ORDER BY w.ordinal FOR NO KEY UPDATE OF w
"""


@dataclass(frozen=True)
class Waiting:
    """Somebody in line, and what decides whether a spot can be theirs."""

    id: UUID
    client_id: UUID
    skip_reason: str
    may_book: bool
    entitlement: str | None
    overlaps: bool


def settle_waitlist(actor: Actor, session: Session, *, now: datetime) -> int:
    """Ends what has run out or cannot be used, and offers every free spot to the first eligible in line.

    The caller holds the session's row. Gives the number of offers made. `now` dates the events; deadlines are judged
    by the engine clock.
    """
    at = clock.engine_now()
    numbers = sorted(reclaim_spots(session, at) + end_unusable_claims(actor, session, at, now=now))
    waiting = waiting_for(session, at)
    free = len(numbers)
    if not waiting:
        return 0
    settings = OfferSettings.of(actor.organization.settings)
    if session.status not in (Session.Status.PUBLISHED, Session.Status.IN_PROGRESS) or not offers_possible(
        at, session.starts_at, settings
    ):
        return 0
    until = offer_deadline(at, session.starts_at, actor.zone, settings)
    for entry in waiting:
        reason = ineligibility(offer_question(session, entry, at))
        if reason is None and numbers:
            offer(actor, session, entry, numbers.pop(0), at, until)
        elif reason is None:
            forget_skip(entry)
        elif numbers:
            skip(actor, session, entry, reason, now=now)
    watch_next_deadline(session)
    return free - len(numbers)


def reclaim_spots(session: Session, at: datetime) -> list[int]:
    """The numbers of the free spots, in order, after ending every hold that has run out. Locks those rows."""
    found = rows(
        "SELECT number, hold_id FROM booking_spot WHERE session_id = %s AND spot_is_free(client_id, expires_at, %s)"
        " ORDER BY number FOR NO KEY UPDATE",
        [session.pk, at],
    )
    for row in found:
        if row["hold_id"] is not None:
            end_hold(session, row["number"], row["hold_id"], at)
    return [row["number"] for row in found]


def end_hold(session: Session, number: int, hold_id: UUID, at: datetime) -> None:
    """A dead hold gets its end written; its spot becomes free. The caller holds the spot's row."""
    row = one_row("SELECT lapse_hold(%s, %s, %s) AS deliveries", [session.organization_id, hold_id, at])
    clear_spots(session_id=session.pk, numbers=[number])
    if row and row["deliveries"]:
        after_commit(wake_dispatchers)


def waiting_for(session: Session, at: datetime) -> list[Waiting]:
    """Everybody in line, in order, with the facts that decide; locks their entries."""
    found = rows(
        WAITING_FACTS,
        {
            "at": at,
            "session": session.pk,
            "starts_at": session.starts_at,
            "ends_at": session.ends_at,
        },
    )
    return [Waiting(**row) for row in found]


def offer_question(session: Session, entry: Waiting, at: datetime) -> Facts:
    """Whether the free spot can be offered to somebody. An offer is a promise of the queue: no window is asked."""
    return Facts(
        act=Act.OFFER, now=at, status=session.status, starts_at=session.starts_at, registration=Period(at, at),
        client_may_book=entry.may_book, entitlement=Entitlement(entry.entitlement) if entry.entitlement else None,
        overlaps=entry.overlaps,
    )  # fmt: skip


def offer(actor: Actor, session: Session, entry: Waiting, number: int, at: datetime, until: datetime) -> None:
    """A hold of kind priority that only this client can take, made at once at any hour."""
    row: dict[str, Any] = (
        one_row(
            "SELECT o.hold_id, o.deliveries FROM booking_spot p CROSS JOIN LATERAL occupy_spot(%s, p.session_id, %s,"
            " p.number, 'priority', %s, %s, %s, with_spot(facts_of_session(p.session_id), p.label)) o"
            " WHERE p.session_id = %s AND p.number = %s",
            [actor.organization_id, entry.client_id, actor.user_id, at, until, session.pk, number],
        )
        or {}
    )
    WaitlistEntry.objects.filter(pk=entry.id).update(
        status=WaitlistEntry.Status.OFFERED, hold_id=row["hold_id"], skip_reason=""
    )
    events.record(actor, WaitlistPromoted(entry.id, session.pk, entry.client_id, row["hold_id"], until), now=at)


def skip(actor: Actor, session: Session, entry: Waiting, reason: Reason, *, now: datetime) -> None:
    """Somebody is passed over: the reason stays on the entry; a row and an event when it is a new one."""
    if entry.skip_reason == reason.value:
        return
    WaitlistEntry.objects.filter(pk=entry.id).update(skip_reason=reason.value)
    WaitlistSkip.objects.create(organization_id=session.organization_id, entry_id=entry.id, reason=reason.value, at=now)
    events.record(actor, WaitlistSkipped(entry.id, session.pk, entry.client_id, reason.value), now=now)


def forget_skip(entry: Waiting) -> None:
    """What spoke against it is gone: the client waits again like everybody in front."""
    if entry.skip_reason:
        WaitlistEntry.objects.filter(pk=entry.id).update(skip_reason="")


def watch_next_deadline(session: Session) -> None:
    """While people wait, a timer rings when the next hold of the session runs out."""
    row = one_row(
        "SELECT min(s.expires_at) AS at FROM booking_spot s WHERE s.session_id = %s AND s.expires_at IS NOT NULL"
        " AND EXISTS (SELECT FROM booking_waitlistentry w"
        " WHERE w.session_id = s.session_id AND w.status IN ('waiting', 'offered'))",
        [session.pk],
    )
    if row and row["at"]:
        ring_at(session, SETTLE_TIMER, row["at"])


def watch_closing(actor: Actor, session: Session) -> None:
    """A timer rings when the queue of the session closes."""
    ring_at(session, CLOSE_TIMER, waitlist_closes_at(session.starts_at, OfferSettings.of(actor.organization.settings)))


def ring_at(session: Session, kind: str, moment: datetime) -> None:
    set_timer(session.organization_id, kind, session.pk, due_at=moment, key=moment.astimezone(UTC).isoformat())


@in_transaction
def settle_session(actor: Actor, *, session_id: UUID, now: datetime) -> int:
    """Settles the queue of one session: what timers and consumers call."""
    return settle_waitlist(actor, lock_session(session_id), now=now)


@dataclass(frozen=True)
class Joined:
    """A position in the queue. `refusal`: why not - an answer, because looking may have moved the queue."""

    entry_id: UUID | None = None
    position: int = 0
    is_new: bool = False
    refusal: Denial | None = None


@in_transaction
def join_waitlist(actor: Actor, *, session_id: UUID, client_id: UUID | None = None, now: datetime) -> Joined:
    """Puts the client at the end of the line of a full session."""
    session_of(actor, session_id)
    client_id = act_for_client(actor, client_id, session_id)
    lock_clients([client_id])
    session = lock_session(session_id)
    settle_waitlist(actor, session, now=now)
    own = WaitlistEntry.objects.filter(
        session_id=session_id, client_id=client_id, status=WaitlistEntry.Status.WAITING
    ).first()
    if own is not None:
        return Joined(own.pk, position_of(own))
    facts = join_facts(session, client_id)
    refusal = why_not_join(actor, session, client_id, facts)
    if refusal is not None:
        return Joined(refusal=refusal)
    session.last_ordinal += 1
    session.save(update_fields=["last_ordinal"])
    entry = WaitlistEntry.objects.create(
        organization_id=actor.organization_id,
        session_id=session_id,
        client_id=client_id,
        ordinal=session.last_ordinal,
        joined_at=facts["at"],
    )
    events.record(actor, WaitlistJoined(entry.pk, session_id, client_id, entry.ordinal), now=now)
    watch_next_deadline(session)
    watch_closing(actor, session)
    return Joined(entry.pk, position_of(entry), is_new=True)


def position_of(entry: WaitlistEntry) -> int:
    """1 = next in line."""
    return WaitlistEntry.objects.filter(
        session_id=entry.session_id, status=WaitlistEntry.Status.WAITING, ordinal__lte=entry.ordinal
    ).count()


@in_transaction
def leave_waitlist(actor: Actor, *, session_id: UUID, client_id: UUID | None = None, now: datetime) -> None:
    """Leaves the line, or declines the offer."""
    client_id = act_for_client(actor, client_id, session_id)
    session = lock_session(session_id)
    entry = entry_of(actor, session_id, client_id)
    if entry.hold_id and entry.status == WaitlistEntry.Status.OFFERED:
        if not free_spots(hold_id=entry.hold_id):
            if Booking.objects.filter(hold_id=entry.hold_id, status=Booking.Status.CONFIRMED).exists():
                raise AlreadyBooked(_("You have booked this by now. To give it back, cancel the booking."))
            return  # The offer ran out while we waited for its spot: the entry is closed.
        SpotHold.objects.filter(pk=entry.hold_id, status=SpotHold.Status.ACTIVE).update(status=SpotHold.Status.RELEASED)
        released = HoldReleased(entry.hold_id, session_id, client_id, SpotHold.Kind.PRIORITY.value)
        events.record(actor, released, now=now)
    entry.status, entry.closed_at = WaitlistEntry.Status.LEFT, now
    entry.save(update_fields=["status", "closed_at"])
    events.record(actor, WaitlistLeft(entry.pk, session_id, client_id), now=now)
    settle_waitlist(actor, session, now=now)


@in_transaction
def close_waitlist_in_time(actor: Actor, *, session_id: UUID, now: datetime) -> datetime | None:
    """Ends the line when its time has come; else says when that is: the session was moved since the timer was set."""
    session = lock_session(session_id)
    closes_at = waitlist_closes_at(session.starts_at, OfferSettings.of(actor.organization.settings))
    if now < closes_at:
        return closes_at
    close_waitlist(actor, session_id=session_id, now=now)
    return None


@in_transaction
def close_waitlist(actor: Actor, *, session_id: UUID, now: datetime) -> int:
    """Ends the line: the session began, or was cancelled. Offers that still stand are left to their deadline."""
    lock_session(session_id)
    open_entries = list(
        WaitlistEntry.objects.filter(session_id=session_id, status=WaitlistEntry.Status.WAITING).order_by("ordinal")
    )
    for entry in open_entries:
        entry.status, entry.closed_at = WaitlistEntry.Status.CLOSED, now
        entry.save(update_fields=["status", "closed_at"])
        events.record(actor, WaitlistClosed(entry.pk, session_id, entry.client_id), now=now)
    return len(open_entries)


def sessions_kept_for(**whom: Any) -> set[UUID]:
    """Sessions in which a spot is kept for somebody, or offered to them; `whom` narrows the holds down."""
    held = SpotHold.objects.filter(status=SpotHold.Status.ACTIVE, expires_at__gt=clock.engine_now(), **whom)
    return set(held.values_list("session_id", flat=True))


def sessions_waited_for(**which: Any) -> set[UUID]:
    """Sessions in whose line somebody stands; `which` narrows the entries down."""
    waiting = WaitlistEntry.objects.filter(status=WaitlistEntry.Status.WAITING, **which)
    return set(waiting.values_list("session_id", flat=True))
