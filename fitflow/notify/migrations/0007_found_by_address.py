from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Collate


class Migration(migrations.Migration):
    """Messages are found by the beginning of an address, without reading the others."""

    dependencies = [("notify", "0006_found_by_index")]

    operations = [
        migrations.AddIndex(
            "message", models.Index(F("organization_id"), Collate("address", "C"), name="message_to_address")
        ),
    ]
