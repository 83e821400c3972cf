from django.db import migrations, models

from fitflow.core.sqlfiles import run_file


class Migration(migrations.Migration):
    dependencies = [("organizations", "0004_invitations_offer_several_roles")]

    operations = [
        migrations.AddIndex(
            model_name="client",
            index=models.Index(condition=models.Q(("email", ""), _negated=True), fields=["email"], name="client_by_address"),
        ),
        run_file("organizations", "own_address", reverse="DROP POLICY own_address ON organizations_client", digest="282caf8929ce"),
        run_file("organizations", "client_records", digest="b2589bc50b53"),
    ]
