"""What members can be told about credits."""

from django.utils.translation import gettext_lazy as _

from fitflow.core.offers import offer
from fitflow.notify.hooks import Audience, MessageKind

offer(
    MessageKind(
        "billing.expiring",
        _("Credits that expire soon"),
        Audience.CLIENT,
        help=_("A week before their last day, so that you can still use them."),
    )
)
