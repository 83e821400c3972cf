"""What people can be told about. Each app registers its topics in its own `topics.py`; they are found by themselves.

    register(Topic("booking.confirmed", _("Your bookings"), Audience.CLIENT, email=Choice.ALWAYS, in_app=Choice.NEVER))

A topic decides the channels. What is essential (a booking, its cancellation, an offer) is ALWAYS sent by e-mail; for
the rest people choose, and the default holds until they do (NOT-37).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fitflow.notify.models import Message

Words = str | Promise
Channel = Message.Channel


class Audience(StrEnum):
    """Whose preferences page shows it."""

    CLIENT = "client"
    STAFF = "staff"


class Choice(StrEnum):
    """What a topic says about one channel."""

    ALWAYS = "always"
    ON = "on"
    OFF = "off"
    NEVER = "never"

    @property
    def is_free(self) -> bool:
        """Whether people decide for themselves."""
        return self in (Choice.ON, Choice.OFF)


@dataclass(frozen=True)
class Topic:
    """One kind of news, with what each channel does unless a person chose otherwise."""

    key: str
    label: Words
    audience: Audience
    email: Choice = Choice.ON
    in_app: Choice = Choice.ON
    help: Words = ""
    #: Whether the preferences page names it; what is said once in a lifetime need not stand there.
    is_listed: bool = True

    @property
    def choices(self) -> Mapping[Channel, Choice]:
        return {Channel.EMAIL: self.email, Channel.IN_APP: self.in_app}


_topics: dict[str, Topic] = {}


def register(*topics: Topic) -> None:
    for topic in topics:
        _topics[topic.key] = topic


def topic_of(key: str) -> Topic:
    """The topic with this key; a misspelt one is a bug and raises KeyError."""
    return _topics[key]


def find_topic(key: str) -> Topic | None:
    return _topics.get(key)


def topics_for(audience: Audience) -> list[Topic]:
    return [topic for topic in _topics.values() if topic.audience is audience]


register(
    Topic("notify.welcome", _("Welcome"), Audience.CLIENT, email=Choice.ALWAYS, in_app=Choice.ALWAYS, is_listed=False),
    Topic(
        "notify.invitation", _("Invitation"), Audience.STAFF, email=Choice.ALWAYS, in_app=Choice.NEVER, is_listed=False
    ),
)
