from django.db import migrations, models
from django.db.models import Q

#: What decided stands in the event. The start that was counted from is the one before the first move that came after
#: cancelling, as a move takes the copies in cancelled bookings along.
FILL = """
UPDATE booking_booking b SET
  refund_why = coalesce(CASE WHEN e.payload->>'why' IN ('organizer', 'moved', 'mistap', 'policy', 'started',
    'untold')
    THEN e.payload->>'why' END, CASE WHEN b.cancelled_by_studio THEN 'organizer' ELSE 'policy' END),
  refund_counted_from = coalesce(b.fee_basis_at, (
    SELECT m.from_starts_at FROM booking_movedsession m
    WHERE m.organization_id = b.organization_id AND m.session_id = b.session_id AND m.moved_at > b.cancelled_at
    ORDER BY m.moved_at LIMIT 1), b.starts_at)
FROM booking_booking c LEFT JOIN LATERAL (
  SELECT v.payload FROM core_event v WHERE v.organization_id = c.organization_id AND v.entity_id = c.id
    AND v.type = 'booking.cancelled' ORDER BY v.at DESC LIMIT 1) e ON true
WHERE c.id = b.id AND b.status = 'cancelled'
"""


class Migration(migrations.Migration):
    """Why so much came back stands in the booking's row."""

    dependencies = [("core", "0001_initial"), ("booking", "0026_untold")]

    operations = [
        migrations.AddField(
            "booking", "refund_why", models.CharField(blank=True, db_default="", default="", max_length=9)
        ),
        migrations.AddField("booking", "refund_counted_from", models.DateTimeField(null=True)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "booking",
            models.CheckConstraint(
                condition=Q(
                    status="cancelled",
                    refund_why__in=["organizer", "moved", "mistap", "policy", "started", "untold"],
                    refund_counted_from__isnull=False,
                )
                | ~Q(status="cancelled") & Q(refund_why="", refund_counted_from=None),
                name="booking_cancelled_says_why_so_much",
            ),
        ),
    ]
