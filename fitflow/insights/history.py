"""How the first page reads in the audit trail."""

from django.utils.translation import gettext_lazy as _

from fitflow.core.offers import offer
from fitflow.organizations.hooks import Sentence

offer(
    Sentence("studio.shared", _("%(who)s shared the studio's page.")),
    Sentence("checklist.dismissed", _("%(who)s put the check-list away.")),
)
