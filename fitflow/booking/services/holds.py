"""Taking a spot: hold it, confirm it, or give it back."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.utils.translation import gettext as _

from fitflow.billing.services import charge
from fitflow.booking.events import HoldReleased, WaitlistLeft
from fitflow.booking.models import Booking, SpotHold, WaitlistEntry
from fitflow.booking.queries.access import act_for_client, booking_of, hold_of
from fitflow.booking.queries.bookings import standing_of
from fitflow.booking.refusals import (
    AlreadyBooked,
    HoldExpired,
    claim_refusal,
    ineligible,
    no_such_spot,
    terms_changed,
)
from fitflow.booking.rules.agreed import Agreed, as_json
from fitflow.booking.rules.cancellation import Deadline, Standing, deadlines
from fitflow.booking.rules.eligibility import Act, Entitlement, Facts, ineligibility
from fitflow.booking.rules.settling import DUE
from fitflow.booking.rules.terms import policy_for
from fitflow.booking.services.freeing import free_spots
from fitflow.booking.services.locks import lock_clients, lock_session
from fitflow.booking.services.waitlist import SETTLE_TIMER, settle_waitlist
from fitflow.core import events
from fitflow.core.actor import Actor
from fitflow.core.db import after_commit, in_transaction, joined_transaction, one_row
from fitflow.core.errors import Denial, NotFound
from fitflow.core.ids import new_id
from fitflow.core.plans import Kept
from fitflow.core.timers import set_timer
from fitflow.core.wake import wake_dispatchers
from fitflow.core.zones import Period
from fitflow.schedule.rules.policies import Policy

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Held:
    """What came of a claim: a live hold, or why not. A refused claim may have moved the queue, so it is an answer."""

    hold_id: UUID | None = None
    session_id: UUID | None = None
    number: int = 0
    label: str = ""
    kind: str = "standard"
    expires_at: datetime | None = None
    #: What the hold remembers: what confirming it agrees to.
    facts: Agreed = field(default_factory=dict)
    is_new: bool = False
    refusal: Denial | None = None


@dataclass(frozen=True)
class Confirmed:
    """A booking and what was agreed: its cost, the policy, and when cancelling stops being free."""

    booking_id: UUID
    session_id: UUID
    number: int
    label: str
    credits: Decimal
    policy: Policy
    deadlines: tuple[Deadline, ...]
    is_new: bool
    #: "due": without credits, to be settled at the desk.
    settlement: str = ""


@in_transaction
def hold_spot(
    actor: Actor,
    *,
    session_id: UUID,
    client_id: UUID | None = None,
    spot: int | None = None,
    expected: Agreed | None = None,
    now: datetime,
) -> Held:
    """Keeps a spot for the client; a second call gives the same hold. Staff act for others, with more rights.

    `expected`: what was shown of the session (`rules/agreed.py`). If it has changed, nothing is held.
    """
    client_id = act_for_client(actor, client_id, session_id)
    by_staff = client_id != actor.client_id
    row = claim(actor, client_id, session_id, spot, by_staff=by_staff, waitlist_settled=False, expected=expected)
    if row["answer"] == "no_such_spot":
        raise no_such_spot()
    if row["answer"] == "people_wait":
        session = lock_session(session_id)
        settle_waitlist(actor, session, now=now)
        row = claim(actor, client_id, session_id, spot, by_staff=by_staff, waitlist_settled=True, expected=expected)
    if row["deliveries"]:
        after_commit(wake_dispatchers)
    if row["answer"] == "terms_changed":
        return Held(session_id=session_id, refusal=terms_changed(row["changed"], expected or {}, row["facts"]))
    if row["answer"] not in ("held", "same"):
        return Held(session_id=session_id, refusal=claim_refusal(row["answer"], retry_after=row["retry_after"]))
    return Held(
        row["hold_id"],
        session_id,
        row["number"],
        row["label"],
        row["kind"],
        row["expires_at"],
        row["facts"],
        is_new=row["answer"] == "held",
    )


def claim(
    actor: Actor,
    client_id: UUID,
    session_id: UUID,
    spot: int | None,
    *,
    by_staff: bool,
    waitlist_settled: bool,
    expected: Agreed | None,
) -> dict[str, Any]:
    """The engine's one call (sql/claim.sql)."""
    row = one_row(
        Kept("SELECT * FROM claim_spot(%s, %s, %s, %s::int, %s, %s, %s, %s::jsonb)"),
        [
            actor.organization_id, client_id, session_id, spot, actor.user_id, by_staff, waitlist_settled,
            as_json(expected),
        ],
    )  # fmt: skip
    if row is None:
        raise NotFound
    return row


@joined_transaction()
def confirm_hold(actor: Actor, *, hold_id: UUID, expected: Agreed | None = None, now: datetime) -> Confirmed:  # noqa: ARG001 - every service takes it; here the engine clock judges and dates.
    """Turns a live hold into a booking: no overlap, paid for, judged from now on by the policy of this moment.

    What the hold remembers must still be so; `expected`, what is shown now, counts for more.
    """
    facts = one_row(Kept("SELECT * FROM confirm_facts(%s, %s::jsonb)"), [hold_id, as_json(expected)])
    if facts is None or facts["client_id"] is None:
        raise NotFound
    if facts["client_id"] != actor.client_id:
        hold_of(actor, hold_id)
    if facts["booking_id"]:
        return confirmed_before(actor, facts)
    refuse_confirming(facts)
    policy, booking_id = policy_for(actor.organization.settings, facts), new_id()
    if facts["entitlement"] == Entitlement.CREDITS:
        charge(
            actor,
            client_id=facts["client_id"],
            amount=facts["cost"],
            reference=f"booking:{booking_id}",
            kind=facts["kind"],
            now=facts["at"],
        )
    look_at_offers(actor, facts["offered"], booking_id, at=facts["at"])
    is_due = facts["entitlement"] == Entitlement.AT_STUDIO
    price, settlement = (NOTHING, DUE) if is_due else (facts["cost"], "")
    write_booking(
        actor, facts, hold_id=hold_id, booking_id=booking_id, price=price, settlement=settlement, policy=policy
    )
    standing = Standing(facts["starts_at"], confirmed_at=facts["at"], moved_at=facts["moved_at"])
    return confirmation(facts, booking_id, price, policy, standing, settlement=settlement, is_new=True)


def refuse_confirming(facts: dict[str, Any]) -> None:
    """Raises why a hold cannot become a booking: too late, not theirs to book, or not as it was shown."""
    if not facts["is_live"]:
        raise HoldExpired(_("The time to confirm is over. Hold a place again if one is free."))
    reason = ineligibility(confirm_question(facts))
    if reason is not None:
        raise ineligible(reason)
    if facts["changed"]:
        raise terms_changed(facts["changed"], facts["shown"], facts["facts"])


def look_at_offers(actor: Actor, session_ids: Collection[UUID], booking_id: UUID, *, at: datetime) -> None:
    """What is offered to the client elsewhere may be in the way of this booking, or no longer paid for.

    Their queues are settled by a timer that is due: their rows come before the spot that is locked here.
    """
    for session_id in session_ids:
        set_timer(actor.organization_id, SETTLE_TIMER, session_id, due_at=at, key=f"after:{booking_id}")
    if session_ids:
        after_commit(wake_dispatchers)


def confirm_question(facts: dict[str, Any]) -> Facts:
    """The facts of `confirm_facts` as the eligibility rule asks for them. A hold is a promise: no window is asked."""
    return Facts(
        act=Act.CONFIRM, now=facts["at"], status=facts["session_status"], starts_at=facts["starts_at"],
        registration=Period(facts["at"], facts["at"]), client_may_book=facts["may_book"],
        entitlement=facts["entitlement"] and Entitlement(facts["entitlement"]), has_booking=facts["has_booking"],
        overlaps=facts["overlaps"],
    )  # fmt: skip


def write_booking(
    actor: Actor,
    facts: dict[str, Any],
    *,
    hold_id: UUID,
    booking_id: UUID,
    price: Decimal,
    settlement: str,
    policy: Policy,
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            Kept("SELECT write_booking(%s, %s, %s, %s, %s, %s::int, %s, %s, %s, %s, %s, %s::jsonb, %s, %s)"),
            [
                actor.organization_id, booking_id, hold_id,
                facts["session_id"], facts["client_id"], facts["number"], facts["hold_kind"],
                facts["starts_at"], facts["ends_at"], price, settlement, orjson.dumps(policy.to_json()).decode(),
                actor.user_id, facts["at"],
            ],
        )  # fmt: skip
        deliveries: int = cursor.fetchone()[0]
    if deliveries:
        after_commit(wake_dispatchers)


def confirmed_before(actor: Actor, facts: dict[str, Any]) -> Confirmed:
    """A repeat answers with what was agreed then, whatever the studio has changed since (P10)."""
    booking = booking_of(actor, facts["booking_id"])
    policy, standing = Policy.from_json(booking.policy), standing_of(booking, booking.session)
    return confirmation(
        facts, booking.pk, booking.credits, policy, standing, settlement=booking.settlement, is_new=False
    )


def confirmation(
    facts: dict[str, Any],
    booking_id: UUID,
    price: Decimal,
    policy: Policy,
    standing: Standing,
    *,
    settlement: str,
    is_new: bool,
) -> Confirmed:
    steps = deadlines(policy, standing, facts["at"])
    return Confirmed(
        booking_id, facts["session_id"], facts["number"], facts["label"] or "", price, policy, steps, is_new, settlement
    )


@in_transaction
def release_hold(actor: Actor, *, hold_id: UUID, now: datetime) -> None:
    """Gives a held spot back (an offer is declined); the next in line is asked at once. Harmless when it is over."""
    hold = hold_of(actor, hold_id)
    session = lock_session(hold.session_id)
    freed = free_spots(hold_id=hold.pk)
    if not freed:
        if Booking.objects.filter(hold_id=hold.pk, status=Booking.Status.CONFIRMED).exists():
            raise AlreadyBooked(_("You have booked this by now. To give it back, cancel the booking."))
        return
    SpotHold.objects.filter(pk=hold.pk, status=SpotHold.Status.ACTIVE).update(status=SpotHold.Status.RELEASED)
    events.record(actor, HoldReleased(hold.pk, session.pk, hold.client_id, hold.kind), now=now)
    if hold.kind == SpotHold.Kind.PRIORITY:
        close_offer(actor, hold, now=now)
    settle_waitlist(actor, session, now=now)


def close_offer(actor: Actor, hold: SpotHold, *, now: datetime) -> None:
    """Declining an offer leaves the queue: joining again goes to the end."""
    entry = WaitlistEntry.objects.filter(hold_id=hold.pk, status=WaitlistEntry.Status.OFFERED).first()
    if entry is not None:
        entry.status, entry.closed_at = WaitlistEntry.Status.LEFT, now
        entry.save(update_fields=["status", "closed_at"])
        events.record(actor, WaitlistLeft(entry.pk, hold.session_id, hold.client_id), now=now)


@in_transaction
def book_spot(
    actor: Actor,
    *,
    session_id: UUID,
    client_id: UUID | None = None,
    spot: int | None = None,
    expected: Agreed | None = None,
    now: datetime,
) -> Confirmed:
    """Hold and confirm in one step (`booking.one_step`, and whenever staff book). Refused as a whole."""
    client_id = act_for_client(actor, client_id, session_id)
    lock_clients([client_id])
    held = hold_spot(actor, session_id=session_id, client_id=client_id, spot=spot, expected=expected, now=now)
    if held.refusal is not None or held.hold_id is None:
        raise held.refusal or NotFound()
    return confirm_hold(actor, hold_id=held.hold_id, expected=expected, now=now)
