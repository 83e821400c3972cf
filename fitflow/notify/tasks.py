"""What the worker does for messages."""

from datetime import datetime
from uuid import UUID

from fitflow.core.actor import Actor
from fitflow.core.timers import on_timer
from fitflow.notify import services
from fitflow.notify.channels import CHANNELS, Channel, timer_of


def hand_over(channel: Channel) -> None:
    """Gives the worker a timer for a channel of its own: one whose other side is slow keeps no other waiting."""
    worker = channel.worker
    if worker is not None:
        on_timer(timer_of(channel.name), group=worker.group, lease=worker.lease, attempts=worker.attempts)(send_message)


def send_message(actor: Actor, message_id: UUID, key: str, now: datetime) -> datetime | None:
    """One try. A message that may not leave before the morning gives the moment of the next."""
    message = services.deliver(actor, message_id=message_id, now=now)
    return message.send_after if message is not None and message.send_after > now else None


for known in CHANNELS:
    hand_over(known)


@on_timer(services.FORGET)
def forget_text(actor: Actor, message_id: UUID, key: str, now: datetime) -> None:
    services.forget_text(actor, message_id=message_id)
