"""How one client comes: streak, usual times, with whom, and what staff should know. Two queries, however long ago."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from fitflow.booking.models import Booking
from fitflow.booking.queries.history import CAME
from fitflow.booking.queries.roster import flag_words
from fitflow.booking.rules.attendance import FLAG_DAYS
from fitflow.booking.rules.habits import UsualTime, streak_weeks, usual_times
from fitflow.core.actor import Actor, Role
from fitflow.core.zones import day_bounds, local_date

#: A year is looked at, and no more visits than so many: somebody who comes each day fits.
LOOK_BACK, MOST_VISITS = timedelta(days=366), 500


@dataclass
class WithTrainer:
    """A client's year with one trainer; what was missed counts for as long as the flag looks back."""

    id: UUID
    name: str
    attended: int = 0
    no_shows: int = 0
    cancelled: int = 0


@dataclass(frozen=True)
class Habits:
    """`flags` are for staff who look after clients; nobody else gets any."""

    streak_weeks: int
    favorite_times: tuple[UsualTime, ...]
    trainers: tuple[WithTrainer, ...]
    no_shows_90d: int
    cancellations_90d: int
    flags: tuple[str, ...]


def habits_of(actor: Actor, client_id: UUID, *, now: datetime) -> Habits:
    """By trainer and for all of them together, from what the actor may see of a client's bookings."""
    zone, today = actor.zone, local_date(now, actor.zone)
    theirs = Booking.objects.visible_to(actor).filter(client_id=client_id, starts_at__lte=now)
    named = ("session__trainer_id", "session__trainer__name")
    came = theirs.filter(CAME, starts_at__gt=now - LOOK_BACK).order_by("-starts_at")
    visits = list(came.values_list("starts_at", *named)[:MOST_VISITS])
    since = day_bounds(today - timedelta(days=FLAG_DAYS), zone).start
    missed = (
        Booking.objects.visible_to(actor)
        .filter(client_id=client_id, starts_at__gte=since, cancelled_by_studio=False)
        .filter(status__in=(Booking.Status.NO_SHOW, Booking.Status.CANCELLED))
    )
    lost = list(missed.values_list("status", "starts_at", "cancelled_at", *named)[:MOST_VISITS])
    trainers: dict[UUID, WithTrainer] = {}
    for _at, trainer_id, name in visits:
        trainers.setdefault(trainer_id, WithTrainer(trainer_id, name)).attended += 1
    absent, cancelled = [], []
    for status, starts_at, cancelled_at, trainer_id, name in lost:
        with_trainer = trainers.setdefault(trainer_id, WithTrainer(trainer_id, name))
        if status == Booking.Status.NO_SHOW:
            with_trainer.no_shows += 1
            absent.append(local_date(starts_at, zone))
        else:
            with_trainer.cancelled += 1
            cancelled.append(local_date(cancelled_at, zone))
    local = [at.astimezone(zone) for at, _id, _name in visits]
    return Habits(
        streak_weeks([at.date() for at in local], today),
        usual_times(local),
        tuple(sorted(trainers.values(), key=lambda one: (-one.attended, one.name))),
        len(absent),
        len(cancelled),
        flag_words(absent, cancelled, today) if actor.can(Role.MANAGER) else (),
    )
