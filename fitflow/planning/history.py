"""How acts on many sessions read in the audit trail."""

from django.utils.translation import gettext_lazy as _

from fitflow.organizations.queries.history import sentence

sentence("session.withdrawn", _("%(session_id)s was taken off the schedule; nobody was in it."))
sentence("sessions.cancel_asked", _("%(who)s asked for %(sessions)s sessions to be cancelled: %(reason)s"))
