from django.db import migrations

from fitflow.core.sqlfiles import run_file
from fitflow.core.tenancy import Isolate


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial"), ("organizations", "0002_walls")]

    operations = [
        Isolate("CreditAccount"),
        Isolate("CreditLot"),
        Isolate("Posting"),
        Isolate("LedgerEntry", referenced=False),
        run_file("billing", "walls", digest="fac73e3c80a9"),
        run_file("billing", "reads", digest="bbcd7c95b4c4"),
    ]
