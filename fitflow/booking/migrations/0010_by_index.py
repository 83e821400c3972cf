from django.db import migrations


class Migration(migrations.Migration):
    """It made SQL functions once, which come after all migrations now."""

    dependencies = [("booking", "0009_look_again")]

    operations = []
