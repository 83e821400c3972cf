from django.db import migrations

from fitflow.core.sqlfiles import run_file
from fitflow.core.tenancy import Isolate


class Migration(migrations.Migration):
    dependencies = [("schedule", "0001_initial"), ("organizations", "0002_walls")]

    operations = [
        Isolate("CancellationPolicy"),
        Isolate("ClassType"),
        Isolate("Series"),
        Isolate("Session"),
        Isolate("Calendar"),
        Isolate("CalendarClaim"),
        run_file("schedule", "walls"),
        migrations.RunSQL(
            "CREATE TRIGGER no_overlap"
            " AFTER INSERT OR UPDATE OF calendar_id, starts_at, ends_at, exclusive, override_reason"
            " ON schedule_calendarclaim FOR EACH ROW EXECUTE FUNCTION refuse_overlap()",
            "DROP TRIGGER no_overlap ON schedule_calendarclaim",
        ),
    ]
