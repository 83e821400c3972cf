from django.db import migrations

from fitflow.core.sqlfiles import run_file


class Migration(migrations.Migration):
    """A claim looks at the session again once the place is its own; a confirm knows of a booking that is there."""

    dependencies = [("booking", "0006_what_fell_away")]

    operations = [
        # What it answers has changed, which CREATE OR REPLACE cannot do.
        migrations.RunSQL("DROP FUNCTION confirm_facts(uuid)", migrations.RunSQL.noop),
        run_file("booking", "confirm"),
        run_file("booking", "claim"),
    ]
