"""How secret calendar addresses read in the audit trail."""

from django.utils.translation import gettext_lazy as _

from fitflow.organizations.queries.history import sentence

sentence("calendar_feed.renewed", _("%(who)s replaced a secret calendar address."))
