"""What the worker does for messages."""

from datetime import datetime, timedelta
from uuid import UUID

from fitflow.core.actor import Actor
from fitflow.core.timers import on_timer
from fitflow.notify import services


@on_timer(services.EMAIL, group="mail", lease=timedelta(minutes=2), attempts=services.ATTEMPTS)
def send_email(actor: Actor, message_id: UUID, key: str, now: datetime) -> None:
    services.deliver_email(actor, message_id=message_id, now=now)


@on_timer(services.FORGET)
def forget_text(actor: Actor, message_id: UUID, key: str, now: datetime) -> None:
    services.forget_text(actor, message_id=message_id)
