from django.db import migrations, models

import fitflow.core.ids
from fitflow.core.tenancy import Isolate

#: Every studio is checked within a day, and every night from then on.
CHECKS = """
INSERT INTO core_timer (organization_id, kind, entity_id, key, "group", state, due_at, attempts, last_error)
SELECT id, 'insights.check', id, '', 'default', 'due', now() + random() * interval '1 day', 0, ''
FROM organizations_organization ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    """What the last check of a studio found is kept; every studio is checked at night."""

    dependencies = [
        ("insights", "0001_checklist"),
        ("core", "0006_found_by_index"),
        ("organizations", "0013_limited_roles"),
    ]

    operations = [
        migrations.CreateModel(
            "Proof",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fitflow.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organization_id", models.UUIDField(editable=False)),
                ("checked_at", models.DateTimeField()),
                ("bookings", models.PositiveIntegerField()),
                ("broken", models.JSONField(default=dict)),
                ("violations", models.JSONField(default=list)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("organization_id",), name="proof_once_per_studio")],
            },
        ),
        Isolate("Proof", referenced=False),
        migrations.RunSQL(CHECKS, migrations.RunSQL.noop),
    ]
