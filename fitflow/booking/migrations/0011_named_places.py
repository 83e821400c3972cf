from django.db import migrations

from fitflow.core.sqlfiles import run_file


class Migration(migrations.Migration):
    """Places take their name from the class type."""

    dependencies = [("booking", "0010_by_index"), ("schedule", "0005_named_places")]

    operations = [run_file("booking", "spots", "DROP FUNCTION spot_label", digest="ebd74ddcfeb3")]
