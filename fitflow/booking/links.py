"""Personal links in what booking says, each good for one thing: notify signs them, views/links.py opens them.

Who reads the message need not sign in; the link ends some time after what it is about, so that a late click is answered
with what became of it, and at once when the client is archived or separated from their login.
"""

from datetime import datetime, timedelta
from uuid import UUID

from fitflow.notify.links import make_link
from fitflow.organizations.models import Client

#: What a link is for, and what its entity is: a booking, a hold of kind priority, a waitlist entry.
CANCEL, MOVE, OFFER, LEAVE = "cancel", "move", "offer", "leave"
ANSWERED_FOR = timedelta(days=30)


def cancel_link(client: Client, *, booking_id: UUID, starts_at: datetime) -> str:
    """Shows what cancelling a booking gives back, and cancels."""
    return _link(CANCEL, client, booking_id, starts_at + ANSWERED_FOR)


def move_link(client: Client, *, booking_id: UUID, starts_at: datetime) -> str:
    """Shows other times of the class, and moves a booking to one."""
    return _link(MOVE, client, booking_id, starts_at + ANSWERED_FOR)


def offer_link(client: Client, *, hold_id: UUID, expires_at: datetime) -> str:
    """Takes or declines a spot that is offered until `expires_at`."""
    return _link(OFFER, client, hold_id, expires_at + ANSWERED_FOR)


def leave_link(client: Client, *, entry_id: UUID, starts_at: datetime) -> str:
    """Leaves the waiting list of a session that starts at `starts_at`."""
    return _link(LEAVE, client, entry_id, starts_at + ANSWERED_FOR)


def _link(purpose: str, client: Client, entity_id: UUID, until: datetime) -> str:
    return make_link(
        purpose, organization_id=client.organization_id, entity_id=entity_id, client_id=client.pk,
        version=client.link_version, expires_at=until,
    )  # fmt: skip
