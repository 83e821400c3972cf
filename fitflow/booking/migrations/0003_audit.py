from django.db import migrations

from fitflow.core.sqlfiles import run_file


class Migration(migrations.Migration):
    dependencies = [("booking", "0002_walls")]

    operations = [run_file("booking", "audit", "DROP FUNCTION audit_bookings")]
