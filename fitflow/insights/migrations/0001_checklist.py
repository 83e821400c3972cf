from django.db import migrations, models

import fitflow.core.ids
from fitflow.core.tenancy import Isolate

#: What was ticked off before.
FILL = """
INSERT INTO insights_checklist (id, organization_id, shared_at, dismissed_at)
SELECT gen_random_uuid(), organization_id, max(at) FILTER (WHERE type = 'studio.shared'),
  max(at) FILTER (WHERE type = 'checklist.dismissed')
FROM core_event WHERE type IN ('studio.shared', 'checklist.dismissed') GROUP BY organization_id
"""


class Migration(migrations.Migration):
    """What owners ticked off stands in a row of the studio."""

    initial = True
    dependencies = [("core", "0002_walls")]

    operations = [
        migrations.CreateModel(
            "Checklist",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fitflow.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organization_id", models.UUIDField(editable=False)),
                ("shared_at", models.DateTimeField(null=True)),
                ("dismissed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("organization_id",), name="checklist_once_per_studio")],
            },
        ),
        Isolate("Checklist", referenced=False),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
