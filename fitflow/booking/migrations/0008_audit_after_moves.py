from django.db import migrations

from fitflow.core.sqlfiles import run_file


class Migration(migrations.Migration):
    """Two bookings of a client overlap only where the studio moved a session since, however little."""

    dependencies = [("booking", "0007_what_was_agreed")]

    operations = [run_file("booking", "audit")]
