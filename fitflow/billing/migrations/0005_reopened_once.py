from django.db import migrations, models


class Migration(migrations.Migration):
    """When a lot was reopened for credits that came back after its end: that happens once."""

    dependencies = [("billing", "0004_known_kinds")]

    operations = [migrations.AddField("creditlot", "reopened_at", models.DateTimeField(null=True))]
