from django.db import migrations


class Migration(migrations.Migration):
    """What is given to who joins a waitlist is an ordinal."""

    dependencies = [("schedule", "0005_named_places")]

    operations = [migrations.RenameField("session", "last_place", "last_ordinal")]
