"""Templates and kinds of message that only these tests know, and a short way to send them."""

from datetime import datetime, timedelta
from typing import Any

from fitflow.core.actor import Actor
from fitflow.notify import services
from fitflow.notify.channels import EMAIL, IN_APP
from fitflow.notify.hooks import Audience, MessageKind
from fitflow.notify.models import Message
from fitflow.notify.queries import Recipient

BY_EMAIL = frozenset({EMAIL})
KINDS = [
    MessageKind("sample.full", "Your bookings", Audience.CLIENT, always=BY_EMAIL),
    MessageKind("sample.brief", "News", Audience.CLIENT, channels=BY_EMAIL),
    MessageKind("sample.quiet", "Nothing", Audience.CLIENT, channels=frozenset()),
    MessageKind("sample.broken", "Broken", Audience.CLIENT, channels=BY_EMAIL, never=frozenset({IN_APP})),
    MessageKind("sample.desk", "New bookings", Audience.STAFF),
]

#: An id that is well formed and belongs to nothing.
NOBODYS_ID = "0190a000-0000-7000-8000-00000000dead"


def tell(actor: Actor, to: Recipient, *, now: datetime, template: str = "sample/full", **values: Any) -> list[Message]:
    """Send the sample message; `context` and everything else can be given."""
    context = {"title": "Yoga", "starts_at": now + timedelta(days=1), "place": "Main hall", "note": "Bring a mat."}
    options = {"about_id": None, "dedupe_key": "told", "url": "/s/northside/me/bookings"} | values
    context |= options.pop("context", {})
    return services.send(actor, template=template, to=to, context=context, now=now, **options)
