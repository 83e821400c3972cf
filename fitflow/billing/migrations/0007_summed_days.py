import fitflow.core.ids
from django.db import migrations, models

from fitflow.core.tenancy import Isolate

#: The condition keeps the function away from what is posted now.
TRIGGER = """
CREATE TRIGGER posting_of_a_summed_day AFTER INSERT ON billing_posting
  FOR EACH ROW WHEN (NEW.at < now() - interval '1 hour') EXECUTE FUNCTION forget_sums_behind()
"""
FUNCTION = """
CREATE FUNCTION forget_sums_behind() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$
"""


class Migration(migrations.Migration):
    """Finished days of the ledger are summed at night, so that nobody adds up years while somebody waits."""

    dependencies = [("billing", "0006_asking")]

    operations = [
        migrations.CreateModel(
            "LedgerDay",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fitflow.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organization_id", models.UUIDField(editable=False)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("totals", models.JSONField()),
                ("balance", models.DecimalField(decimal_places=2, max_digits=14)),
            ],
            options={
                "indexes": [models.Index(fields=["organization_id", "ends_at"], name="ledger_day_by_end")],
                "constraints": [
                    models.UniqueConstraint(fields=("organization_id", "starts_at"), name="ledger_day_begins_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="ledger_day_runs_forward"
                    ),
                ],
            },
        ),
        Isolate("LedgerDay", referenced=False),
        migrations.AddIndex(
            "creditlot", models.Index(fields=["organization_id", "valid_from"], name="lot_of_studio_by_begin")
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION forget_sums_behind()"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER posting_of_a_summed_day ON billing_posting"),
    ]
