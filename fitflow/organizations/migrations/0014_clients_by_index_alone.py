from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A search reads an index and nothing else; clients are counted by their status."""

    dependencies = [("organizations", "0013_limited_roles")]

    operations = [
        migrations.RemoveIndex("client", "client_in_order"),
        migrations.AddIndex(
            "client",
            models.Index(
                name="client_in_order",
                fields=["organization_id", "search", "id"],
                include=["status", "archived_at", "created_at", "location_id", "trainer_id"],
            ),
        ),
        migrations.AddIndex(
            "client",
            models.Index(
                name="client_of_status",
                fields=["organization_id", "status"],
                condition=Q(archived_at__isnull=True),
            ),
        ),
        migrations.AddIndex(
            "client",
            models.Index(name="client_archived", fields=["organization_id"], condition=Q(archived_at__isnull=False)),
        ),
    ]
