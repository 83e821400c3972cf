"""What a booking is to whoever reads about credits: the session, its time, and the page behind it."""

from collections.abc import Collection, Mapping
from uuid import UUID

from fitflow.billing.hooks import Subject
from fitflow.booking.models import Booking
from fitflow.booking.rules.outcome import outcome_words
from fitflow.core.actor import Actor
from fitflow.core.pages import page
from fitflow.schedule.queries.sessions import named_sessions


def booking_subjects(actor: Actor, booking_ids: Collection[UUID]) -> Mapping[UUID, Subject]:
    """One query for all; own bookings lead to the member's page, others to the desk's."""
    found = Booking.objects.visible_to(actor).filter(pk__in=booking_ids).select_related("session__class_type")
    return {booking.pk: _subject(actor, booking) for booking in found}


def _subject(actor: Actor, booking: Booking) -> Subject:
    return Subject(
        booking.session.title,
        booking.session.starts_at,
        _page(actor, booking),
        outcome_words(booking, actor.formats),
        has_returned=bool(booking.credits_refunded),
    )


def session_subjects(actor: Actor, session_ids: Collection[UUID]) -> Mapping[UUID, Subject]:
    """What somebody wanted to book: the class as members see it, or its roster at the desk."""
    name = "booking:class" if actor.client_id is not None and not actor.is_staff else "booking:desk-session"
    found = named_sessions(actor, session_ids)
    return {session.pk: Subject(session.title, session.starts_at, page(actor, name, session.pk)) for session in found}


def _page(actor: Actor, booking: Booking) -> str:
    name = "booking:booking" if booking.client_id == actor.client_id else "booking:desk-booking"
    return page(actor, name, booking.pk)
