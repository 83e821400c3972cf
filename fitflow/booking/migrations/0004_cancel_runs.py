import django.db.models.deletion
from django.db import migrations, models

import fitflow.core.ids
import fitflow.core.tenancy
from fitflow.core.tenancy import Isolate


def key():
    return models.UUIDField(default=fitflow.core.ids.new_id, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [("booking", "0003_audit"), ("schedule", "0003_series_leave_dates_out")]

    operations = [
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
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="CancelRunItem",
            fields=[
                ("id", key()),
                ("organization_id", models.UUIDField(editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("due", "Due"), ("done", "Done"), ("failed", "Failed")], default="due", max_length=6
                    ),
                ),
                ("bookings", models.PositiveIntegerField(default=0)),
                ("credits_refunded", models.DecimalField(decimal_places=2, default=0, max_digits=10)),
                ("problem", models.CharField(blank=True, max_length=300)),
                (
                    "run",
                    fitflow.core.tenancy.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="booking.cancelrun"
                    ),
                ),
                (
                    "session",
                    fitflow.core.tenancy.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schedule.session"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("run", "session"), name="cancel_run_names_a_session_once")
                ],
            },
        ),
        Isolate("CancelRun"),
        Isolate("CancelRunItem"),
    ]
