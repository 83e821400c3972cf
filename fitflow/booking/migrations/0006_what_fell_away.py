from django.db import migrations, models

from fitflow.core.sqlfiles import run_file


class Migration(migrations.Migration):
    """The audit passes over withdrawn sessions; who ever booked a session is found without reading every booking."""

    dependencies = [("booking", "0005_calendar_feeds")]

    operations = [
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(
                condition=models.Q(("status", "cancelled")), fields=["session"], name="booking_cancelled_of_session"
            ),
        ),
        run_file("booking", "audit"),
    ]
