from django.db import migrations, models
from django.db.models import Q

#: From the history: the last time they were marked so; whoever came so by a list left on the day they were added.
FILL = """
UPDATE organizations_client c SET
  churned_on = (coalesce(e.at, c.created_at) AT TIME ZONE o.timezone)::date,
  churn_reason = coalesce(left(e.reason, 500), '')
FROM organizations_client x
JOIN organizations_organization o ON o.id = x.organization_id
LEFT JOIN LATERAL (SELECT v.at, w.words->>'reason' AS reason FROM core_event v
  LEFT JOIN core_eventwords w ON w.id = v.id
  WHERE v.organization_id = x.organization_id AND v.entity_id = x.id AND v.type = 'client.status_changed'
    AND v.payload->>'after' = 'churned' ORDER BY v.at DESC LIMIT 1) e ON true
WHERE x.id = c.id AND c.status = 'churned'
"""


class Migration(migrations.Migration):
    """The day somebody left stands in the record, with the reason."""

    dependencies = [("core", "0011_words_beside_the_trail"), ("organizations", "0018_one_reader")]

    operations = [
        migrations.AddField("client", "churned_on", models.DateField(null=True)),
        migrations.AddField(
            "client", "churn_reason", models.CharField(blank=True, db_default="", default="", max_length=500)
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "client",
            models.CheckConstraint(
                condition=Q(status="churned", churned_on__isnull=False)
                | ~Q(status="churned") & Q(churned_on__isnull=True, churn_reason=""),
                name="client_who_left_did_so_on_a_day",
            ),
        ),
    ]
