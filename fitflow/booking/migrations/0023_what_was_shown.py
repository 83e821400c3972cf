from django.db import migrations, models

#: What was booked is where the first move since then began; unmoved, it is where the session is.
AGREED = """
UPDATE booking_booking b SET agreed_starts_at = coalesce(
  (SELECT m.from_starts_at FROM booking_movedsession m
    WHERE m.organization_id = b.organization_id AND m.session_id = b.session_id AND m.moved_at >= b.confirmed_at
    ORDER BY m.moved_at, m.id LIMIT 1), b.starts_at)
"""
STATES = [(name, name.title()) for name in ("active", "confirmed", "released", "expired", "withdrawn")]


class Migration(migrations.Migration):
    """A hold remembers what its client was shown, a booking the start that was agreed to."""

    dependencies = [("booking", "0022_client_ties")]

    operations = [
        migrations.AlterField("spothold", "status", models.CharField(choices=STATES, default="active", max_length=9)),
        migrations.AddField("spothold", "shown", models.JSONField(default=dict, db_default={})),
        migrations.AddField("booking", "agreed_starts_at", models.DateTimeField(null=True)),
        migrations.RunSQL(AGREED, migrations.RunSQL.noop),
        migrations.AlterField("booking", "agreed_starts_at", models.DateTimeField()),
    ]
