"""What follows when a locker is given."""

from datetime import datetime

from fitflow.lockers.events import LockerGiven

from fitflow.core.actor import Actor
from fitflow.core.events import consumes
from fitflow.notify.queries import Recipient
from fitflow.notify.services import send


@consumes(LockerGiven, name="lockers.tell_given")
def tell_given(actor: Actor, event: LockerGiven, now: datetime) -> None:
    """The client hears which one it is."""
    send(
        actor,
        template="lockers/given",
        to=Recipient(client=event.client_id),
        context={"number": event.number},
        about_id=event.client_id,
        dedupe_key=f"locker:{event.client_id}:{event.number}",
        url="/",
        now=now,
    )
