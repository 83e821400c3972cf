"""How a booking that is settled at the desk reads."""

from django import template

from fitflow.booking.models import Booking
from fitflow.booking.queries.roster import Person
from fitflow.booking.rules.settling import settlement_words

register = template.Library()


@register.filter
def settlement(booking: Booking | Person) -> str:
    """In a few words; empty for what was paid in credits, or free."""
    return settlement_words(
        booking.settlement, by=booking.settled_by, note=booking.settled_note, refund_percent=booking.refund_percent
    )
