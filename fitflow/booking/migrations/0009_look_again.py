from django.db import migrations

from fitflow.core.sqlfiles import run_file


class Migration(migrations.Migration):
    """Who waited for a place and lost it looks again at the clock, in studios that are there already, too."""

    dependencies = [("booking", "0008_audit_after_moves")]

    operations = [run_file("booking", "claim")]
