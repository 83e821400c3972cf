from django.db import migrations, models

import fitflow.core.ids
from fitflow.core.tenancy import Isolate


class Migration(migrations.Migration):
    """How many mails of a studio left on a day."""

    dependencies = [("notify", "0007_found_by_address")]

    operations = [
        migrations.CreateModel(
            name="MailDay",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fitflow.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organization_id", models.UUIDField(editable=False)),
                ("day", models.DateField()),
                ("count", models.PositiveIntegerField()),
                ("is_told", models.BooleanField(db_default=False, default=False)),
            ],
        ),
        migrations.AddConstraint(
            "mailday", models.UniqueConstraint(fields=("organization_id", "day"), name="mail_day_once")
        ),
        Isolate("MailDay"),
    ]
