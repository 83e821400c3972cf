"""The channels by which people are reached, in the order in which pages name them."""

from fitflow.notify.channels.base import Channel, Undeliverable, has_mailbox, timer_of
from fitflow.notify.channels.email import EMAIL, Email
from fitflow.notify.channels.in_app import IN_APP, InApp

__all__ = [
    "CHANNELS", "EMAIL", "IN_APP", "Channel", "Undeliverable", "channel_of", "find_channel", "has_mailbox",
    "leave_this_machine", "names", "timer_of",
]  # fmt: skip

CHANNELS: tuple[Channel, ...] = (Email(), InApp())


def names() -> list[str]:
    return [channel.name for channel in CHANNELS]


def leave_this_machine() -> bool:
    """Whether any message does, or all of them only stand in the mailbox of the demo."""
    setups = [channel.setup() for channel in CHANNELS]
    return any(setup is not None and setup.leaves for setup in setups)


def find_channel(name: str) -> Channel | None:
    """The channel of this name; None when it is none, or none any more: old messages name it still."""
    return next((channel for channel in CHANNELS if channel.name == name), None)


def channel_of(name: str) -> Channel:
    """The channel of this name; a misspelt one is a bug and raises LookupError."""
    channel = find_channel(name)
    if channel is None:
        raise LookupError(f"there is no channel {name}")
    return channel
