"""Messages in the words of people: states, reasons, names of templates, and text without its keys."""

import re

from django.utils.translation import gettext as _

from fitflow.notify.messages import find_kind
from fitflow.notify.models import Message

TONES = {
    Message.State.QUEUED: "info",
    Message.State.SENT: "success",
    Message.State.FAILED: "danger",
    Message.State.SUPPRESSED: "warning",
}
_KEY = re.compile(r"(/(?:a|ics)/)[^\s\"'<>]+")


def why_words(why: str) -> str:
    """Why a message did not go out; what a mail server said is shown as it is."""
    ours = {
        "no_address": _("There is no e-mail address."),
        "no_server": _("No mail server is set up."),
        "too_late": _("It would have come too late."),
    }
    return ours.get(why, why)


def template_words(template: str) -> str:
    """The name of its kind, or the template's own in plain letters."""
    kind = find_kind(template.replace("/", "."))
    return str(kind.label) if kind else template.partition("/")[2].replace("_", " ").capitalize()


def badge_text(unread: int) -> str:
    """The number on a bell: nothing for none, and never more than two digits."""
    return "" if not unread else "99+" if unread > 99 else str(unread)


def without_keys(text: str) -> str:
    """Personal links act for the person they were written to, so staff do not get to see them."""
    return _KEY.sub(r"\1…", text)
