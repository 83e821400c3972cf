"""Personal links in what booking says, each good for one thing: notify signs them, views/links.py opens them.

Who reads the message need not sign in; the link ends some time after what it is about, so that a late click is answered
with what became of it.
"""

from datetime import datetime, timedelta
from uuid import UUID

from fitflow.notify.links import make_link

#: What a link is for, and what its entity is: a booking, a hold of kind priority, a waitlist entry.
CANCEL, OFFER, LEAVE = "cancel", "offer", "leave"
ANSWERED_FOR = timedelta(days=30)


def cancel_link(organization_id: UUID, *, booking_id: UUID, client_id: UUID, starts_at: datetime) -> str:
    """Shows what cancelling a booking gives back, and cancels."""
    until = starts_at + ANSWERED_FOR
    return make_link(
        CANCEL, organization_id=organization_id, entity_id=booking_id, client_id=client_id, expires_at=until
    )


def offer_link(organization_id: UUID, *, hold_id: UUID, client_id: UUID, expires_at: datetime) -> str:
    """Takes or declines a spot that is offered until `expires_at`."""
    until = expires_at + ANSWERED_FOR
    return make_link(OFFER, organization_id=organization_id, entity_id=hold_id, client_id=client_id, expires_at=until)


def leave_link(organization_id: UUID, *, entry_id: UUID, client_id: UUID, starts_at: datetime) -> str:
    """Leaves the waiting list of a session that starts at `starts_at`."""
    until = starts_at + ANSWERED_FOR
    return make_link(LEAVE, organization_id=organization_id, entity_id=entry_id, client_id=client_id, expires_at=until)
