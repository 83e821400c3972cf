from django.db import migrations, models

import fitflow.core.ids
from fitflow.core.tenancy import Isolate, TenantForeignKey

#: Moves of before, as they were found again until now: what the engine's clock says to have moved at one moment is one
#: act. Those who are still to be told of one find it here.
FILL = """
WITH acts AS MATERIALIZED (
  SELECT organization_id, payload->>'moved_at' AS moved_at, gen_random_uuid() AS id
  FROM core_event WHERE type = 'session.moved' AND payload ? 'moved_at' GROUP BY 1, 2)
INSERT INTO booking_movedsession (id, organization_id, act_id, number, session_id, moved_at, moved_by, from_starts_at,
  to_starts_at, from_trainer_id, to_trainer_id, to_location_id)
SELECT gen_random_uuid(), e.organization_id, a.id, row_number() OVER (PARTITION BY a.id ORDER BY e.id),
  e.entity_id, a.moved_at::timestamptz, e.actor_id, (e.payload->>'from_starts_at')::timestamptz,
  (e.payload->>'to_starts_at')::timestamptz, (e.payload->>'from_trainer_id')::uuid,
  (e.payload->>'to_trainer_id')::uuid, (e.payload->>'to_location_id')::uuid
FROM core_event e JOIN acts a ON a.organization_id = e.organization_id AND a.moved_at = e.payload->>'moved_at'
WHERE e.type = 'session.moved'
"""


def inside(model, **options):
    return TenantForeignKey(model, db_index=False, **options)


class Migration(migrations.Migration):
    """What one act moved stands in rows."""

    dependencies = [
        ("core", "0001_initial"),
        ("booking", "0016_sequence"),
        ("organizations", "0006_studio_roles"),
        ("schedule", "0010_sequence"),
    ]

    operations = [
        migrations.CreateModel(
            "MovedSession",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fitflow.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organization_id", models.UUIDField(editable=False)),
                ("act_id", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
                ("session", inside("schedule.session", related_name="moves")),
                ("moved_at", models.DateTimeField()),
                ("moved_by", models.UUIDField(null=True)),
                ("from_starts_at", models.DateTimeField()),
                ("to_starts_at", models.DateTimeField()),
                ("from_trainer", inside("organizations.staff", related_name="+")),
                ("to_trainer", inside("organizations.staff", related_name="+")),
                ("to_location", inside("organizations.location", related_name="+")),
            ],
            options={
                "indexes": [models.Index(fields=["session", "moved_at"], name="moved_session_when")],
                "constraints": [models.UniqueConstraint(fields=("act_id", "number"), name="moved_session_in_order")],
            },
        ),
        Isolate("MovedSession", referenced=False),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
