"""Another trainer for one session or many: all of them or none, with every conflict named first (CLS-11)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.booking.services.locks import lock_sessions
from fitflow.booking.services.moving import SessionMove
from fitflow.core.actor import Actor, Role
from fitflow.core.db import in_transaction
from fitflow.core.errors import Busy, Forbidden, Invalid
from fitflow.core.zones import local_date
from fitflow.organizations.queries.staff import check_trainer
from fitflow.planning.queries.bulk import SelectionPreview, preview_trainer
from fitflow.planning.services.moves import Move, move_many
from fitflow.planning.services.series import OnConflict, check_choice, trainer_busy
from fitflow.schedule.models import Resource
from fitflow.schedule.queries.sessions import Selection, selected
from fitflow.schedule.services.resources import lock_resources

MOST_SESSIONS = 500


@dataclass(frozen=True)
class Replaced:
    """What came of it: sessions that have the new trainer, people told, and sessions left as they were."""

    sessions: int
    bookings: int
    left: tuple[UUID, ...] = ()


@in_transaction
def replace_trainer(
    actor: Actor,
    selection: Selection,
    *,
    trainer_id: UUID,
    on_conflict: OnConflict = OnConflict.REFUSE,
    override_reason: str = "",
    now: datetime,
) -> Replaced:
    """Gives the sessions of a selection to another trainer; the people in them are told."""
    if not actor.can(Role.MANAGER, Role.SYSTEM):
        raise Forbidden(_("Ask a manager to give sessions to another trainer."))
    check_trainer(actor, trainer_id)
    check_choice(on_conflict, override_reason)
    resources = lock_selection(actor, selection, trainer_id, now=now)
    preview = preview_trainer(actor, selection, trainer_id, now=now)
    skipped = decide(actor, preview, on_conflict)
    taken = [one for one in preview.sessions if one.session.pk not in skipped]
    reason = override_reason if on_conflict is OnConflict.OVERRIDE else ""
    moves = [Move(one.session, SessionMove(trainer_id=trainer_id)) for one in taken]
    move_many(actor, moves, resources, override_reason=reason, keep_in_series=False, now=now)
    return Replaced(len(taken), sum(one.crowd.bookings for one in taken), tuple(sorted(skipped)))


def lock_selection(actor: Actor, selection: Selection, trainer_id: UUID, *, now: datetime) -> dict[UUID, Resource]:
    """The resources of everybody concerned, then the sessions, each in id order; gives the resources."""
    sessions = list(selected(actor, selection, now=now)[: MOST_SESSIONS + 1])
    if len(sessions) > MOST_SESSIONS:
        message = _("That is more than %(most)d sessions: choose fewer days.")
        raise Invalid.field("to", message % {"most": MOST_SESSIONS})
    trainers = {session.trainer_id for session in sessions}
    resources = lock_resources(actor, trainers | {trainer_id}, of_sessions=[session.pk for session in sessions])
    locked = lock_sessions(session.pk for session in sessions)
    if not {session.trainer_id for session in locked} <= trainers | {trainer_id}:
        raise Busy(_("Somebody else is changing these sessions. Try again."), retry_after=1)
    return resources


def decide(actor: Actor, preview: SelectionPreview, on_conflict: OnConflict) -> Collection[UUID]:
    """The sessions that keep their trainer; refuses when somebody has to choose first."""
    busy = preview.conflicting
    if busy and on_conflict is OnConflict.REFUSE:
        dates = [(local_date(one.starts_at, actor.zone), one.starts_at, one.conflicts) for one in busy]
        raise trainer_busy(actor, dates)
    return {one.session.pk for one in busy} if on_conflict is OnConflict.SKIP else set()
