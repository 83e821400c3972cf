"""Calendar entries: one booking to be kept, and the feeds of a client and of a trainer behind secret addresses."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fitflow.booking.queries.entries import BOOKED, booked_entry, entry_of
from fitflow.calendars.models import CalendarFeed
from fitflow.core.actor import Actor
from fitflow.core.db import rows
from fitflow.core.errors import NotFound
from fitflow.core.ics import Entry, feed
from fitflow.core.pages import page
from fitflow.organizations.queries.contacts import Contact, contact_of_client, contact_of_staff

SALT = "fitflow.booking.feed"
#: What is over, or was cancelled, stays in the feed so long: calendars must see the change to follow it.
KEPT, AHEAD = timedelta(days=30), timedelta(days=200)

#: A class whose registration opens later cannot have changed then; the day that has begun keeps the file as it is.
TAUGHT = """
SELECT s.id, s.id AS first_id, s.status = 'cancelled' AS is_cancelled, s.starts_at, s.ends_at,
  coalesce(t.name, '') AS title, l.name AS location, l.address, s.online_url, s.capacity, s.sequence,
  greatest(least(s.opens_at, %(today)s), s.sequence_at) AS changed_at
FROM schedule_session s JOIN organizations_location l ON l.id = s.location_id
LEFT JOIN schedule_classtype t ON t.id = s.class_type_id
WHERE s.trainer_id = %(staff)s AND s.status <> 'draft' AND (s.status <> 'cancelled' OR s.cancel_reason <> '')
  AND s.starts_at >= %(since)s AND s.starts_at < %(until)s
ORDER BY s.starts_at, s.id
"""


class Holder(StrEnum):
    """Whose calendar it is."""

    CLIENT = "client"
    STAFF = "staff"


@dataclass(frozen=True)
class FeedOwner:
    """What a calendar address names; it works while its version is the newest."""

    organization_id: UUID
    holder: Holder
    id: UUID
    version: int


def client_feed(actor: Actor) -> FeedOwner | None:
    """The own calendar as a client."""
    return _owner(actor, Holder.CLIENT, actor.client_id)


def staff_feed(actor: Actor) -> FeedOwner | None:
    """The own calendar as somebody who teaches."""
    return _owner(actor, Holder.STAFF, actor.staff_id)


def _owner(actor: Actor, holder: Holder, owner_id: UUID | None) -> FeedOwner | None:
    if owner_id is None:
        return None
    return FeedOwner(actor.organization_id, holder, owner_id, current_version(actor, holder, owner_id))


def current_version(actor: Actor, holder: Holder, owner_id: UUID) -> int:
    """1 at first; it grows when they ask for a new address, and whenever their access has ended."""
    return _version(actor, holder, _contact_of(actor, holder, owner_id), owner_id)


def has_calendar(actor: Actor, owner: FeedOwner) -> bool:
    """Whether an address still opens something: it is the newest, and its owner has neither left nor been archived."""
    contact = _contact_of(actor, owner.holder, owner.id)
    return not contact.is_gone and _version(actor, owner.holder, contact, owner.id) == owner.version


def _version(actor: Actor, holder: Holder, contact: Contact, owner_id: UUID) -> int:
    found = CalendarFeed.objects.visible_to(actor).filter(**{f"{holder.value}_id": owner_id})
    return (found.values_list("version", flat=True).first() or 1) + contact.link_version


def _contact_of(actor: Actor, holder: Holder, owner_id: UUID) -> Contact:
    return contact_of_client(actor, owner_id) if holder is Holder.CLIENT else contact_of_staff(actor, owner_id)


def feed_address(owner: FeedOwner) -> str:
    """The secret address, to be pasted into a calendar program."""
    return f"{settings.FITFLOW_URL}{reverse('ics:feed', args=[feed_token(owner)])}"


def feed_token(owner: FeedOwner) -> str:
    ids = owner.organization_id.bytes + owner.id.bytes + owner.version.to_bytes(4, "big")
    text = base64.urlsafe_b64encode(ids).decode().rstrip("=")
    return Signer(sep=".", salt=SALT).sign(f"{owner.holder.value}.{text}")


def feed_owner(token: str) -> FeedOwner:
    """What a token names; NotFound for one that we did not sign. Whether it is the newest, `current_version` says."""
    try:
        holder, text = Signer(sep=".", salt=SALT).unsign(token).split(".")
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return FeedOwner(
            UUID(bytes=raw[:16]), Holder(holder), UUID(bytes=raw[16:32]), int.from_bytes(raw[32:36], "big")
        )
    except (BadSignature, ValueError, binascii.Error) as error:
        raise NotFound(_("This calendar address is not complete, or it was replaced.")) from error


def client_calendar(actor: Actor, *, now: datetime) -> str:
    """The client's bookings as a calendar to subscribe to."""
    values = {
        "organization": actor.organization_id, "client": actor.client_id, "id": None, "since": now - KEPT,
        "until": now + AHEAD,
    }  # fmt: skip
    entries = [booked_entry(actor, row) for row in rows(BOOKED, values)]
    return feed(entries, name=actor.organization.name)


def trainer_calendar(actor: Actor, *, now: datetime) -> str:
    """What the trainer teaches, as a calendar to subscribe to."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    values = {"staff": actor.staff_id, "since": now - KEPT, "until": now + AHEAD, "today": today}
    entries = [_taught(actor, row) for row in rows(TAUGHT, values)]
    return feed(entries, name=actor.organization.name)


def _taught(actor: Actor, row: dict[str, Any]) -> Entry:
    spots = ngettext("%(count)s place", "%(count)s places", row["capacity"]) % {"count": row["capacity"]}
    lines = [spots, row["online_url"]]
    return entry_of(actor, row, lines=lines, path=page(actor, "booking:class", row["id"]))
