from django.db import migrations

from fitflow.core.sqlfiles import run_file


class Migration(migrations.Migration):
    """Classes are gated by their own flag; every kind by the calendar's."""

    dependencies = [("booking", "0013_waitlist_ordinals")]

    operations = [run_file("booking", "claim", digest="d09c04cd858b")]
