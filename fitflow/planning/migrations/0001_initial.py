from django.db import migrations, models

import fitflow.core.ids
from fitflow.core.tenancy import TenantForeignKey


def key():
    return models.UUIDField(default=fitflow.core.ids.new_id, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    """The tables that booking made, with their walls."""

    initial = True
    dependencies = [("booking", "0015_the_cut"), ("schedule", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="CancelRun",
                    fields=[
                        ("id", key()),
                        ("organization_id", models.UUIDField(editable=False)),
                        ("reason", models.CharField(max_length=300)),
                        ("asked_by", models.UUIDField(null=True)),
                        ("asked_at", models.DateTimeField()),
                        ("done_at", models.DateTimeField(null=True)),
                    ],
                    options={"db_table": "booking_cancelrun"},
                ),
                migrations.CreateModel(
                    name="CancelRunItem",
                    fields=[
                        ("id", key()),
                        ("organization_id", models.UUIDField(editable=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[("due", "Due"), ("done", "Done"), ("failed", "Failed")],
                                default="due",
                                max_length=6,
                            ),
                        ),
                        ("bookings", models.PositiveIntegerField(default=0)),
                        ("credits_refunded", models.DecimalField(decimal_places=2, default=0, max_digits=10)),
                        ("problem", models.CharField(blank=True, max_length=300)),
                        ("run", TenantForeignKey("planning.cancelrun", related_name="items")),
                        ("session", TenantForeignKey("schedule.session", related_name="+")),
                    ],
                    options={
                        "db_table": "booking_cancelrunitem",
                        "constraints": [
                            models.UniqueConstraint(fields=("run", "session"), name="cancel_run_names_a_session_once")
                        ],
                    },
                ),
            ]
        )
    ]
