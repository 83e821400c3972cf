from django.db import migrations

from fitflow.core.sqlfiles import run_file
from fitflow.core.tenancy import Isolate


class Migration(migrations.Migration):
    dependencies = [("booking", "0001_initial"), ("schedule", "0002_walls"), ("billing", "0002_walls")]

    operations = [
        Isolate("SpotHold"),
        Isolate("Booking"),
        Isolate("Spot", referenced=False),
        Isolate("WaitlistEntry"),
        Isolate("WaitlistSkip", referenced=False),
        Isolate("Attendance", referenced=False),
        run_file("booking", "walls", digest="39a2aa297209"),
        run_file("booking", "claim"),
        run_file("booking", "confirm"),
        run_file("booking", "hold_by_key"),
    ]
