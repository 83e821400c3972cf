"""By which channels one person gets a message, when it leaves, and what may be sent again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from fitflow.core.zones import QuietHours, end_of_quiet
from fitflow.notify import channels
from fitflow.notify.channels import Channel
from fitflow.notify.hooks import Choice, MessageKind
from fitflow.notify.models import Message
from fitflow.organizations.queries.contacts import Contact

State = Message.State


class Arrival(StrEnum):
    """What became of the messages that told somebody one thing."""

    #: A mail server took one, or they have read it in the app.
    ARRIVED = "arrived"
    #: None of this has happened, or not yet.
    MISSING = "missing"
    #: There is no address of any kind.
    NOWHERE = "nowhere"


#: Why a message was not sent, as it is stored; `words.why_words` says it.
NO_ADDRESS, NO_SERVER, TOO_LATE, GONE = "no_address", "no_server", "too_late", "gone"
#: Why one waits: the mails of the day are used up.
USED_UP = "used_up"
#: A bell shows no higher number of unread notifications.
HIGHEST_ON_BADGE = 99


@dataclass(frozen=True)
class StudioQuietHours:
    """A studio's quiet hours, on the clocks of its zone. Without hours it has none."""

    hours: QuietHours | None
    zone: tzinfo


@dataclass(frozen=True)
class Start:
    """How a message begins: waiting for its moment, or already over."""

    state: State
    send_after: datetime
    why: str = ""


def is_wanted(kind: MessageKind, channel: Channel, chosen: Mapping[str, bool]) -> bool:
    """What the person chose, where there is a choice; else what the kind of message says."""
    choice = kind.choice(channel.name)
    if choice.is_free:
        return chosen.get(channel.name, choice is Choice.ON)
    return choice is Choice.ALWAYS


def free_text_for(contact: Contact, texts: Mapping[str, str]) -> Mapping[str, str]:
    """What somebody of a studio wrote, for the people who joined it: nobody else reads strangers' words from us."""
    is_known = contact.has_joined or contact.staff_id is not None
    return texts if is_known else dict.fromkeys(texts, "")


def channels_for(kind: MessageKind, contact: Contact, *, chosen: Mapping[str, bool]) -> list[Channel]:
    """Every channel that shall carry it. Some carry it to nobody: their log shows staff who was missed."""
    return [
        channel
        for channel in channels.CHANNELS
        if (channel.reaches(contact) or channel.logs_unreached) and is_wanted(kind, channel, chosen)
    ]


def start_of(
    channel: Channel, contact: Contact, *, quiet: StudioQuietHours, good_until: datetime | None, now: datetime
) -> Start:
    """What becomes of a message when it is written. What would ring at night is not written for a morning too late."""
    if not channel.reaches(contact):
        return Start(State.SUPPRESSED, now, NO_ADDRESS)
    if channel.worker is None:
        return Start(State.SENT, now)
    send_after = leaves_at(channel, quiet, now)
    if good_until is not None and now < send_after and good_until <= send_after:
        return Start(State.SUPPRESSED, send_after, TOO_LATE)
    return Start(State.QUEUED, send_after)


def leaves_at(channel: Channel, quiet: StudioQuietHours, now: datetime) -> datetime:
    """The first moment at which the channel may send: now, or at the end of the quiet hours if it rings."""
    return end_of_quiet(now, quiet.zone, quiet.hours) if channel.rings else now


def arrival_of(messages: Collection[Message]) -> Arrival:
    """Of the messages that say one thing by several channels. What only waits in the app is not known to be seen."""
    if any(_has_arrived(message) for message in messages):
        return Arrival.ARRIVED
    if messages and all(message.why == NO_ADDRESS for message in messages):
        return Arrival.NOWHERE
    return Arrival.MISSING


def _has_arrived(message: Message) -> bool:
    channel = channels.find_channel(message.channel)
    if channel is not None and channel.worker is not None:
        return message.state == State.SENT
    return message.read_at is not None


def may_be_sent_again(message: Message) -> bool:
    """Whether staff may ask for another try: it did not arrive, and its words are still there."""
    channel = channels.find_channel(message.channel)
    is_handed_over = channel is not None and channel.worker is not None
    return is_handed_over and message.state in (State.FAILED, State.SUPPRESSED) and bool(message.text)
