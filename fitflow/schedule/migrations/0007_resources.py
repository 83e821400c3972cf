from django.db import migrations, models

import fitflow.core.tenancy

#: Names that the database or `Isolate` made of the table and the column: they take the new names with the tables.
KEYS = [
    ("resource", "calendar_pkey", "resource_pkey"),
    ("resource", "calendar_org_id", "resource_org_id"),
    ("resource", "calendar_trainer_id_same_org", "resource_trainer_id_same_org"),
    ("resourceclaim", "calendarclaim_pkey", "resourceclaim_pkey"),
    ("resourceclaim", "calendarclaim_org_id", "resourceclaim_org_id"),
    ("resourceclaim", "calendarclaim_calendar_id_same_org", "resourceclaim_resource_id_same_org"),
    ("resourceclaim", "calendarclaim_session_id_same_org", "resourceclaim_session_id_same_org"),
    ("resourceclaim", "calendarclaim_weight_check", "resourceclaim_weight_check"),
]
#: The indexes Django made for the references.
INDEXES = [
    ("calendar_trainer_id_8d883b49", "resource_trainer_id_8d883b49"),
    ("calendarclaim_calendar_id_b2fc17ee", "resourceclaim_resource_id_b2fc17ee"),
    ("calendarclaim_session_id_59bae245", "resourceclaim_session_id_59bae245"),
]


def rename_key(table, old, new):
    statement = "ALTER TABLE schedule_{} RENAME CONSTRAINT schedule_{} TO schedule_{}"
    return migrations.RunSQL(statement.format(table, old, new), statement.format(table, new, old))


def rename_index(old, new):
    statement = "ALTER INDEX schedule_{} RENAME TO schedule_{}"
    return migrations.RunSQL(statement.format(old, new), statement.format(new, old))


class Migration(migrations.Migration):
    """What can be occupied is a Resource: a calendar is what people look at."""

    dependencies = [("schedule", "0006_last_ordinal")]

    operations = [
        migrations.RemoveConstraint("calendar", "calendar_one_per_trainer"),
        migrations.RemoveIndex("calendarclaim", "claim_on_calendar"),
        migrations.RenameModel("Calendar", "Resource"),
        migrations.RenameModel("CalendarClaim", "ResourceClaim"),
        migrations.RenameField("resourceclaim", "calendar", "resource"),
        migrations.AlterField(
            "resource",
            "trainer",
            fitflow.core.tenancy.TenantForeignKey("organizations.staff", related_name="resources"),
        ),
        migrations.AddConstraint(
            "resource",
            models.UniqueConstraint(fields=("trainer",), name="resource_one_per_trainer"),
        ),
        migrations.AddIndex("resourceclaim", models.Index(fields=["resource", "starts_at"], name="claim_on_resource")),
        *(rename_key(*names) for names in KEYS),
        *(rename_index(*names) for names in INDEXES),
    ]
