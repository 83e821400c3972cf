from django.db import migrations

from fitflow.core.sqlfiles import run_file
from fitflow.core.tenancy import Isolate


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        run_file("core", "kernel", digest="61af2f832cca"),
        run_file("core", "protect", digest="d3fd3122b4d4"),
        Isolate("Event", referenced=False),
        Isolate("IdempotencyKey", referenced=False),
        run_file("core", "events", digest="4d0f76e6ba92"),
        run_file("core", "idempotency", digest="ab1c2a2a9023"),
        migrations.RunSQL("SELECT only_append('core_event')", migrations.RunSQL.noop),
        migrations.RunSQL(
            'CREATE TABLE "core_cache" ("cache_key" varchar(255) PRIMARY KEY, "value" text NOT NULL, "expires" timestamptz NOT NULL);'
            'CREATE INDEX "core_cache_expires" ON "core_cache" ("expires")',
            'DROP TABLE "core_cache"',
        ),
    ]
