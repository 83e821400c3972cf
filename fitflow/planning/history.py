"""How acts on many sessions read in the audit trail."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from fitflow.core.offers import offer
from fitflow.organizations.hooks import Sentence, Words


def _cancel_asked(words: Words, payload: Mapping[str, Any]) -> str:
    if not payload.get("reason"):
        return _t("%(who)s asked for %(sessions)s sessions to be cancelled.") % words
    return _t("%(who)s asked for %(sessions)s sessions to be cancelled: %(reason)s") % words


offer(
    Sentence("session.withdrawn", _("%(session_id)s was taken off the schedule; nobody was in it.")),
    Sentence("sessions.cancel_asked", _cancel_asked),
)
