"""How secret calendar addresses read in the audit trail."""

from django.utils.translation import gettext_lazy as _

from fitflow.core.offers import offer
from fitflow.organizations.hooks import Sentence

offer(
    Sentence("calendar_feed.renewed", _("%(who)s replaced a secret calendar address.")),
)
