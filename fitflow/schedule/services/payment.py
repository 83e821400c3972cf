"""Saying how people pay."""

from datetime import datetime

from django.utils.translation import gettext as _

from fitflow.core.actor import Actor, Role
from fitflow.core.db import in_transaction
from fitflow.core.errors import Forbidden, Invalid
from fitflow.organizations.services.settings import update_settings
from fitflow.schedule.rules.payment import MOST_FREE, Payment, settings_for
from fitflow.schedule.settings import AT_STUDIO, IN_CREDITS


@in_transaction
def choose_payment(actor: Actor, payment: Payment, *, now: datetime) -> None:
    """Sets what the answer means. Bookings that exist stay as they were agreed."""
    if not actor.can(Role.ADMIN):
        raise Forbidden
    if not 1 <= payment.free_classes <= MOST_FREE:
        raise Invalid.field("free_classes", _("Choose from 1 to %(most)d.") % {"most": MOST_FREE})
    if payment.afterwards not in (AT_STUDIO, IN_CREDITS):
        raise Invalid.field("afterwards", _("Choose one of the two."))
    update_settings(actor, settings_for(payment, actor.organization.settings), now=now)
