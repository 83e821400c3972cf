"""What a booking is to whoever reads about credits: the session, its time, and the page behind it."""

from collections.abc import Collection, Mapping
from uuid import UUID

from fitflow.billing.hooks import Subject
from fitflow.booking.models import Booking
from fitflow.core.actor import Actor
from fitflow.core.pages import page


def booking_subjects(actor: Actor, booking_ids: Collection[UUID]) -> Mapping[UUID, Subject]:
    """One query for all; own bookings lead to the member's page, others to the desk's."""
    found = Booking.objects.visible_to(actor).filter(pk__in=booking_ids).select_related("session__class_type")
    return {
        booking.pk: Subject(booking.session.title, booking.session.starts_at, _page(actor, booking))
        for booking in found
    }


def _page(actor: Actor, booking: Booking) -> str:
    name = "booking:booking" if booking.client_id == actor.client_id else "booking:desk-booking"
    return page(actor, name, booking.pk)
