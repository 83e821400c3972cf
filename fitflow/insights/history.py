"""How the first page reads in the audit trail."""

from django.utils.translation import gettext_lazy as _

from fitflow.organizations.queries.history import sentence

sentence("studio.shared", _("%(who)s shared the studio's page."))
sentence("checklist.dismissed", _("%(who)s put the check-list away."))
