"""The column takes any kind of policy: a new one needs no migration."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("schedule", "0010_sequence")]

    operations = [
        migrations.AlterField(model_name="cancellationpolicy", name="kind", field=models.CharField(max_length=20)),
    ]
