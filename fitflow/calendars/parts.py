"""What calendars add to pages of others."""

from django.utils.translation import gettext_lazy as _

from fitflow.booking.hooks import BookingsLink
from fitflow.core.actor import Actor
from fitflow.core.offers import offer
from fitflow.ui.hooks import AccountEntry


def is_staff(actor: Actor) -> bool:
    return actor.is_staff


offer(
    AccountEntry(
        "calendar", _("Calendar address"), "calendars:desk-feed-address", "calendar-plus", whose=is_staff, order=30
    ),
    BookingsLink("calendar", _("My bookings in my own calendar"), "calendars:feed-address", "calendar-plus"),
)
