"""One booking as an entry of a calendar: what mails, the page and feeds say."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from fitflow.booking.models import Booking
from fitflow.core.actor import Actor
from fitflow.core.db import rows
from fitflow.core.errors import NotFound
from fitflow.core.ics import Entry, feed, uid_of
from fitflow.core.pages import page
from fitflow.core.plans import Kept
from fitflow.schedule.rules.deadlines import sample_words
from fitflow.schedule.rules.policies import Policy

#: A booking that was moved to another class goes on as the new one: the entry of the first, counted on.
BOOKED = Kept("""
SELECT b.id, m.first_id, b.status = 'cancelled' AS is_cancelled, b.policy::json, b.number, p.label, s.starts_at,
  s.ends_at, coalesce(t.name, '') AS title, f.name AS trainer, l.name AS location, l.address, s.online_url, b.sequence,
  greatest(b.confirmed_at, b.cancelled_at, CASE WHEN b.cancelled_at IS NULL THEN s.sequence_at END) AS changed_at
FROM booking_booking b JOIN schedule_session s ON s.organization_id = b.organization_id AND s.id = b.session_id
JOIN organizations_staff f ON f.organization_id = s.organization_id AND f.id = s.trainer_id
JOIN organizations_location l ON l.organization_id = s.organization_id AND l.id = s.location_id
LEFT JOIN schedule_classtype t ON t.organization_id = s.organization_id AND t.id = s.class_type_id
LEFT JOIN booking_spot p ON p.organization_id = s.organization_id AND p.session_id = s.id AND p.booking_id = b.id
CROSS JOIN LATERAL (
  WITH RECURSIVE line (id, earlier_id) AS (
    SELECT b.id, b.rescheduled_from_id
    UNION ALL SELECT o.id, o.rescheduled_from_id FROM line
      JOIN booking_booking o ON o.organization_id = %(organization)s AND o.id = line.earlier_id)
  SELECT id AS first_id FROM line WHERE earlier_id IS NULL) m
WHERE b.organization_id = %(organization)s AND b.client_id = %(client)s
  AND (%(id)s::uuid IS NULL OR b.id = %(id)s::uuid)
  AND b.starts_at >= %(since)s AND b.starts_at < %(until)s AND NOT EXISTS (
    SELECT FROM booking_booking n WHERE n.organization_id = b.organization_id AND n.rescheduled_from_id = b.id)
ORDER BY s.starts_at, b.id
""")


def booking_entry(actor: Actor, booking: Booking) -> Entry:
    """One booking as a calendar knows it: the mails and the page say the same. Moved on elsewhere, it has no entry."""
    values = {
        "organization": actor.organization_id, "client": booking.client_id, "id": booking.pk,
        "since": booking.starts_at, "until": booking.ends_at,
    }  # fmt: skip
    found = rows(BOOKED, values)
    if not found:
        raise NotFound
    return booked_entry(actor, found[0])


def booking_file(actor: Actor, booking: Booking) -> str:
    """The same as a calendar file to be kept."""
    return feed([booking_entry(actor, booking)], name=actor.organization.name)


def booked_entry(actor: Actor, row: dict[str, Any]) -> Entry:
    policy = Policy.from_json(row["policy"])
    spot = row["label"] or row["number"]
    lines = [
        _("With %(trainer)s") % {"trainer": row["trainer"]},
        "" if row["is_cancelled"] else _("Place %(place)s") % {"place": spot},
        sample_words(policy, row["starts_at"], actor.formats),
        row["online_url"],
    ]
    return entry_of(actor, row, lines=lines, path=page(actor, "booking:booking", row["id"]))


def entry_of(actor: Actor, row: dict[str, Any], *, lines: list[str], path: str) -> Entry:
    where = ", ".join(part for part in (row["location"], row["address"]) if part)
    return Entry(
        uid=uid_of(row["first_id"]),
        sequence=row["sequence"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        changed_at=row["changed_at"],
        title=row["title"] or actor.organization.name,
        location=where,
        description="\n".join(line for line in lines if line),
        url=f"{settings.FITFLOW_URL}{path}",
        is_cancelled=row["is_cancelled"],
    )
