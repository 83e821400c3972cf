from django.db import migrations, models


class Migration(migrations.Migration):
    """Who ever booked a session is found without reading every booking."""

    dependencies = [("booking", "0005_calendar_feeds")]

    operations = [
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(
                condition=models.Q(("status", "cancelled")), fields=["session"], name="booking_cancelled_of_session"
            ),
        ),
    ]
