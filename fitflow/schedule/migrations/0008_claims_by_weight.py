from datetime import timedelta

from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Lower

import fitflow.core.tenancy
from fitflow.core.tenancy import IsolateReference

#: What decides whether a claim fits: when it changes, the trigger looks again.
JUDGED = "resource_id, starts_at, ends_at, busy_from, busy_until, weight, exclusive, override_reason"
JUDGED_BEFORE = "resource_id, starts_at, ends_at, exclusive, override_reason"


def trigger(columns):
    return (
        "DROP TRIGGER no_overlap ON schedule_resourceclaim;"
        f"CREATE TRIGGER no_overlap AFTER INSERT OR UPDATE OF {columns} ON schedule_resourceclaim"
        " FOR EACH ROW EXECUTE FUNCTION refuse_overlap()"
    )


class Migration(migrations.Migration):
    """Resources are trainers, rooms or equipment with a capacity; claims have a weight, and buffers around them."""

    dependencies = [("schedule", "0007_resources")]

    operations = [
        migrations.AddField(
            "resource",
            "kind",
            models.CharField(
                choices=[("trainer", "Trainer"), ("room", "Room"), ("equipment", "Equipment")],
                default="trainer",
                max_length=9,
            ),
        ),
        migrations.AlterField(
            "resource",
            "trainer",
            fitflow.core.tenancy.TenantForeignKey("organizations.staff", null=True, related_name="resources"),
        ),
        migrations.AddField(
            "resource",
            "location",
            fitflow.core.tenancy.TenantForeignKey("organizations.location", null=True, related_name="resources"),
        ),
        IsolateReference("resource", "location"),
        migrations.AddField("resource", "name", models.CharField(blank=True, default="", max_length=80), False),
        migrations.AddField("resource", "capacity", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("resource", "is_active", models.BooleanField(default=True)),
        migrations.AddConstraint(
            "resource",
            models.CheckConstraint(
                condition=Q(kind="trainer", trainer__isnull=False, location__isnull=True, name="")
                | ~Q(kind="trainer") & Q(trainer__isnull=True) & ~Q(name=""),
                name="resource_is_a_trainer_or_has_a_name",
            ),
        ),
        migrations.AddConstraint(
            "resource",
            models.CheckConstraint(
                condition=~Q(kind="room") | Q(location__isnull=False), name="resource_room_is_somewhere"
            ),
        ),
        migrations.AddConstraint(
            "resource", models.CheckConstraint(condition=Q(capacity__gt=0), name="resource_has_capacity")
        ),
        migrations.AddConstraint(
            "resource",
            models.UniqueConstraint(
                "organization_id",
                "kind",
                "location",
                Lower("name"),
                condition=Q(is_active=True) & ~Q(kind="trainer"),
                name="resource_name_once_per_location",
                nulls_distinct=False,
            ),
        ),
        migrations.AddField("resourceclaim", "busy_from", models.DateTimeField(null=True)),
        migrations.AddField("resourceclaim", "busy_until", models.DateTimeField(null=True)),
        migrations.RunSQL(
            "UPDATE schedule_resourceclaim SET busy_from = starts_at, busy_until = ends_at", migrations.RunSQL.noop
        ),
        migrations.AlterField("resourceclaim", "busy_from", models.DateTimeField()),
        migrations.AlterField("resourceclaim", "busy_until", models.DateTimeField()),
        migrations.AddConstraint(
            "resourceclaim",
            models.CheckConstraint(
                condition=Q(busy_from__lte=F("starts_at"), busy_until__gte=F("ends_at")),
                name="claim_is_busy_while_it_runs",
            ),
        ),
        migrations.AddConstraint(
            "resourceclaim",
            models.CheckConstraint(
                condition=Q(busy_until__lte=F("busy_from") + timedelta(days=31)), name="claim_is_not_too_long"
            ),
        ),
        migrations.AddConstraint(
            "resourceclaim", models.CheckConstraint(condition=Q(weight__gt=0), name="claim_weighs_something")
        ),
        migrations.AddConstraint(
            "resourceclaim",
            models.CheckConstraint(
                condition=Q(source="session", session__isnull=False) | ~Q(source="session") & Q(session__isnull=True),
                name="claim_of_a_session_names_it",
            ),
        ),
        migrations.RemoveConstraint("resourceclaim", "claim_one_per_session"),
        migrations.AddConstraint(
            "resourceclaim",
            models.UniqueConstraint(fields=("session", "resource"), name="claim_once_per_session_and_resource"),
        ),
        migrations.RemoveIndex("resourceclaim", "claim_on_resource"),
        migrations.AddIndex("resourceclaim", models.Index(fields=["resource", "busy_from"], name="claim_on_resource")),
        # Found by claim_on_resource and claim_once_per_session_and_resource.
        migrations.AlterField(
            "resourceclaim",
            "resource",
            fitflow.core.tenancy.TenantForeignKey("schedule.resource", related_name="claims", db_index=False),
        ),
        migrations.AlterField(
            "resourceclaim",
            "session",
            fitflow.core.tenancy.TenantForeignKey("schedule.session", null=True, related_name="claims", db_index=False),
        ),
        migrations.RunSQL(trigger(JUDGED), trigger(JUDGED_BEFORE)),
    ]
