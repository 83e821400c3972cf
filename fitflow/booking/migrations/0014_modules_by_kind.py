from django.db import migrations


class Migration(migrations.Migration):
    """It made an SQL function once, which comes after all migrations now."""

    dependencies = [("booking", "0013_waitlist_ordinals")]

    operations = []
