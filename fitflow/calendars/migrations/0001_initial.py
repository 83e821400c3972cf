from django.db import migrations, models
from django.db.models import Q

import fitflow.core.ids
from fitflow.core.tenancy import TenantForeignKey


class Migration(migrations.Migration):
    """The table that booking made, with its walls."""

    initial = True
    dependencies = [("booking", "0015_the_cut"), ("organizations", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
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
                            TenantForeignKey("organizations.client", db_index=False, null=True, related_name="+"),
                        ),
                        ("staff", TenantForeignKey("organizations.staff", db_index=False, null=True, related_name="+")),
                    ],
                    options={
                        "db_table": "booking_calendarfeed",
                        "constraints": [
                            models.UniqueConstraint(fields=("client",), name="feed_one_per_client"),
                            models.UniqueConstraint(fields=("staff",), name="feed_one_per_staff"),
                            models.CheckConstraint(
                                condition=Q(client__isnull=False, staff=None) | Q(client=None, staff__isnull=False),
                                name="feed_is_of_a_client_or_of_staff",
                            ),
                        ],
                    },
                )
            ]
        )
    ]
