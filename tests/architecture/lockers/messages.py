"""What clients hear about their locker."""

from django.utils.translation import gettext_lazy as _

from fitflow.core.offers import offer
from fitflow.notify.hooks import Audience, MessageKind

offer(MessageKind("lockers.given", _("A locker is yours"), Audience.CLIENT))
