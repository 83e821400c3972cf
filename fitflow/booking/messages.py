"""What booking tells people about, and by which channel unless they chose otherwise (NOT-01 to NOT-26)."""

from django.utils.translation import gettext_lazy as _

from fitflow.core.offers import offer
from fitflow.notify.channels import EMAIL, IN_APP
from fitflow.notify.hooks import Audience, MessageKind

CLIENT, STAFF = Audience.CLIENT, Audience.STAFF
BY_EMAIL, BY_BOTH, IN_THE_APP = frozenset({EMAIL}), frozenset({EMAIL, IN_APP}), frozenset({IN_APP})

offer(
    MessageKind("booking.confirmed", _("A place is booked"), CLIENT, always=BY_EMAIL),
    MessageKind("booking.reminder", _("Reminders before a class"), CLIENT),
    MessageKind("booking.rescheduled", _("Your place moved to another class"), CLIENT, always=BY_EMAIL),
    MessageKind("booking.moved", _("A class was moved"), CLIENT, always=BY_BOTH),
    MessageKind("booking.cancelled", _("A booking was cancelled"), CLIENT, always=BY_EMAIL),
    MessageKind("booking.session_cancelled", _("A class was cancelled"), CLIENT, always=BY_BOTH),
    MessageKind("booking.waiting", _("You are on a waiting list"), CLIENT),
    MessageKind("booking.offer", _("A place is offered to you"), CLIENT, always=BY_BOTH),
    MessageKind("booking.offer_lapsed", _("An offer has run out"), CLIENT, channels=IN_THE_APP, never=BY_EMAIL),
    MessageKind("booking.hold_expired", _("A held place has run out"), CLIENT, channels=IN_THE_APP, never=BY_EMAIL),
    MessageKind("booking.queue_closed", _("A waiting list has ended"), CLIENT),
    MessageKind("booking.new_for_trainer", _("Somebody booked with you"), STAFF),
    MessageKind("booking.gone_for_trainer", _("Somebody left a class of yours"), STAFF),
    MessageKind("booking.moved_for_trainer", _("Somebody else changed your classes"), STAFF),
)
