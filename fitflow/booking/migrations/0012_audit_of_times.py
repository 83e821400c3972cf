from django.db import migrations

from fitflow.core.sqlfiles import run_file


class Migration(migrations.Migration):
    """A booking is when its session is: what "two sessions at once" is measured by."""

    dependencies = [("booking", "0011_named_places")]

    operations = [run_file("booking", "audit", digest="6938b371614d")]
