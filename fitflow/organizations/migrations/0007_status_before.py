from django.db import migrations, models
from django.db.models import Q

STATUSES = [("lead", "Lead"), ("active", "Active"), ("inactive", "Inactive"), ("churned", "Churned")]
#: As it was found until now: what the last archiving says, else active.
FILL = """
UPDATE organizations_client c SET status_before = coalesce((
  SELECT e.payload->>'status' FROM core_event e
  WHERE e.organization_id = c.organization_id AND e.entity_id = c.id AND e.type = 'client.archived'
  ORDER BY e.at DESC LIMIT 1), 'active')
WHERE c.archived_at IS NOT NULL
"""


class Migration(migrations.Migration):
    """The status an archived client goes back to stands in the record."""

    dependencies = [("core", "0001_initial"), ("organizations", "0006_studio_roles")]

    operations = [
        migrations.AddField(
            "client",
            "status_before",
            models.CharField(blank=True, choices=STATUSES, db_default="", default="", max_length=8),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "client",
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True, status_before="")
                | Q(archived_at__isnull=False, status_before__in=["lead", "active", "inactive", "churned"]),
                name="client_archived_keeps_its_status",
            ),
        ),
    ]
