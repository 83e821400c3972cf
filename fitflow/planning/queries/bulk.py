"""What an act on many sessions would touch, and how far a run of cancellations has come."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, Sum

from fitflow.booking.queries.crowds import Crowd, crowds
from fitflow.core.actor import Actor
from fitflow.core.tenancy import TenantQuerySet
from fitflow.planning.models import CancelRun, CancelRunItem
from fitflow.planning.queries.series import Touched
from fitflow.schedule.queries.resources import conflicts_of
from fitflow.schedule.queries.sessions import Selection, selected
from fitflow.schedule.rules.claims import session_claim

#: So many sessions are listed one by one on a page.
LISTED = 200
DUE, DONE, FAILED = CancelRunItem.State.DUE, CancelRunItem.State.DONE, CancelRunItem.State.FAILED


@dataclass(frozen=True)
class SelectionPreview:
    """The sessions a selection means, with the people in them."""

    sessions: tuple[Touched, ...]

    @property
    def bookings(self) -> int:
        return sum(one.crowd.bookings for one in self.sessions)

    @property
    def waiting(self) -> int:
        return sum(one.crowd.waiting for one in self.sessions)

    @property
    def conflicting(self) -> list[Touched]:
        return [one for one in self.sessions if one.conflicts]


@dataclass(frozen=True)
class FailedItem:
    """A session that could not be cancelled, and why."""

    session_id: UUID
    title: str
    starts_at: datetime
    problem: str


@dataclass(frozen=True)
class RunReport:
    """How far a run has come."""

    run_id: UUID
    reason: str
    asked_at: datetime
    done_at: datetime | None
    total: int
    done: int
    bookings: int
    credits: Decimal
    failed: tuple[FailedItem, ...]

    @property
    def left(self) -> int:
        return self.total - self.done - len(self.failed)

    @property
    def is_done(self) -> bool:
        return not self.left

    @property
    def status(self) -> str:
        return "done" if self.is_done else "running"


def preview_selection(actor: Actor, selection: Selection, *, now: datetime) -> SelectionPreview:
    """The sessions that are meant, and who is in them: two queries."""
    sessions = list(selected(actor, selection, now=now))
    known = crowds([session.pk for session in sessions])
    return SelectionPreview(
        tuple(Touched(one, known.get(one.pk, Crowd()), one.starts_at, one.ends_at) for one in sessions)
    )


def preview_trainer(actor: Actor, selection: Selection, trainer_id: UUID, *, now: datetime) -> SelectionPreview:
    """The same for another trainer: without those that are theirs already, with what is in the way of each."""
    found = [
        one for one in preview_selection(actor, selection, now=now).sessions if one.session.trainer_id != trainer_id
    ]
    ids = [one.session.pk for one in found]
    wanted = [session_claim(one.session.pk, one.session.kind, one.starts_at, one.ends_at) for one in found]
    busy = conflicts_of(trainer_id, wanted, but_for=ids)
    return SelectionPreview(
        tuple(
            Touched(one.session, one.crowd, one.starts_at, one.ends_at, busy.get(one.session.pk, ())) for one in found
        )
    )


def runs_of(actor: Actor) -> TenantQuerySet[CancelRun]:
    return CancelRun.objects.visible_to(actor).order_by("-asked_at", "-pk")


def report_of(actor: Actor, run_id: UUID) -> RunReport:
    """How far it has come; NotFound for whoever may not know."""
    run = runs_of(actor).one(pk=run_id)
    items = CancelRunItem.objects.filter(run_id=run.pk)
    sums = items.aggregate(
        total=Count("pk"),
        done=Count("pk", filter=Q(state=DONE)),
        bookings=Sum("bookings", default=0),
        credits=Sum("credits_refunded", default=Decimal(0)),
    )
    return RunReport(run.pk, run.reason, run.asked_at, run.done_at, failed=_failed(items), **sums)


def _failed(items: TenantQuerySet[CancelRunItem]) -> tuple[FailedItem, ...]:
    rows = items.filter(state=FAILED).select_related("session__class_type")[:LISTED]
    listed = [FailedItem(row.session_id, row.session.title, row.session.starts_at, row.problem) for row in rows]
    return tuple(sorted(listed, key=lambda one: one.starts_at))
