"""What booking tells people about, and by which channel unless they chose otherwise (NOT-01 to NOT-26)."""

from django.utils.translation import gettext_lazy as _

from fitflow.notify.topics import Audience, Choice, Topic, register

CLIENT, STAFF = Audience.CLIENT, Audience.STAFF

register(
    Topic("booking.confirmed", _("A place is booked"), CLIENT, email=Choice.ALWAYS, in_app=Choice.ON),
    Topic("booking.reminder", _("Reminders before a class"), CLIENT, email=Choice.ON, in_app=Choice.ON),
    Topic("booking.rescheduled", _("Your place moved to another class"), CLIENT, email=Choice.ALWAYS, in_app=Choice.ON),
    Topic("booking.moved", _("A class was moved"), CLIENT, email=Choice.ALWAYS, in_app=Choice.ALWAYS),
    Topic("booking.cancelled", _("A booking was cancelled"), CLIENT, email=Choice.ALWAYS, in_app=Choice.ON),
    Topic("booking.session_cancelled", _("A class was cancelled"), CLIENT, email=Choice.ALWAYS, in_app=Choice.ALWAYS),
    Topic("booking.waiting", _("You are on a waiting list"), CLIENT, email=Choice.ON, in_app=Choice.ON),
    Topic("booking.offer", _("A place is offered to you"), CLIENT, email=Choice.ALWAYS, in_app=Choice.ALWAYS),
    Topic("booking.offer_lapsed", _("An offer has run out"), CLIENT, email=Choice.NEVER, in_app=Choice.ON),
    Topic("booking.hold_expired", _("A held place has run out"), CLIENT, email=Choice.NEVER, in_app=Choice.ON),
    Topic("booking.queue_closed", _("A waiting list has ended"), CLIENT, email=Choice.ON, in_app=Choice.ON),
    Topic("booking.new_for_trainer", _("Somebody booked with you"), STAFF, email=Choice.ON, in_app=Choice.ON),
    Topic("booking.gone_for_trainer", _("Somebody left a class of yours"), STAFF, email=Choice.ON, in_app=Choice.ON),
    Topic(
        "booking.moved_for_trainer", _("Somebody else changed your classes"), STAFF, email=Choice.ON, in_app=Choice.ON
    ),
)
