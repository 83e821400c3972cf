"""Which channels carry a message to one person: the default of its kind, unless the person chose otherwise."""

from collections.abc import Mapping

from fitflow.notify.messages import Choice, MessageKind
from fitflow.notify.models import Message

Channel = Message.Channel


def is_wanted(kind: MessageKind, channel: Channel, chosen: Mapping[Channel, bool]) -> bool:
    choice = kind.choice(channel)
    if choice.is_free:
        return chosen.get(channel, choice is Choice.ON)
    return choice is Choice.ALWAYS


def channels_for(
    kind: MessageKind, *, chosen: Mapping[Channel, bool], only: frozenset[Channel] | None = None, has_login: bool
) -> list[Channel]:
    """Without a login there is no inbox. Without an address the e-mail is planned: staff see who was missed."""
    return [
        channel
        for channel in Channel
        if (only is None or channel in only)
        and (has_login or channel is not Channel.IN_APP)
        and is_wanted(kind, channel, chosen)
    ]
