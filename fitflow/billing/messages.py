"""What members can be told about credits."""

from django.utils.translation import gettext_lazy as _

from fitflow.core.offers import offer
from fitflow.notify.channels import IN_APP
from fitflow.notify.hooks import Audience, MessageKind

offer(
    MessageKind(
        "billing.expiring",
        _("Credits that expire soon"),
        Audience.CLIENT,
        help=_("A week before their last day, so that you can still use them."),
    ),
    MessageKind("billing.given", _("Credits you asked for"), Audience.CLIENT),
    MessageKind("billing.asked", _("Somebody asks for credits"), Audience.STAFF, channels=frozenset({IN_APP})),
)
