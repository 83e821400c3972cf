from django.db import migrations, models
from django.db.models import Q

from fitflow.core.tenancy import TenantForeignKey


class Migration(migrations.Migration):
    """The number by which people wait is an ordinal: their position is counted among those who still wait."""

    dependencies = [("booking", "0012_audit_of_times"), ("schedule", "0006_last_ordinal")]

    operations = [
        migrations.RemoveConstraint("waitlistentry", "waitlist_place_once"),
        migrations.RemoveIndex("waitlistentry", "waitlist_in_order"),
        migrations.RenameField("waitlistentry", "place", "ordinal"),
        migrations.AlterField(
            "waitlistentry",
            "session",
            TenantForeignKey("schedule.session", db_index=False, related_name="waitlist_entries"),
        ),
        migrations.AlterField(
            "waitlistentry", "client", TenantForeignKey("organizations.client", related_name="waitlist_entries")
        ),
        migrations.AddConstraint(
            "waitlistentry", models.UniqueConstraint(fields=("session", "ordinal"), name="waitlist_ordinal_once")
        ),
        migrations.AddIndex(
            "waitlistentry",
            models.Index(condition=Q(status="waiting"), fields=["session", "ordinal"], name="waitlist_in_order"),
        ),
    ]
