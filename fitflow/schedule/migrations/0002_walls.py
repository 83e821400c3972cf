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
        run_file("schedule", "walls", digest="bebae056d9c6"),
    ]
