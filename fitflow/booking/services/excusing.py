"""Undelivered is unpunished: an absence costs and counts nothing whose client no message had reached."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from fitflow.billing.refusals import AlreadyRefunded
from fitflow.booking.models import Booking
from fitflow.booking.queries.bookings import untold
from fitflow.booking.services.bookings import forgive
from fitflow.booking.services.settling import demand_again, let_off
from fitflow.core.actor import Actor
from fitflow.schedule.models import Session


def excuse_untold(actor: Actor, session: Session, absent: Sequence[Booking], *, now: datetime) -> None:
    """Gives back what those lose by their absence who could not know of it. The caller holds the bookings' rows."""
    unreached = untold(actor, absent, session)
    for booking in absent:
        if booking.pk not in unreached:
            continue
        reason = _("No message about this booking could be delivered.")
        try:
            forgive(actor, booking, now=now, reason=reason)
        except AlreadyRefunded:  # Given back before, and taken again since they came: now staff decides.
            continue
        let_off(actor, booking, reason=reason, now=now)
        booking.is_untold = True
        booking.save(update_fields=["is_untold"])


def no_longer_excused(actor: Actor, booking: Booking, *, now: datetime) -> None:
    """Somebody came after all: what was to be paid at the desk is open again. Credits are taken by the correction."""
    if booking.is_untold:
        booking.is_untold = False
        booking.save(update_fields=["is_untold"])
        demand_again(actor, booking, now=now)
