"""What every channel can be asked. A channel is one object; everything else in this app speaks to it by this protocol.

A new channel is a module beside this one and a line in `channels/__init__.py`: docs/guide/messages.md.
"""

from abc import abstractmethod
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from django.conf import settings
from django.utils.functional import Promise

from fitflow.notify.channels.letters import Attachment, Composed
from fitflow.notify.models import Message
from fitflow.organizations.queries.contacts import Contact

Words = str | Promise


class Undeliverable(Exception):
    """The other side says that this message will never arrive: trying again is useless."""


@dataclass(frozen=True)
class Worker:
    """How the worker hands over the messages of a channel."""

    #: The queue in which it does so.
    group: str
    #: How long one try may take. After that another worker tries.
    lease: timedelta
    #: Tries, then the message has failed. The pauses between them grow from 5 seconds to an hour.
    attempts: int


@dataclass(frozen=True)
class Content:
    """What a message says by one channel."""

    text: str
    html: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Setup:
    """Whether a channel has what it needs outside of this machine. `fitflow doctor` shows it."""

    about: str
    found: str
    #: What to do about it. Without advice the channel can send.
    advice: str = ""
    #: Whether messages leave this machine; in the demo they may only be shown in its mailbox.
    leaves: bool = True

    @property
    def is_ready(self) -> bool:
        return not self.advice


class Channel(Protocol):
    """One way to reach people."""

    #: Stored with each message and each choice, so it stays for life. At most 20 letters.
    name: str
    label: Words
    #: Whether it makes a sound. Then it is silent in the studio's quiet hours, and its messages wait for the morning.
    rings: bool
    #: Whether the log shows a message to somebody whom it cannot reach, as not sent. If not, there is no message.
    logs_unreached: bool
    #: What the log says about somebody whom it cannot reach, and where it is not set up.
    no_address: Words
    no_server: Words
    #: How it is handed over; None when the row in the database is all that there is (the inbox).
    worker: Worker | None

    @abstractmethod
    def reaches(self, contact: Contact) -> bool:
        """Whether this person has what the channel needs: an address, a login."""

    @abstractmethod
    def address_of(self, contact: Contact) -> str:
        """Where the message goes, as it is stored with it."""

    @abstractmethod
    def destination(self, message: Message) -> str:
        """Where a message went, in words."""

    @abstractmethod
    def render(self, composed: Composed) -> Content:
        """What of the message this channel carries."""

    @abstractmethod
    def send(self, message: Message, *, sender: str) -> None:
        """Hands one message over. Raises Undeliverable when it never will arrive, anything else for another try."""

    @abstractmethod
    def setup(self) -> Setup | None:
        """Whether it is set up; None when it needs nothing."""


def timer_of(channel_name: str) -> str:
    """The kind of timer that hands over the messages of a channel."""
    return f"notify.{channel_name}"


def has_mailbox() -> bool:
    """Whether messages are read on the page of the demo's mailbox: in the demo and while developing."""
    return bool(settings.FITFLOW_DEMO or settings.DEBUG)
