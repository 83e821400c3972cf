"""Messages in the words of people: states, reasons, names of templates, and text without its keys."""

import re

from django.utils.translation import gettext as _

from fitflow.notify import rules
from fitflow.notify.channels import find_channel
from fitflow.notify.hooks import find_kind
from fitflow.notify.models import Message

TONES = {
    Message.State.QUEUED: "info",
    Message.State.SENT: "success",
    Message.State.FAILED: "danger",
    Message.State.SUPPRESSED: "warning",
}
_KEY = re.compile(r"(/(?:a|ics)/)[^\s\"'<>]+")


def why_words(message: Message) -> str:
    """Why a message did not go out; what the other side said is shown as it is."""
    channel = find_channel(message.channel)
    ours = {
        rules.TOO_LATE: _("It would have come too late."),
        rules.USED_UP: _("Today's mails are used up. It leaves tomorrow."),
        rules.GONE: _("They have left, or no longer belong to this record."),
    }
    if channel is not None:
        ours |= {rules.NO_ADDRESS: str(channel.no_address), rules.NO_SERVER: str(channel.no_server)}
    return ours.get(message.why, message.why)


def channel_words(name: str) -> str:
    """What a channel is called; one that is no more, by the name it was stored with."""
    channel = find_channel(name)
    return str(channel.label) if channel else name


def destination_words(message: Message) -> str:
    """Where a message went."""
    channel = find_channel(message.channel)
    return channel.destination(message) if channel else message.address


def template_words(template: str) -> str:
    """The name of its kind, or the template's own in plain letters."""
    kind = find_kind(template.replace("/", "."))
    return str(kind.label) if kind else template.partition("/")[2].replace("_", " ").capitalize()


def badge_text(unread: int) -> str:
    """The number on a bell: nothing for none, and never more than two digits."""
    return "" if not unread else f"{rules.HIGHEST_ON_BADGE}+" if unread > rules.HIGHEST_ON_BADGE else str(unread)


def without_keys(text: str) -> str:
    """Personal links act for the person they were written to, so staff do not get to see them."""
    return _KEY.sub(r"\1…", text)
