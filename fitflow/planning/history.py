"""How acts on many sessions read in the audit trail."""

from django.utils.translation import gettext_lazy as _

from fitflow.core.offers import offer
from fitflow.organizations.hooks import Sentence

offer(
    Sentence("session.withdrawn", _("%(session_id)s was taken off the schedule; nobody was in it.")),
    Sentence("sessions.cancel_asked", _("%(who)s asked for %(sessions)s sessions to be cancelled: %(reason)s")),
)
