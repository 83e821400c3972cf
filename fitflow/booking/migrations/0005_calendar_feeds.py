from django.db import migrations, models

import fitflow.core.ids
from fitflow.core.tenancy import Isolate, TenantForeignKey


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0004_cancel_runs"),
        ("organizations", "0005_clients_found_by_their_address"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fitflow.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organization_id", models.UUIDField(editable=False)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "client",
                    TenantForeignKey(db_index=False, null=True, related_name="+", to="organizations.client"),
                ),
                ("staff", TenantForeignKey(db_index=False, null=True, related_name="+", to="organizations.staff")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("client",), name="feed_one_per_client"),
                    models.UniqueConstraint(fields=("staff",), name="feed_one_per_staff"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("client__isnull", False), ("staff", None)),
                            models.Q(("client", None), ("staff__isnull", False)),
                            _connector="OR",
                        ),
                        name="feed_is_of_a_client_or_of_staff",
                    ),
                ],
            },
        ),
        Isolate("CalendarFeed", referenced=False),
    ]
