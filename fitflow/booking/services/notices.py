"""What booking says to people. Each notice is written once; its dedupe key says what makes it that notice."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fitflow.booking.events import HoldWithdrawn
from fitflow.booking.links import cancel_link, leave_link, move_link, offer_link
from fitflow.booking.models import Booking, SpotHold, WaitlistEntry
from fitflow.booking.queries.bookings import standing_of, with_names
from fitflow.booking.queries.entries import booking_entry
from fitflow.booking.queries.waitlist import skip_words
from fitflow.booking.rules.cancellation import deadline_words, deadlines
from fitflow.booking.rules.eligibility import Reason
from fitflow.booking.rules.outcome import MOVED_REASON, outcome_words
from fitflow.booking.services.waitlist import position_of
from fitflow.booking.settings import REMINDERS
from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction
from fitflow.core.ics import Method, Organizer, letter, mime_type
from fitflow.core.pages import page
from fitflow.core.timers import Ring, set_all_timers
from fitflow.notify.channels.email import sender_address
from fitflow.notify.channels.letters import Attachment
from fitflow.notify.queries import Recipient
from fitflow.notify.services import Notice, send, send_all
from fitflow.schedule.models import Session
from fitflow.schedule.queries.sessions import session_with_names
from fitflow.schedule.rules.policies import Policy
from fitflow.schedule.settings import CLASSES_ON, DESK_PRICE

REMINDER_TIMER = "booking.reminder"


def about_session(session: Session) -> dict[str, Any]:
    """What every notice names: the class, when, where, with whom."""
    return {"session": session, "title": session.title, "starts_at": session.starts_at}


def about_booking(actor: Actor, booking: Booking) -> dict[str, Any]:
    """What a notice about a spot names: its class, and the way out."""
    client, key, starts_at = booking.client, booking.pk, booking.session.starts_at
    return {
        **about_session(booking.session),
        "booking": booking,
        "cancel_url": cancel_link(client, booking_id=key, starts_at=starts_at),
        "move_url": move_link(client, booking_id=key, starts_at=starts_at) if actor.setting(CLASSES_ON) else "",
        "desk_words": desk_words(actor),
    }


def desk_words(actor: Actor) -> str:
    """How a booking without credits is paid, with the price where the studio names one."""
    price = actor.setting(DESK_PRICE)
    return _("at the studio (%(price)s)") % {"price": price} if price else _("at the studio")


def cancelling_words(actor: Actor, booking: Booking, now: datetime) -> str:
    """Until when cancelling gives what back; empty where nothing was paid."""
    if not booking.credits:
        return ""
    steps = deadlines(Policy.from_json(booking.policy), standing_of(booking, booking.session), now)
    return deadline_words(steps, booking.session.starts_at, actor.formats)


def is_ahead(booking: Booking, now: datetime) -> bool:
    """Whether there is still a spot to speak of."""
    return booking.status == Booking.Status.CONFIRMED and booking.ends_at > now


def load_booking(booking_id: UUID) -> Booking:
    return load_bookings([booking_id])[0]


def load_bookings(booking_ids: Sequence[UUID]) -> list[Booking]:
    """With the names that notices say. One that is not there is a mistake of whoever asks."""
    found: dict[UUID, Booking] = with_names(Booking.objects).in_bulk(booking_ids)
    return [found[booking_id] for booking_id in booking_ids]


def load_session(session_id: UUID) -> Session:
    return session_with_names(session_id)


def offers_page(actor: Actor, session_id: UUID | None = None) -> str:
    """Where one books something else, or tries again; the own bookings where the studio offers no classes any more."""
    if not actor.setting(CLASSES_ON):
        return page(actor, "booking:mine")
    return page(actor, "booking:class", session_id) if session_id else page(actor, "booking:schedule")


@in_transaction
def tell_booked(actor: Actor, *, booking_ids: Sequence[UUID], now: datetime) -> None:
    """Confirmations with their calendar entries and the way out; then the trainers. Reminders are set.

    A booking that was moved from another class is told as that (`notices_of_moves.tell_rescheduled`).
    """
    found = load_bookings(booking_ids)
    bookings = [one for one in found if is_ahead(one, now) and one.rescheduled_from_id is None]
    told = [
        notice
        for booking in bookings
        for notice in (
            confirmation_of(actor, booking, now=now),
            for_trainer(actor, booking, "booking/new_for_trainer", key=f"new:{booking.pk}"),
        )
    ]
    send_all(actor, told, now=now)
    set_reminders(actor, bookings, now=now)


def confirmation_of(actor: Actor, booking: Booking, *, now: datetime) -> Notice:
    """That a spot is booked: what, when, where, until when cancelling gives what back."""
    return Notice(
        "booking/confirmed",
        to=Recipient(client=booking.client_id),
        context={**about_booking(actor, booking), "cancelling": cancelling_words(actor, booking, now)},
        about_id=booking.pk,
        dedupe_key=f"confirmed:{booking.pk}",
        attachments=[calendar_file(actor, booking, Method.PUBLISH)],
        url=page(actor, "booking:booking", booking.pk),
    )


def calendar_file(actor: Actor, booking: Booking, method: Method) -> Attachment:
    """The calendar entry of a booking, or its withdrawal."""
    studio = Organizer(actor.organization.name, sender_address())
    text = letter(booking_entry(actor, booking), method=method, organizer=studio)
    return Attachment("booking.ics", mime_type(method), text)


def tell_trainer(
    actor: Actor, booking: Booking, template: str, *, key: str, kind: str = "", now: datetime, **context: Any
) -> None:
    """To the trainer of a booking's class."""
    send_all(actor, [for_trainer(actor, booking, template, key=key, kind=kind, **context)], now=now)


def for_trainer(actor: Actor, booking: Booking, template: str, *, key: str, kind: str = "", **context: Any) -> Notice:
    """What the trainer of a booking's class hears; the page behind the message is its roster."""
    return Notice(
        template,
        kind=kind,
        to=Recipient(staff=booking.session.trainer_id),
        context={**about_session(booking.session), "client": booking.client, **context},
        about_id=booking.pk,
        dedupe_key=key,
        url=page(actor, "booking:desk-session", booking.session_id),
    )


def set_reminders(actor: Actor, bookings: Sequence[Booking], *, now: datetime) -> None:
    """One timer for each offset that still lies ahead (CON-08); a moved class sets them anew."""
    rings = [
        Ring(booking.pk, booking.starts_at - before, str(int(before.total_seconds())))
        for booking in bookings
        for before in actor.setting(REMINDERS)
    ]
    set_all_timers(actor.organization_id, REMINDER_TIMER, [ring for ring in rings if ring.due_at > now])


@in_transaction
def remind(actor: Actor, *, booking_id: UUID, seconds: int, now: datetime) -> None:
    """The reminder, unless the booking or its client is gone or the class has begun. Late workers remind late, once."""
    booking = load_booking(booking_id)
    if booking.status != Booking.Status.CONFIRMED or booking.starts_at <= now or not booking.client.may_book:
        return
    send(
        actor,
        template="booking/reminder",
        to=Recipient(client=booking.client_id),
        context=about_booking(actor, booking),
        about_id=booking.pk,
        dedupe_key=f"reminder:{booking.pk}:{seconds}:{booking.starts_at.isoformat()}",
        good_until=booking.starts_at,
        url=page(actor, "booking:booking", booking.pk),
        now=now,
    )


@in_transaction
def tell_cancelled(actor: Actor, *, booking_id: UUID, why: str, now: datetime) -> None:
    """To the client what came back; to the trainer that a spot is free. Moves and cancelled classes have their own."""
    booking = load_booking(booking_id)
    if why == MOVED_REASON or booking.session.status == Session.Status.CANCELLED:
        return
    send(
        actor,
        template="booking/cancelled",
        to=Recipient(client=booking.client_id),
        context={
            **about_session(booking.session),
            "booking": booking,
            "outcome": outcome_words(booking, actor.formats),
        },
        about_id=booking.pk,
        dedupe_key=f"cancelled:{booking.pk}",
        attachments=[calendar_file(actor, booking, Method.CANCEL)],
        url=offers_page(actor),
        now=now,
    )
    tell_trainer(actor, booking, "booking/gone_for_trainer", key=f"gone:{booking.pk}", now=now)


@in_transaction
def tell_session_cancelled(actor: Actor, *, session_id: UUID, now: datetime) -> None:
    """To everybody who had a spot when the studio cancelled the class."""
    session = load_session(session_id)
    went_elsewhere = Booking.objects.filter(rescheduled_from__session_id=session_id).values("rescheduled_from_id")
    rows = Booking.objects.filter(session_id=session_id, status=Booking.Status.CANCELLED).exclude(pk__in=went_elsewhere)
    for booking in rows.filter(cancel_reason=session.cancel_reason, refund_percent=100).select_related("client"):
        booking.session = session
        send(
            actor,
            template="booking/session_cancelled",
            to=Recipient(client=booking.client_id),
            context={**about_session(session), "booking": booking},
            free_text={"reason": session.cancel_reason},
            about_id=booking.pk,
            dedupe_key=f"session_cancelled:{booking.pk}",
            attachments=[calendar_file(actor, booking, Method.CANCEL)],
            url=offers_page(actor),
            now=now,
        )


def about_waiting(session: Session, entry: WaitlistEntry) -> dict[str, Any]:
    """What a notice to somebody in line names: the class, and the way out of the line."""
    url = leave_link(entry.client, entry_id=entry.pk, starts_at=session.starts_at)
    return {**about_session(session), "leave_url": url}


@in_transaction
def tell_waiting(actor: Actor, *, entry_id: UUID, now: datetime) -> None:
    """Somebody stands in line now: where, what happens next, and how to step out of it."""
    entry = WaitlistEntry.objects.select_related("client").get(pk=entry_id)
    session = load_session(entry.session_id)
    if entry.status != WaitlistEntry.Status.WAITING or session.starts_at <= now:
        return
    send(
        actor,
        template="booking/waiting",
        to=Recipient(client=entry.client_id),
        context={**about_waiting(session, entry), "position": position_of(entry)},
        about_id=entry.pk,
        dedupe_key=f"waiting:{entry.pk}",
        good_until=session.starts_at,
        url=offers_page(actor, session.pk),
        now=now,
    )


@in_transaction
def tell_offer(actor: Actor, *, entry_id: UUID, hold_id: UUID, now: datetime) -> None:
    """A spot is theirs until the deadline: take it or let it go."""
    entry = WaitlistEntry.objects.select_related("client").get(pk=entry_id)
    hold = SpotHold.objects.select_related("client").get(pk=hold_id)
    if hold.status != SpotHold.Status.ACTIVE or hold.expires_at <= now:
        return
    send(
        actor,
        template="booking/offer",
        to=Recipient(client=hold.client_id),
        context={
            **about_waiting(load_session(hold.session_id), entry),
            "expires_at": hold.expires_at,
        },
        about_id=entry_id,
        dedupe_key=f"offer:{hold.pk}",
        good_until=hold.expires_at,
        url=offer_link(hold.client, hold_id=hold.pk, expires_at=hold.expires_at),
        now=now,
    )


@in_transaction
def tell_lapsed(actor: Actor, *, hold_id: UUID, now: datetime) -> None:
    """A held spot, or an offer, has run out."""
    hold = SpotHold.objects.get(pk=hold_id)
    is_offer = hold.kind == SpotHold.Kind.PRIORITY
    send(
        actor,
        template="booking/offer_lapsed" if is_offer else "booking/hold_expired",
        to=Recipient(client=hold.client_id),
        context=about_session(load_session(hold.session_id)),
        about_id=hold.pk,
        dedupe_key=f"lapsed:{hold.pk}",
        url=offers_page(actor, hold.session_id),
        now=now,
    )


@in_transaction
def tell_withdrawn(actor: Actor, event: HoldWithdrawn, *, now: datetime) -> None:
    """An offer is theirs no longer, and why; they keep their place in line. Who left the studio hears nothing."""
    if event.kind != SpotHold.Kind.PRIORITY or event.reason == Reason.CLIENT_INACTIVE:
        return
    send(
        actor,
        template="booking/offer_withdrawn",
        kind="booking.offer_lapsed",
        to=Recipient(client=event.client_id),
        context={**about_session(load_session(event.session_id)), "why": skip_words(event.reason)},
        about_id=event.hold_id,
        dedupe_key=f"withdrawn:{event.hold_id}",
        url=offers_page(actor, event.session_id),
        now=now,
    )


@in_transaction
def tell_waitlist_closed(actor: Actor, *, entry_id: UUID, now: datetime) -> None:
    """No spot came free in time."""
    entry = WaitlistEntry.objects.get(pk=entry_id)
    session = load_session(entry.session_id)
    send(
        actor,
        template="booking/queue_closed",
        to=Recipient(client=entry.client_id),
        context={**about_session(session), "is_cancelled": session.status == Session.Status.CANCELLED},
        about_id=entry.pk,
        dedupe_key=f"queue_closed:{entry.pk}",
        url=offers_page(actor),
        now=now,
    )
