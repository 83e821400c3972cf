"""What members, those in line and trainers are told when a class moves, or somebody's booking moves to another class.

A calendar entry keeps its UID through both, with a higher SEQUENCE: every calendar program moves the one entry it has.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from fitflow.booking.events import SessionMoved
from fitflow.booking.models import Booking, SpotHold, WaitlistEntry
from fitflow.booking.queries.bookings import standing_of
from fitflow.booking.queries.moves import MovedClass, move_of, moved_together
from fitflow.booking.services.notices import (
    about_booking,
    about_session,
    about_waiting,
    calendar_file,
    cancelling_words,
    is_ahead,
    load_booking,
    load_session,
    offers_page,
    set_reminders,
    tell_trainer,
)
from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction
from fitflow.core.ics import Method
from fitflow.core.pages import page
from fitflow.notify.queries import Recipient
from fitflow.notify.services import send
from fitflow.organizations.queries.contacts import contact_of_staff
from fitflow.schedule.models import Session
from fitflow.ui.hooks import DeskEntry, url_of

#: So many classes are named to their trainer one by one; of the rest the number is.
MOST_NAMED = 12
WAITS = (WaitlistEntry.Status.WAITING, WaitlistEntry.Status.OFFERED)


@in_transaction
def tell_rescheduled(actor: Actor, *, booking_id: UUID, from_booking_id: UUID, now: datetime) -> None:
    """One message to the member, whose calendar entry moves along; then the trainers of both classes."""
    booking, old = load_booking(booking_id), load_booking(from_booking_id)
    if is_ahead(booking, now):
        send(
            actor,
            template="booking/rescheduled",
            to=Recipient(client=booking.client_id),
            context={
                **about_booking(actor, booking),
                "old": old,
                "cancelling": cancelling_words(actor, booking, now),
            },
            about_id=booking.pk,
            dedupe_key=f"confirmed:{booking.pk}",
            attachments=[calendar_file(actor, booking, Method.PUBLISH)],
            url=page(actor, "booking:booking", booking.pk),
            now=now,
        )
        set_reminders(actor, [booking], now=now)
    tell_both_trainers(actor, old, booking, now=now)


def tell_both_trainers(actor: Actor, old: Booking, booking: Booking, *, now: datetime) -> None:
    """Who lost a client hears so, who won one too; where it is the same person, one message says both."""
    if old.session.trainer_id == booking.session.trainer_id:
        # By every channel by which either of the two is wanted; the key makes each of them once.
        for kind in ("booking.gone_for_trainer", "booking.new_for_trainer"):
            key = f"rescheduled_trainer:{booking.pk}"
            tell_trainer(
                actor, booking, "booking/rescheduled_for_trainer", kind=kind, key=key, old=old.session, now=now
            )
        return
    tell_trainer(actor, old, "booking/gone_for_trainer", key=f"gone:{old.pk}", to=booking.session, now=now)
    if is_ahead(booking, now):
        tell_trainer(actor, booking, "booking/new_for_trainer", key=f"new:{booking.pk}", now=now)


@in_transaction
def tell_moved(actor: Actor, event: SessionMoved, *, now: datetime) -> None:
    """To everybody concerned: who has a spot, who waits for one, and the trainers."""
    session = load_session(event.session_id)
    what = {"from_starts_at": event.from_starts_at, "is_retimed": event.from_starts_at != session.starts_at}
    booked = Booking.objects.filter(
        session_id=session.pk, status=Booking.Status.CONFIRMED, confirmed_at__lte=event.moved_at
    )
    for booking in booked.select_related("client"):
        booking.session = session
        tell_moved_to_booked(actor, booking, event, what, now=now)
    waiting = WaitlistEntry.objects.filter(session_id=session.pk, status__in=WAITS, joined_at__lte=event.moved_at)
    for entry in waiting:
        tell_moved_to_waiting(actor, session, entry, event, what, now=now)
    held = SpotHold.objects.filter(
        session_id=session.pk, status=SpotHold.Status.ACTIVE, kind=SpotHold.Kind.STANDARD,
        created_at__lte=event.moved_at, expires_at__gt=now,
    )  # fmt: skip
    for hold in held:
        tell_moved_to_holding(actor, session, hold, event, what, now=now)
    tell_moved_to_trainers(actor, event, now=now)


def tell_moved_to_booked(
    actor: Actor, booking: Booking, event: SessionMoved, what: dict[str, Any], *, now: datetime
) -> None:
    """The new time and location, and whether they may leave for free by now; reminders move along."""
    is_free_exit = standing_of(booking, booking.session).was_moved
    send(
        actor,
        template="booking/moved",
        to=Recipient(client=booking.client_id),
        context={**about_booking(actor, booking), **what, "is_free_exit": is_free_exit},
        about_id=booking.pk,
        dedupe_key=f"moved:{booking.pk}:{event.moved_at.isoformat()}",
        attachments=[calendar_file(actor, booking, Method.PUBLISH)],
        url=page(actor, "booking:booking", booking.pk),
        now=now,
    )
    set_reminders(actor, [booking], now=now)


def tell_moved_to_waiting(
    actor: Actor, session: Session, entry: WaitlistEntry, event: SessionMoved, what: dict[str, Any], *, now: datetime
) -> None:
    """They keep their position, and may not want it any more."""
    send(
        actor,
        template="booking/moved_waiting",
        kind="booking.moved",
        to=Recipient(client=entry.client_id),
        context={**about_waiting(session, entry), **what},
        about_id=entry.pk,
        dedupe_key=f"moved_waiting:{entry.pk}:{event.moved_at.isoformat()}",
        url=offers_page(actor, session.pk),
        now=now,
    )


def tell_moved_to_holding(
    actor: Actor, session: Session, hold: SpotHold, event: SessionMoved, what: dict[str, Any], *, now: datetime
) -> None:
    """They are about to confirm another time than they have read."""
    send(
        actor,
        template="booking/moved_held",
        kind="booking.moved",
        to=Recipient(client=hold.client_id),
        context={**about_session(session), **what},
        about_id=hold.pk,
        dedupe_key=f"moved_held:{hold.pk}:{event.moved_at.isoformat()}",
        url=page(actor, "booking:held", hold.pk),
        good_until=hold.expires_at,
        now=now,
    )


def tell_moved_to_trainers(actor: Actor, event: SessionMoved, *, now: datetime) -> None:
    """To whoever gave the classes of one act and gives them now, unless they did it themselves: a message each.

    Of the hundreds that an act may move, the first one tells of all.
    """
    move = move_of(actor, event)
    if move.number > 1:
        return
    together = moved_together(actor, move.act_id)
    for staff_id in {staff_id for one in together for staff_id in (one.from_trainer_id, one.trainer_id)}:
        login = contact_of_staff(actor, staff_id).user_id
        classes = [
            one
            for one in together
            if staff_id in (one.from_trainer_id, one.trainer_id) and (login is None or one.by_user_id != login)
        ]
        if classes:
            tell_one_trainer(actor, staff_id, classes, event.moved_at, now=now)


def tell_one_trainer(
    actor: Actor, staff_id: UUID, classes: list[MovedClass], moved_at: datetime, *, now: datetime
) -> None:
    first = classes[0]
    is_roster = len(classes) == 1 and first.trainer_id == staff_id
    send(
        actor,
        template="booking/moved_for_trainer",
        to=Recipient(staff=staff_id),
        context={
            "first": first,
            "classes": classes[:MOST_NAMED],
            "count": len(classes),
            "more": max(0, len(classes) - MOST_NAMED),
            "me": staff_id,
        },
        about_id=first.session_id,
        dedupe_key=f"moved_trainer:{staff_id}:{moved_at.isoformat()}",
        url=page(actor, "booking:desk-session", first.session_id)
        if is_roster
        else url_of(actor, DeskEntry, "calendar"),
        now=now,
    )
