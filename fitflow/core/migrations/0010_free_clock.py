from django.db import migrations

#: Has a row where the engine's clock may be set: in databases of tests, and while a demo is filled. The owner writes it.
MAKE = "CREATE TABLE core_freeclock (is_free boolean PRIMARY KEY DEFAULT true CHECK (is_free))"


class Migration(migrations.Migration):
    dependencies = [("core", "0009_request_counts")]

    operations = [migrations.RunSQL(MAKE, "DROP TABLE core_freeclock")]
