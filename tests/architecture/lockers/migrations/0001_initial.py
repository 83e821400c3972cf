from django.db import migrations, models

import fitflow.core.ids
from fitflow.core.tenancy import Isolate, TenantForeignKey


class Migration(migrations.Migration):
    initial = True
    dependencies = [("organizations", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Locker",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fitflow.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organization_id", models.UUIDField(editable=False)),
                ("number", models.PositiveIntegerField()),
                ("client", TenantForeignKey("organizations.client", related_name="+")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organization_id", "number"), name="locker_is_given_once")
                ],
            },
        ),
        Isolate("Locker"),
    ]
