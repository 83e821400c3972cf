"""Calendar entries: one booking to be kept, and the feeds of a client and of a trainer behind secret addresses."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import gettext as _

from fitflow.booking.models import Booking, CalendarFeed
from fitflow.core.actor import Actor
from fitflow.core.db import rows
from fitflow.core.errors import NotFound
from fitflow.notify.calendar import Entry, feed, uid_of
from fitflow.schedule.rules.deadlines import sample_words
from fitflow.schedule.rules.policies import Policy

SALT = "fitflow.booking.feed"
#: What is over, or was cancelled, stays in the feed so long: calendars must see the change to follow it.
KEPT, AHEAD = timedelta(days=30), timedelta(days=200)

#: A booking that was moved to another class goes on as the new one: the same entry, counted up by each move.
BOOKED = """
SELECT b.id, m.first_id, b.status = 'cancelled' AS is_cancelled, b.policy::json, b.number, p.label, s.starts_at,
  s.ends_at, coalesce(t.name, '') AS title, f.name AS trainer, l.name AS location, l.address, s.online_url, m.moves,
  greatest(b.confirmed_at, b.cancelled_at, m.last_at) AS changed_at
FROM booking_booking b JOIN schedule_session s ON s.id = b.session_id JOIN organizations_staff f ON f.id = s.trainer_id
JOIN organizations_location l ON l.id = s.location_id LEFT JOIN schedule_classtype t ON t.id = s.class_type_id
LEFT JOIN booking_spot p ON p.session_id = s.id AND p.booking_id = b.id
CROSS JOIN LATERAL (
  WITH RECURSIVE line (id, session_id, since, until, earlier_id, step) AS (
    SELECT b.id, b.session_id, b.confirmed_at, b.cancelled_at, b.rescheduled_from_id, 0
    UNION ALL SELECT o.id, o.session_id, o.confirmed_at, o.cancelled_at, o.rescheduled_from_id, line.step + 1
    FROM line JOIN booking_booking o ON o.id = line.earlier_id)
  SELECT (SELECT id FROM line WHERE earlier_id IS NULL) AS first_id, max(e.at) AS last_at,
    (max(line.step) + count(e.id))::int AS moves
  FROM line LEFT JOIN core_event e ON e.entity_id = line.session_id AND e.type = 'session.moved'
    AND e.at > line.since AND (line.until IS NULL OR e.at <= line.until)) m
WHERE b.client_id = %(client)s AND (%(id)s::uuid IS NULL OR b.id = %(id)s::uuid)
  AND b.starts_at >= %(since)s AND b.starts_at < %(until)s AND NOT EXISTS (
    SELECT FROM booking_booking n WHERE n.client_id = b.client_id AND n.rescheduled_from_id = b.id)
ORDER BY s.starts_at, b.id
"""

TAUGHT = """
SELECT s.id, s.id AS first_id, s.status = 'cancelled' AS is_cancelled, s.starts_at, s.ends_at,
  coalesce(t.name, '') AS title, l.name AS location, l.address, s.online_url, s.capacity, m.moves,
  greatest(s.opens_at, m.last_at) AS changed_at
FROM schedule_session s JOIN organizations_location l ON l.id = s.location_id
LEFT JOIN schedule_classtype t ON t.id = s.class_type_id
CROSS JOIN LATERAL (SELECT count(*)::int AS moves, max(e.at) AS last_at FROM core_event e
  WHERE e.entity_id = s.id AND e.type IN ('session.moved', 'session.cancelled')) m
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
    """1 until somebody asked for a new address."""
    found = CalendarFeed.objects.visible_to(actor).filter(**{f"{holder.value}_id": owner_id})
    return found.values_list("version", flat=True).first() or 1


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


def booking_entry(actor: Actor, booking: Booking) -> Entry:
    """One booking as a calendar knows it: the mails and the page say the same. Moved on elsewhere, it has no entry."""
    values = {"client": booking.client_id, "id": booking.pk, "since": booking.starts_at, "until": booking.ends_at}
    found = rows(BOOKED, values)
    if not found:
        raise NotFound
    return _booked(actor, found[0])


def booking_file(actor: Actor, booking: Booking) -> str:
    """The same as a calendar file to be kept."""
    return feed([booking_entry(actor, booking)], name=actor.organization.name)


def client_calendar(actor: Actor, *, now: datetime) -> str:
    """The client's bookings as a calendar to subscribe to."""
    values = {"client": actor.client_id, "id": None, "since": now - KEPT, "until": now + AHEAD}
    entries = [_booked(actor, row) for row in rows(BOOKED, values)]
    return feed(entries, name=actor.organization.name)


def trainer_calendar(actor: Actor, *, now: datetime) -> str:
    """What the trainer teaches, as a calendar to subscribe to."""
    values = {"staff": actor.staff_id, "since": now - KEPT, "until": now + AHEAD}
    entries = [_taught(actor, row) for row in rows(TAUGHT, values)]
    return feed(entries, name=actor.organization.name)


def _booked(actor: Actor, row: dict[str, Any]) -> Entry:
    policy = Policy.from_json(row["policy"])
    spot = row["label"] or row["number"]
    lines = [
        _("With %(trainer)s") % {"trainer": row["trainer"]},
        "" if row["is_cancelled"] else _("Place %(place)s") % {"place": spot},
        sample_words(policy, row["starts_at"], actor.zone),
        row["online_url"],
    ]
    page = reverse("booking:booking", args=[actor.organization.slug, row["id"]])
    return _entry(actor, row, lines=lines, page=page)


def _taught(actor: Actor, row: dict[str, Any]) -> Entry:
    lines = [_("%(count)s places") % {"count": row["capacity"]}, row["online_url"]]
    return _entry(actor, row, lines=lines, page=reverse("booking:class", args=[actor.organization.slug, row["id"]]))


def _entry(actor: Actor, row: dict[str, Any], *, lines: list[str], page: str) -> Entry:
    where = ", ".join(part for part in (row["location"], row["address"]) if part)
    host = urlsplit(settings.FITFLOW_URL).hostname or "localhost"
    return Entry(
        uid=uid_of(row["first_id"], host),
        sequence=row["moves"] + row["is_cancelled"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        changed_at=row["changed_at"],
        title=row["title"] or actor.organization.name,
        location=where,
        description="\n".join(line for line in lines if line),
        url=f"{settings.FITFLOW_URL}{page}",
        is_cancelled=row["is_cancelled"],
    )
