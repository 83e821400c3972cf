"""How the events of messages read in the audit trail."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from fitflow.core.offers import offer
from fitflow.notify.channels import EMAIL
from fitflow.notify.words import channel_words, template_words
from fitflow.organizations.hooks import Sentence, Words


def _failed(words: Words, payload: Mapping[str, Any]) -> str:
    channel = channel_words(payload.get("channel", EMAIL))
    said = {"message": template_words(payload["template"]), "name": words["client_id"], "channel": channel}
    if said["name"]:
        return _t("“%(message)s” could not be sent to %(name)s (%(channel)s).") % said
    return _t("“%(message)s” could not be sent (%(channel)s).") % said


offer(
    Sentence("message.failed", _failed),
    Sentence("message.sent_again", _("%(who)s had a message sent again.")),
    Sentence("preferences.changed", _("%(who)s chose which messages to get.")),
)
