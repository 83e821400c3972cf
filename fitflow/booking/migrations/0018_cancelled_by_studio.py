from django.db import migrations, models
from django.db.models import Q

#: The client's own are those of which the event says so.
FILL = """
UPDATE booking_booking b SET cancelled_by_studio = true
WHERE b.status = 'cancelled' AND NOT EXISTS (
  SELECT FROM core_event e
  WHERE e.organization_id = b.organization_id AND e.entity_id = b.id AND e.type = 'booking.cancelled'
    AND e.payload->>'by_studio' = 'false')
"""


class Migration(migrations.Migration):
    """Whether the studio cancelled a booking stands in its row."""

    dependencies = [("core", "0001_initial"), ("booking", "0017_moved_sessions")]

    operations = [
        migrations.AddField("booking", "cancelled_by_studio", models.BooleanField(db_default=False, default=False)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "booking",
            models.CheckConstraint(
                condition=Q(cancelled_by_studio=False) | Q(status="cancelled"),
                name="booking_cancelled_by_studio_is_cancelled",
            ),
        ),
    ]
