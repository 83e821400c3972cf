"""What happened to messages that somebody should know of. That one was sent stands in the message itself."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from fitflow.core.events import Code, FactChanges


@dataclass(frozen=True)
class MessageFailed:
    """A message was given up: the person does not know."""

    type: ClassVar[str] = "message.failed"
    entity: ClassVar[str] = "message_id"
    message_id: UUID
    template: Code
    about_id: UUID | None
    client_id: UUID | None
    #: Events from before there were other channels do not name it.
    channel: Code = "email"


@dataclass(frozen=True)
class MessageSentAgain:
    """Staff asked for another try."""

    type: ClassVar[str] = "message.sent_again"
    entity: ClassVar[str] = "message_id"
    message_id: UUID


@dataclass(frozen=True)
class PreferencesChanged:
    """Somebody chose what they want to hear of: {"kind:channel": wanted}."""

    type: ClassVar[str] = "preferences.changed"
    entity: ClassVar[str] = "user_id"
    user_id: UUID
    changes: FactChanges
