"""A session's life: published, moved, cancelled, run and closed - with everybody who has a spot in it."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.billing.services import Reopen
from fitflow.booking.events import (
    HoldReleased,
    SessionCancelled,
    SessionChanged,
    SessionCompleted,
    SessionPublished,
    SessionStarted,
)
from fitflow.booking.models import Booking, Spot, SpotHold, WaitlistEntry
from fitflow.booking.queries.access import check_goal, run_session
from fitflow.booking.refusals import WrongStatus
from fitflow.booking.services.attendance import ABSENT_TIMER, close_attendance, watch_absentees
from fitflow.booking.services.bookings import forgive, give_back
from fitflow.booking.services.capacity import set_capacity
from fitflow.booking.services.freeing import clear_spots
from fitflow.booking.services.locks import lock_session, lock_spots
from fitflow.booking.services.moving import (
    SessionMove,
    ask_first,
    count_change,
    follow_moves,
    forget_marks,
    note_move,
    record_moves,
    shift_row,
)
from fitflow.booking.services.session_checks import check_policy, check_runs, check_times, check_window
from fitflow.booking.services.waitlist import CLOSE_TIMER, close_waitlist
from fitflow.core import clock, events
from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction
from fitflow.core.errors import Invalid, NotFound
from fitflow.core.links import read_online_url
from fitflow.core.timers import clear_timers, set_timer
from fitflow.core.zones import Period, check_reach
from fitflow.schedule.models import Session
from fitflow.schedule.rules.class_types import read_cost
from fitflow.schedule.rules.sessions import can_become, due_statuses, is_kind_on
from fitflow.schedule.services.resources import lock_resources, move_claims, occupy, release_resources

START_TIMER, END_TIMER = "session.start", "session.end"


@in_transaction
def publish_session(actor: Actor, *, session_id: UUID, override_reason: str = "", now: datetime) -> Session:
    """Opens a draft to clients and puts it on the trainer's calendar."""
    draft = run_session(actor, session_id)
    lock_resources(actor, [draft.trainer_id])
    session = lock_session(session_id)
    if session.status == Session.Status.PUBLISHED:
        return session
    if not can_become(session.status, Session.Status.PUBLISHED):
        raise WrongStatus(_("Only a draft can be published."))
    if not is_kind_on(actor.organization.settings, session.kind):
        raise NotFound(_("This studio does not use this."))
    session.opens_at = max(session.opens_at, now)  # What staff chose for the draft stays.
    session.closes_at = max(session.closes_at, session.opens_at)
    publish_locked(actor, session, override_reason=override_reason, now=now)
    return session


def publish_locked(actor: Actor, session: Session, *, override_reason: str, now: datetime) -> None:
    if session.ends_at <= now:
        raise Invalid.field("starts_at", _("It would be over already. Choose a time in the future."))
    resources = lock_resources(actor, [session.trainer_id])
    occupy(resources, [session], override_reason=override_reason)
    session.status = Session.Status.PUBLISHED
    session.save(update_fields=["status", "opens_at", "closes_at", "late_cancel_at"])
    set_session_timers(session)
    events.record(actor, SessionPublished(session.pk), now=now)


def set_session_timers(session: Session) -> None:
    set_timer(session.organization_id, START_TIMER, session.pk, due_at=session.starts_at)
    set_timer(session.organization_id, END_TIMER, session.pk, due_at=session.ends_at)


@in_transaction
def move_session(
    actor: Actor,
    move: SessionMove,
    *,
    session_id: UUID,
    override_reason: str = "",
    keep_in_series: bool = False,
    agreed: bool = True,
    now: datetime,
) -> Session:
    """Another time, trainer or location; bookings move along. Who booked before may leave for free after a real move.

    `agreed`: whoever moves it knows who will hear of it. If not, nothing is done where somebody would.
    """
    before = run_session(actor, session_id)
    check_move(actor, before, move)
    trainers = {before.trainer_id, move.trainer_id or before.trainer_id}
    resources = lock_resources(actor, trainers, of_sessions=[session_id])
    session = lock_session(session_id)
    if session.status not in (Session.Status.DRAFT, Session.Status.PUBLISHED):
        raise WrongStatus(_("It has begun or is over: it can no longer be moved."))
    lock_spots([session_id])
    old = copy(session)
    shift_row(session, move)
    check_runs(actor, session)
    check_times(session.starts_at, session.ends_at)
    if session.status == Session.Status.PUBLISHED and session.starts_at <= now:
        raise Invalid.field("starts_at", _("Choose a time in the future."))
    if not agreed:
        ask_first(old, session)
    if session.status == Session.Status.PUBLISHED:
        move_claims(resources, [session], override_reason=override_reason)
    event = note_move(old, session, clock.engine_now())
    session.detached = session.detached or not keep_in_series and session.series_id is not None
    session.save()
    follow_move(session)
    if event.is_free_exit:
        forget_marks([session_id])
    record_moves(actor, [event], now=now)
    return session


def check_move(actor: Actor, before: Session, move: SessionMove) -> None:
    """Where it is to go exists; before any lock, which an unknown trainer could not give."""
    check_reach(starts_at=move.starts_at, ends_at=move.ends_at)
    check_goal(actor, before, trainer_id=move.trainer_id, location_id=move.location_id)


def follow_move(session: Session) -> None:
    """What follows a session in time: its bookings and its timers."""
    follow_moves([session.pk])
    if session.status == Session.Status.PUBLISHED:
        set_session_timers(session)


@dataclass(frozen=True)
class SessionDetails:
    """Details nobody has to be told about. Fields that are not named in `fields` stay as they are."""

    fields: frozenset[str]
    cost_credits: Decimal | None = None
    policy_id: UUID | None = None
    online_url: str = ""
    note: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    late_cancel_at: datetime | None = None


_DETAIL_READERS: Mapping[str, Callable[[Any], Any]] = {"cost_credits": read_cost, "online_url": read_online_url}


def _as_it_is(value: Any) -> Any:
    return value


@in_transaction
def edit_session(actor: Actor, details: SessionDetails, *, session_id: UUID, now: datetime) -> Session:
    """Changes price, policy, cut-off, link, note, registration. Bookings made before keep what they agreed to (P10)."""
    run_session(actor, session_id)
    session = lock_session(session_id)
    if session.is_over:
        raise WrongStatus(_("It is over: nothing to change."))
    if "policy_id" in details.fields:
        check_policy(actor, details.policy_id, kept=session.policy_id)
    check_reach(opens_at=details.opens_at, closes_at=details.closes_at, late_cancel_at=details.late_cancel_at)
    for name in details.fields:
        setattr(session, name, _DETAIL_READERS.get(name, _as_it_is)(getattr(details, name)))
    check_window(session)
    session.save(update_fields=sorted(details.fields))
    events.record(actor, SessionChanged(session.pk, tuple(sorted(details.fields))), now=now)
    return session


@in_transaction
def cancel_session(actor: Actor, *, session_id: UUID, reason: str, now: datetime) -> Session:
    """The studio cancels: everybody gets everything back and is told, the queue ends, the trainer is free (CLS-10)."""
    run_session(actor, session_id)
    if not reason.strip():
        raise Invalid.field("reason", _("Say why: everybody booked will read it."))
    session = lock_session(session_id)
    if session.status == Session.Status.CANCELLED:
        return session
    if not can_become(session.status, Session.Status.CANCELLED):
        raise WrongStatus(_("It is over: it can no longer be cancelled."))
    # Lock all spots at once: a claimer may read the session's status from an older snapshot, but waits for its spot.
    spots = list(Spot.objects.filter(session_id=session_id).order_by("number").select_for_update())
    session.status, session.cancel_reason = Session.Status.CANCELLED, reason.strip()
    count_change(session, now)
    session.save(update_fields=["status", "cancel_reason", "sequence", "sequence_at"])
    live = give_all_back(actor, session, reason=reason, now=now)
    end_holds(actor, session, [spot.number for spot in spots if spot.hold_id and not spot.booking_id], now=now)
    WaitlistEntry.objects.filter(session_id=session_id, status=WaitlistEntry.Status.OFFERED).update(
        status=WaitlistEntry.Status.WAITING
    )
    close_waitlist(actor, session_id=session_id, now=now)
    release_resources([session_id])
    # A timer that settles may be running and wait for this row: it stays, and finds nobody waiting.
    for kind in (START_TIMER, END_TIMER, CLOSE_TIMER, ABSENT_TIMER):
        clear_timers(kind, session_id)
    events.record(actor, SessionCancelled(session_id, session.cancel_reason, live), now=now)
    return session


def give_all_back(actor: Actor, session: Session, *, reason: str, now: datetime) -> int:
    """Everything goes back to everybody: who is booked, marked, or had cancelled late. Gives how many were booked."""
    live = 0
    for booking in Booking.objects.filter(session_id=session.pk).order_by("client_id", "pk"):
        if booking.status == Booking.Status.CANCELLED:
            forgive(actor, booking, now=now, reason=reason)
            continue
        give_back(
            actor, session, booking.pk, by_studio=True, full_refund=True, reopen=Reopen.AFRESH, reason=reason,
            now=now,
        )  # fmt: skip
        live += 1
    return live


def end_holds(actor: Actor, session: Session, numbers: list[int], *, now: datetime) -> None:
    """Holds of a cancelled session end with it."""
    holds = SpotHold.objects.filter(session_id=session.pk, status=SpotHold.Status.ACTIVE)
    told = [HoldReleased(hold.pk, session.pk, hold.client_id, hold.kind) for hold in holds]
    holds.update(status=SpotHold.Status.RELEASED)
    events.record_all(actor, told, now=now)
    clear_spots(session_id=session.pk, numbers=numbers)


@in_transaction
def advance_session(actor: Actor, *, session_id: UUID, now: datetime) -> Session:
    """Starts and ends a session when its time has come; late timers catch up with both (what the timers call)."""
    session = lock_session(session_id)
    for status in due_statuses(session.status, Period(session.starts_at, session.ends_at), now):
        session.status = Session.Status(status)
        session.save(update_fields=["status"])
        if status == Session.Status.IN_PROGRESS:
            events.record(actor, SessionStarted(session.pk), now=now)
            watch_absentees(actor, session)
        else:
            close_waitlist(actor, session_id=session_id, now=now)
            close_attendance(actor, session, now=now)
            events.record(actor, SessionCompleted(session.pk), now=now)
    return session


@in_transaction
def change_session(
    actor: Actor,
    *,
    session_id: UUID,
    move: SessionMove | None = None,
    details: SessionDetails | None = None,
    capacity: int | None = None,
    publish: bool = False,
    override_reason: str = "",
    reason: str = "",
    agreed: bool = True,
    now: datetime,
) -> Session:
    """Several changes of one form or PATCH, all or nothing. `agreed` as in `move_session`."""
    session = run_session(actor, session_id)
    if move is not None:
        session = move_session(
            actor, move, session_id=session_id, override_reason=override_reason, agreed=agreed, now=now
        )
    if details is not None and details.fields:
        session = edit_session(actor, details, session_id=session_id, now=now)
    if capacity is not None:
        session = set_capacity(actor, session_id=session_id, capacity=capacity, reason=reason, now=now)
    if publish:
        session = publish_session(actor, session_id=session_id, override_reason=override_reason, now=now)
    return session
