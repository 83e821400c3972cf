import django.db.models.deletion
from django.db import migrations, models

import fitflow.core.tenancy


class Migration(migrations.Migration):
    """Nothing wrote invitations before: there is no row to bring along."""

    dependencies = [("organizations", "0003_clients_searched_and_looked_after")]

    operations = [
        migrations.RemoveField("invitation", "role"),
        migrations.AddField("invitation", "roles", models.JSONField(default=list)),
        migrations.AddField("invitation", "locations", models.JSONField(default=list)),
        migrations.AddField("invitation", "trainers", models.JSONField(default=list)),
        migrations.AlterField(
            "invitation",
            "staff",
            fitflow.core.tenancy.TenantForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="invitations", to="organizations.staff"
            ),
        ),
        migrations.AddConstraint(
            "invitation",
            models.UniqueConstraint(
                name="invitation_one_unanswered_per_person",
                fields=["staff"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
            ),
        ),
    ]
