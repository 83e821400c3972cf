"""Which channels carry a message to one person: the topic's default, unless the person chose otherwise."""

from collections.abc import Mapping

from fitflow.notify.models import Message
from fitflow.notify.topics import Choice, Topic

Channel = Message.Channel


def is_wanted(topic: Topic, channel: Channel, chosen: Mapping[Channel, bool]) -> bool:
    choice = topic.choices[channel]
    if choice.is_free:
        return chosen.get(channel, choice is Choice.ON)
    return choice is Choice.ALWAYS


def channels_for(
    topic: Topic, *, chosen: Mapping[Channel, bool], only: frozenset[Channel] | None = None, has_login: bool
) -> list[Channel]:
    """Without a login there is no inbox. Without an address the e-mail is planned: staff see who was missed."""
    return [
        channel
        for channel in Channel
        if (only is None or channel in only)
        and (has_login or channel is not Channel.IN_APP)
        and is_wanted(topic, channel, chosen)
    ]
