from django.db import migrations, models


class Migration(migrations.Migration):
    """Which login founded a studio: a login founds one a day. Nobody asks about studios of before."""

    dependencies = [("organizations", "0015_records_wait")]

    operations = [
        migrations.AddField("organization", "founded_by", models.UUIDField(editable=False, null=True)),
        migrations.AddIndex(
            "organization", models.Index(fields=["founded_by", "created_at"], name="organization_by_founder")
        ),
    ]
