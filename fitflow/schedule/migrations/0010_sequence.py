from django.db import migrations, models

#: As it was counted until now: an entry that calendar programs have must never count down.
COUNT = """
UPDATE schedule_session s SET sequence = e.changes + (s.status = 'cancelled')::int, sequence_at = e.last_at
FROM (
  SELECT organization_id, entity_id, count(*) AS changes,
    max(coalesce((payload->>'moved_at')::timestamptz, at)) AS last_at
  FROM core_event WHERE type IN ('session.moved', 'session.cancelled') GROUP BY organization_id, entity_id) e
WHERE e.organization_id = s.organization_id AND e.entity_id = s.id
"""


class Migration(migrations.Migration):
    """How often a session changed in calendars stands in its row."""

    dependencies = [("core", "0001_initial"), ("schedule", "0009_put_over_others")]

    operations = [
        migrations.AddField("session", "sequence", models.PositiveIntegerField(db_default=0, default=0)),
        migrations.AddField("session", "sequence_at", models.DateTimeField(null=True)),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
    ]
