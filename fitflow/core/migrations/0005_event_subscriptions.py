from django.db import migrations, models
from django.db.models.functions import Now

#: What records events until `fitflow migrate` has made the functions anew still reads the old name. It drops the view.
UNDER_THE_OLD_NAME = """
CREATE VIEW core_subscription WITH (security_invoker = true) AS SELECT type, consumer FROM core_eventsubscription
"""
KEY = "ALTER TABLE core_eventsubscription RENAME CONSTRAINT core_{}_pkey TO core_{}_pkey"


class Migration(migrations.Migration):
    """A subscription is what a client buys; and each job's row names its queue group.

    Rows that are there get the group of their consumer or kind at the end of `fitflow migrate` (core/registry.py).
    """

    dependencies = [("core", "0004_sql_files")]

    operations = [
        migrations.RenameModel("Subscription", "EventSubscription"),
        migrations.RunSQL(
            KEY.format("subscription", "eventsubscription"), KEY.format("eventsubscription", "subscription")
        ),
        migrations.AddField("eventsubscription", "group", models.TextField(db_default="default")),
        migrations.AddField("eventsubscription", "since", models.DateTimeField(db_default=Now())),
        migrations.AddField("delivery", "group", models.TextField(db_default="default")),
        migrations.AddField("timer", "group", models.TextField(db_default="default")),
        migrations.RunSQL(UNDER_THE_OLD_NAME, "DROP VIEW IF EXISTS core_subscription"),
    ]
