"""What happened in the demo studio so far, and what is booked ahead: the past that is planned, and six weeks on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from fitflow.booking.services.attendance import mark_attendance
from fitflow.booking.services.bookings import cancel_booking
from fitflow.booking.services.holds import book_spot
from fitflow.booking.services.sessions import advance_session
from fitflow.booking.services.waitlist import join_waitlist
from fitflow.core import clock
from fitflow.core.actor import Actor
from fitflow.core.errors import Refused
from fitflow.core.hooks import DemoStudio
from fitflow.schedule.models import Session
from fitflow.schedule.queries.sessions import runnable

AHEAD = timedelta(weeks=6)
#: Of ten who booked: who came, came late, stayed away.
CAME, LATE = 0.86, 0.93


@dataclass(frozen=True)
class Story:
    """The dice of the demo (always the same) and who plays."""

    owner: Actor
    members: Sequence[Actor]
    dice: Random
    now: datetime

    @property
    def regulars(self) -> Sequence[Actor]:
        """Members 1 to 110 fill the coming weeks; 111 to 150 have credits and no plans."""
        return self.members[:110]


def bookings(stage: DemoStudio) -> None:
    """The whole story, with the same dice each time."""
    made = tell(Story(stage.owner, stage.members, Random(20), stage.now))  # noqa: S311 - dice, not secrets.
    stage.say(f"{made} bookings made through the front door")


def tell(story: Story) -> int:
    """Plays every session in order. The number of bookings made."""
    made = 0
    for session in runnable(story.owner).filter(starts_at__lt=story.now).order_by("starts_at"):
        made += play_past(story, session)
    ahead = runnable(story.owner).between(story.now, story.now + AHEAD).order_by("starts_at")
    for number, session in enumerate(ahead):
        made += book_ahead(story, session, number)
    return made


def play_past(story: Story, session: Session) -> int:
    """People booked, some thought better of it, most came; the trainer took attendance. It may still be running."""
    wanted = round(session.capacity * story.dice.uniform(0.45, 0.95))
    guests = story.dice.sample(list(story.members[:150]), min(wanted, 150))
    booked = [one for guest in guests if (one := book(story, guest, session, hours=story.dice.uniform(14, 70)))]
    live = [booking for booking in booked if not thinks_better(story, session, booking)]
    system = Actor.system(story.owner.organization)
    with clock.at(session.starts_at):
        advance_session(system, session_id=session.pk, now=session.starts_at)
        for _guest, booking_id in live:
            mark_attendance(story.owner, booking_id=booking_id, status=mark(story.dice), now=session.starts_at)
    if session.ends_at <= story.now:
        with clock.at(session.ends_at):
            advance_session(system, session_id=session.pk, now=session.ends_at)
    return len(booked)


def book(story: Story, guest: Actor, session: Session, *, hours: float) -> tuple[Actor, UUID] | None:
    """A booking made so many hours before the start; None where the rules refuse it (another class, no credits)."""
    opened = session.opens_at + timedelta(minutes=1)
    at = min(max(session.starts_at - timedelta(hours=hours), opened), session.starts_at, story.now)
    try:
        with clock.at(at):
            return guest, book_spot(guest, session_id=session.pk, now=at).booking_id
    except Refused:
        return None


def thinks_better(story: Story, session: Session, booked: tuple[Actor, UUID]) -> bool:
    """One in nine cancels, early or late."""
    guest, booking_id = booked
    if story.dice.random() > 0.11:
        return False
    at = session.starts_at - timedelta(hours=story.dice.choice([2, 6, 13]))
    with clock.at(at):
        cancel_booking(guest, booking_id=booking_id, now=at)
    return True


def mark(dice: Random) -> str:
    roll = dice.random()
    return "present" if roll < CAME else "late" if roll < LATE else "no_show"


def book_ahead(story: Story, session: Session, number: int) -> int:
    """The nearer a class, the fuller; every seventh of the next ten days is full, with people waiting."""
    days = (session.starts_at - story.now).days
    is_popular = number % 7 == 3 and days < 10
    share = 1.0 if is_popular else max(0.0, 0.8 - days * 0.025) * story.dice.uniform(0.4, 1.0)
    guests = story.dice.sample(list(story.regulars), len(story.regulars))
    wanted, made = round(session.capacity * share), 0
    for guest in guests:
        if made == wanted:
            break
        ago = story.dice.uniform(1, 60)
        hours = (session.starts_at - story.now).total_seconds() / 3600 + ago
        made += book(story, guest, session, hours=hours) is not None
    if is_popular and made == session.capacity:
        with clock.at(story.now):
            for guest in guests[-4:]:
                join_waitlist(guest, session_id=session.pk, now=story.now)
    return made
