"""How what happens to lockers reads in the audit trail."""

from django.utils.translation import gettext_lazy as _

from fitflow.core.offers import offer
from fitflow.organizations.hooks import Sentence

offer(Sentence("locker.given", _("%(who)s gave %(client_id)s locker %(number)s.")))
