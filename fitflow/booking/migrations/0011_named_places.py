from django.db import migrations


class Migration(migrations.Migration):
    """It made SQL functions once, which come after all migrations now."""

    dependencies = [("booking", "0010_by_index"), ("schedule", "0005_named_places")]

    operations = []
