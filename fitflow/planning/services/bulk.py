"""One act on many sessions: withdrawn, or cancelled with everybody in them (CLS-10).

Few are done at once. Cancelling many goes on by itself, each session in its own transaction: what is done stays done,
what failed is listed with the reason, and after a crash the rest is done (`CancelRun`).
"""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fitflow.booking.queries.bookings import refunded_in
from fitflow.booking.queries.crowds import crowds
from fitflow.booking.services.capacity import remove_spots
from fitflow.booking.services.locks import lock_sessions_and_spots
from fitflow.booking.services.sessions import END_TIMER, START_TIMER, cancel_session
from fitflow.core import events
from fitflow.core.actor import Actor, Role
from fitflow.core.db import after_commit, in_transaction
from fitflow.core.errors import Denial, Forbidden, Invalid
from fitflow.core.problems import is_lock_refusal
from fitflow.core.timers import clear_all_timers, set_timer
from fitflow.core.wake import wake_dispatchers
from fitflow.planning.events import SessionsCancelAsked, SessionWithdrawn
from fitflow.planning.models import CancelRun, CancelRunItem
from fitflow.planning.queries.bulk import RunReport, report_of
from fitflow.schedule.models import Session
from fitflow.schedule.queries.sessions import OPEN, Selection, selected
from fitflow.schedule.services.series import withdraw_rows

logger = logging.getLogger(__name__)
RUN_TIMER = "booking.cancel_run"
#: A run that died is taken up again after this long.
RUN_LEASE = timedelta(minutes=5)
#: Cancelled at once, in the request: so many sessions with so many bookings. More goes on by itself.
FEW_SESSIONS, FEW_BOOKINGS = 40, 120
MOST_SESSIONS = 2_000


class StillBusy(RuntimeError):
    """Some sessions were locked by others: the timer tries them again."""


@dataclass(frozen=True)
class Dropped:
    """What became of sessions that are no longer wanted: nobody was in some, the others are being cancelled."""

    withdrawn: int
    cancelled: int
    run_id: UUID | None = None


@in_transaction
def cancel_sessions(actor: Actor, selection: Selection, *, reason: str, now: datetime) -> RunReport:
    """Cancels every session of a selection: everybody gets everything back and is told. See `RunReport.is_done`."""
    if not actor.can(Role.TRAINER, Role.MANAGER, Role.SYSTEM):
        raise Forbidden(_("Only the people of the studio cancel sessions."))
    reason = read_reason(reason)
    wanted = list(selected(actor, selection, now=now).values_list("pk", flat=True)[: MOST_SESSIONS + 1])
    if len(wanted) > MOST_SESSIONS:
        raise Invalid.field(
            "to", _("That is more than %(most)d sessions: choose fewer days.") % {"most": MOST_SESSIONS}
        )
    if not wanted:
        raise Invalid.field("from", _("No session that is still to come is in this selection."))
    return report_of(actor, start_run(actor, wanted, reason=reason, now=now).pk)


def start_run(actor: Actor, session_ids: Sequence[UUID], *, reason: str, now: datetime) -> CancelRun:
    """Writes down what is to be cancelled, and does it if it is little."""
    run = CancelRun.objects.create(
        organization_id=actor.organization_id, reason=reason, asked_by=actor.user_id, asked_at=now
    )
    CancelRunItem.objects.bulk_create(
        [CancelRunItem(organization_id=actor.organization_id, run=run, session_id=key) for key in session_ids]
    )
    events.record(actor, SessionsCancelAsked(run.pk, len(session_ids), reason), now=now)
    known = crowds(session_ids)
    if len(session_ids) <= FEW_SESSIONS and sum(crowd.bookings for crowd in known.values()) <= FEW_BOOKINGS:
        # Every row first, in order: the refunds lock accounts, and after those no session may be waited for.
        lock_sessions_and_spots(session_ids)
        work_off(actor, run, now=now)
    go_on(run, now=now)
    return run


def go_on(run: CancelRun, *, now: datetime) -> None:
    """Whatever is still due is done by the timer: too many for the request, or somebody had a lock on them."""
    if CancelRunItem.objects.filter(run_id=run.pk, state=CancelRunItem.State.DUE).exists():
        set_timer(run.organization_id, RUN_TIMER, run.pk, due_at=now)
        after_commit(wake_dispatchers)


def continue_run(actor: Actor, *, run_id: UUID, now: datetime) -> None:
    """Does what is left of a run, each session in its own transaction; what the timer calls."""
    run = CancelRun.objects.get(organization_id=actor.organization_id, pk=run_id)
    work_off(replace(actor, user_id=run.asked_by), run, now=now)
    if CancelRunItem.objects.filter(run_id=run_id, state=CancelRunItem.State.DUE).exists():
        raise StillBusy(str(run_id))


@in_transaction
def retry_run(actor: Actor, *, run_id: UUID, now: datetime) -> RunReport:
    """Tries again what failed, and wakes up what should be going on."""
    run = CancelRun.objects.visible_to(actor).select_for_update(no_key=True).one(pk=run_id)
    failed = CancelRunItem.objects.filter(run_id=run.pk, state=CancelRunItem.State.FAILED)
    if failed.update(state=CancelRunItem.State.DUE, problem=""):
        CancelRun.objects.filter(pk=run.pk).update(done_at=None)
    go_on(run, now=now)
    return report_of(actor, run.pk)


def work_off(actor: Actor, run: CancelRun, *, now: datetime) -> None:
    """Every session of the run that is still due, in id order."""
    due = CancelRunItem.objects.filter(run_id=run.pk, state=CancelRunItem.State.DUE).order_by("session_id")
    for item_id in list(due.values_list("pk", flat=True)):
        cancel_item(actor, run, item_id, now=now)
    with transaction.atomic():
        if not due.exists():
            CancelRun.objects.filter(pk=run.pk, done_at=None).update(done_at=now)


@in_transaction
def cancel_item(actor: Actor, run: CancelRun, item_id: UUID, *, now: datetime) -> None:
    """One session of a run. Whatever goes wrong with it is written beside it; the others go on."""
    rows = CancelRunItem.objects.filter(pk=item_id, state=CancelRunItem.State.DUE)
    item = rows.select_for_update(no_key=True, skip_locked=True).first()
    if item is None:
        return
    try:
        with transaction.atomic():
            before = crowds([item.session_id])[item.session_id]
            cancel_session(actor, session_id=item.session_id, reason=run.reason, now=now)
    except (Denial, Invalid) as refusal:
        item.state, item.problem = CancelRunItem.State.FAILED, str(refusal)[:300]
    except Exception as error:  # A bug with one session must not keep the others open: it is logged and shown.
        if is_lock_refusal(error):
            return
        logger.exception("a session of run %s could not be cancelled", run.pk)
        item.state, item.problem = CancelRunItem.State.FAILED, _("Something went wrong here. It can be tried again.")
    else:
        item.state, item.bookings = CancelRunItem.State.DONE, before.bookings
        item.credits_refunded = refunded_in(item.session_id, at=now)
    item.save(update_fields=["state", "bookings", "credits_refunded", "problem"])


@in_transaction
def drop_sessions(actor: Actor, sessions: Collection[Session], *, reason: str, now: datetime) -> Dropped:
    """Sessions that are no longer wanted: those that nobody is in vanish, the others are cancelled. Locks them.

    What began, or was cancelled for a reason of its own, after they were read stays as it is.
    """
    ids = sorted(session.pk for session in sessions)
    if not ids:
        return Dropped(0, 0)
    open_still = [session for session in lock_sessions_and_spots(ids) if session.status in OPEN]
    known = crowds([session.pk for session in open_still])
    empty = [session for session in open_still if known[session.pk].is_nobody]
    crowded = [session.pk for session in open_still if not known[session.pk].is_nobody]
    withdraw_sessions(actor, empty, now=now)
    run = start_run(actor, sorted(crowded), reason=read_reason(reason), now=now) if crowded else None
    return Dropped(len(empty), len(crowded), run.pk if run else None)


def withdraw_sessions(actor: Actor, sessions: Collection[Session], *, now: datetime) -> None:
    """Takes sessions that nobody is in off the schedule. The caller holds their rows and spots."""
    ids = [session.pk for session in sessions]
    happened = [SessionWithdrawn(session.pk, session.series_id, session.starts_at) for session in sessions]
    remove_spots(ids)
    withdraw_rows(ids)
    for kind in (START_TIMER, END_TIMER):
        clear_all_timers(kind, ids)
    events.record_all(actor, happened, now=now)


def read_reason(reason: str) -> str:
    text = " ".join(reason.split())
    if not text or len(text) > 300:
        raise Invalid.field("reason", _("Say why in at most 300 characters: everybody booked will read it."))
    return text
