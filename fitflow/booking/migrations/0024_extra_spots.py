from django.db import migrations, models


class Migration(migrations.Migration):
    """A spot that was made for one person goes with them; of older ones nobody knows whom they were made for."""

    dependencies = [("booking", "0023_what_was_shown")]

    operations = [migrations.AddField("booking", "is_extra", models.BooleanField(db_default=False, default=False))]
