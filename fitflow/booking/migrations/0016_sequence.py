from django.db import migrations, models

#: As it was counted until now: the moves of the session while the booking was in it, each step to another session,
#: and cancelling. An entry that calendar programs have must never count down.
COUNT = """
WITH RECURSIVE line (organization_id, booking_id, session_id, since, until, earlier_id, step) AS (
  SELECT organization_id, id, session_id, confirmed_at, cancelled_at, rescheduled_from_id, 0 FROM booking_booking
  UNION ALL
  SELECT o.organization_id, line.booking_id, o.session_id, o.confirmed_at, o.cancelled_at, o.rescheduled_from_id,
    line.step + 1
  FROM line JOIN booking_booking o ON o.organization_id = line.organization_id AND o.id = line.earlier_id
), changes AS (
  SELECT line.organization_id, line.booking_id, max(line.step) + count(e.id) AS moves
  FROM line LEFT JOIN core_event e ON e.organization_id = line.organization_id AND e.entity_id = line.session_id
    AND e.type = 'session.moved' AND e.at > line.since AND (line.until IS NULL OR e.at <= line.until)
  GROUP BY line.organization_id, line.booking_id
)
UPDATE booking_booking b SET sequence = c.moves + (b.status = 'cancelled')::int
FROM changes c
WHERE c.organization_id = b.organization_id AND c.booking_id = b.id AND (c.moves > 0 OR b.status = 'cancelled')
"""


class Migration(migrations.Migration):
    """How often a booking changed in calendars stands in its row."""

    dependencies = [("core", "0001_initial"), ("booking", "0015_the_cut")]

    operations = [
        migrations.AddField("booking", "sequence", models.PositiveIntegerField(db_default=0, default=0)),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
    ]
