"""The kinds of message people can get. Each app registers its own in its `messages.py`, which is found by itself.

    register(MessageKind("booking.confirmed", _("A place is booked"), Audience.CLIENT, always=frozenset({EMAIL})))

A kind names its default channels. What is essential (a booking, its cancellation, an offer) always comes by e-mail;
for the rest people choose, and the default holds until they do (NOT-37).
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
class MessageKind:
    """One kind of message. `channels`, `always` and `never` hold names of channels."""

    key: str
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


_kinds: dict[str, MessageKind] = {}


def register(*kinds: MessageKind) -> None:
    """Makes kinds of message known. One that names a channel which does not exist is a bug and raises ValueError."""
    for kind in kinds:
        if unknown := (kind.channels | kind.never) - set(names()):
            raise ValueError(f"{kind.key}: there is no channel {', '.join(sorted(unknown))}")
        _kinds[kind.key] = kind


def kind_of(key: str) -> MessageKind:
    """The kind with this key; a misspelt one is a bug and raises KeyError."""
    return _kinds[key]


def find_kind(key: str) -> MessageKind | None:
    return _kinds.get(key)


def kinds_for(audience: Audience) -> list[MessageKind]:
    return [kind for kind in _kinds.values() if kind.audience is audience]


register(
    MessageKind("notify.welcome", _("Welcome"), Audience.CLIENT, always=frozenset({EMAIL, IN_APP}), is_listed=False),
    MessageKind(
        "notify.invitation",
        _("Invitation"),
        Audience.STAFF,
        channels=frozenset({EMAIL}),
        always=frozenset({EMAIL}),
        never=frozenset({IN_APP}),
        is_listed=False,
    ),
)
