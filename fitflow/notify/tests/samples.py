"""Templates and topics that only these tests know, and a short way to send them."""

from datetime import datetime, timedelta
from typing import Any

from fitflow.core.actor import Actor
from fitflow.notify import services
from fitflow.notify.models import Message
from fitflow.notify.queries import Recipient
from fitflow.notify.topics import Audience, Choice, Topic

TOPICS = [
    Topic("sample.full", "Your bookings", Audience.CLIENT, email=Choice.ALWAYS, in_app=Choice.ON),
    Topic("sample.brief", "News", Audience.CLIENT, email=Choice.ON, in_app=Choice.OFF),
    Topic("sample.quiet", "Nothing", Audience.CLIENT, email=Choice.OFF, in_app=Choice.OFF),
    Topic("sample.broken", "Broken", Audience.CLIENT, email=Choice.ON, in_app=Choice.NEVER),
    Topic("sample.desk", "New bookings", Audience.STAFF, email=Choice.ON, in_app=Choice.ON),
]

#: An id that is well formed and belongs to nothing.
NOBODYS_ID = "0190a000-0000-7000-8000-00000000dead"


def tell(actor: Actor, to: Recipient, *, now: datetime, template: str = "sample/full", **values: Any) -> list[Message]:
    """Send the sample message; `context` and everything else can be given."""
    context = {"title": "Yoga", "starts_at": now + timedelta(days=1), "place": "Main hall", "note": "Bring a mat."}
    options = {"about_id": None, "dedupe_key": "told", "url": "/s/northside/me/bookings"} | values
    context |= options.pop("context", {})
    return services.send(actor, template=template, to=to, context=context, now=now, **options)
