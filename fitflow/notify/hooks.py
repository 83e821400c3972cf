"""Kinds of message people can get. Each app offers its own in its `messages.py`.

    offer(MessageKind("booking.confirmed", _("A place is booked"), Audience.CLIENT, always=frozenset({EMAIL})))

A kind names its default channels. What is essential (a booking, its cancellation, an offer) always comes by e-mail;
for the rest people choose, and the default holds until they do (NOT-37).
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

from fitflow.core.offers import Offer, find_offer, offered
from fitflow.notify.channels import EMAIL, IN_APP, names

Words = str | Promise


class Audience(StrEnum):
    """Whose preferences page shows it."""

    CLIENT = "client"
    STAFF = "staff"


class Choice(StrEnum):
    """What a kind of message says about one channel."""

    ALWAYS = "always"
    ON = "on"
    OFF = "off"
    NEVER = "never"

    @property
    def is_free(self) -> bool:
        """Whether people decide for themselves."""
        return self in (Choice.ON, Choice.OFF)


@dataclass(frozen=True)
class MessageKind(Offer):
    """One kind of message. `channels`, `always` and `never` hold names of channels."""

    label: Words
    audience: Audience
    #: By which channels it comes unless a person chose otherwise. Every other channel is off until they turn it on.
    channels: frozenset[str] = frozenset({EMAIL, IN_APP})
    #: Those of them that nobody can turn off.
    always: frozenset[str] = frozenset()
    #: Channels that do not carry it at all, so that nobody can turn them on.
    never: frozenset[str] = frozenset()
    help: Words = ""
    #: Whether the preferences page names it. A message that comes once in a lifetime need not stand there.
    is_listed: bool = True

    def __post_init__(self) -> None:
        if not self.always <= self.channels or self.never & self.channels:
            raise ValueError(f"{self.key}: `always` is a part of `channels`, `never` has nothing of it")
        if unknown := (self.channels | self.never) - set(names()):
            raise ValueError(f"{self.key}: there is no channel {', '.join(sorted(unknown))}")

    def choice(self, channel: str) -> Choice:
        """What this kind says about a channel."""
        if channel in self.always:
            return Choice.ALWAYS
        if channel in self.never:
            return Choice.NEVER
        return Choice.ON if channel in self.channels else Choice.OFF

    @property
    def has_choice(self) -> bool:
        """Whether the preferences page lets people decide anything about it."""
        return self.is_listed and any(self.choice(name).is_free for name in names())


def kind_of(key: str) -> MessageKind:
    """The kind with this key; a misspelt one is a bug and raises KeyError."""
    kind = find_kind(key)
    if kind is None:
        raise KeyError(key)
    return kind


def find_kind(key: str) -> MessageKind | None:
    return find_offer(MessageKind, key)


def kinds_for(audience: Audience) -> list[MessageKind]:
    return [kind for kind in offered(MessageKind) if kind.audience is audience]
