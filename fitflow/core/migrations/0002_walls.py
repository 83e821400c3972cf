from django.db import migrations

from fitflow.core.sqlfiles import run_file
from fitflow.core.tenancy import Isolate


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        run_file("core", "kernel"),
        run_file("core", "protect"),
        Isolate("Event", referenced=False),
        Isolate("IdempotencyKey", referenced=False),
        run_file("core", "events"),
        run_file("core", "idempotency"),
        migrations.RunSQL("SELECT only_append('core_event')", migrations.RunSQL.noop),
        migrations.RunSQL(
            'CREATE TABLE "core_cache" ("cache_key" varchar(255) PRIMARY KEY, "value" text NOT NULL, "expires" timestamptz NOT NULL);'
            'CREATE INDEX "core_cache_expires" ON "core_cache" ("expires")',
            'DROP TABLE "core_cache"',
        ),
    ]
