from django.db import migrations

from fitflow.core.tenancy import Isolate


class Migration(migrations.Migration):
    dependencies = [("notify", "0001_initial"), ("organizations", "0002_walls")]

    operations = [Isolate("Message"), Isolate("Preference", referenced=False)]
