from django.db import migrations


class Migration(migrations.Migration):
    """Acts on many sessions and calendar feeds belong to apps of their own now; their tables stay as they are."""

    dependencies = [("booking", "0014_modules_by_kind")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel("CancelRunItem"),
                migrations.DeleteModel("CancelRun"),
                migrations.DeleteModel("CalendarFeed"),
            ]
        )
    ]
